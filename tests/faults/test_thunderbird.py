"""Thunderbird's own verdict on a request that was really delivered, with keys made as staff do."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from intake_app.cli import main
from intake_app.intake.delivery_worker import DeliveryWorker
from intake_app.intake.reception import Intake
from intake_app.intake.tickets import ticket_for
from intake_app.mailer import Mailer
from intake_app.settings import PROJECT
from intake_app.settings import Recipient
from intake_app.settings import Settings
from tests.support.authority import Authority
from tests.support.browsers.desktop import screen
from tests.support.family import REFERRAL
from tests.support.family import WORDS
from tests.support.keys import AGENCY
from tests.support.keys import SENDER
from tests.support.keys import Keys
from tests.support.relay import running_relay
from tests.support.service import complete_settings
from tests.support.thunderbird import Verdict
from tests.support.thunderbird import message_id
from tests.support.thunderbird import running_thunderbird

pytestmark = pytest.mark.prove

PASSPHRASE = "nine blue lanterns"  # noqa: S105  (of keys that last one test)
LOCK = re.compile(r"INTAKE_SIGNING_PASSPHRASE=(\w+)")
GOOD = (
    "This message includes a valid digital signature."
    " The message has not been altered since it was sent."
)
BAD = "Digital Signature Is Not Valid"


@dataclass(frozen=True)
class StaffProfile:
    """The files of an agency, and what each service's mail to it looks like."""

    folder: Path
    settings: Settings

    def make(self, name: str, *words: str) -> str:
        """`intake key new`, with what a person types; what it says."""
        typed = f"{PASSPHRASE}\n{PASSPHRASE}\n"
        command = ["key", "new", *words, "--folder", str(self.folder / name)]
        result = CliRunner().invoke(main, command, input=typed)
        assert result.exit_code == 0, result.output
        return result.output

    def file(self, name: str, address: str, ending: str) -> Path:
        """One that `intake key new` made."""
        return self.folder / name / (re.sub(r"[^a-z0-9]+", "-", address) + ending)

    def signing(self, name: str, *options: str) -> Settings:
        """Settings with a new signing key, as an operator sets them."""
        [passphrase] = LOCK.findall(self.make(name, SENDER, "--signing", *options))
        return replace(
            self.settings,
            signing_key=self.file(name, SENDER, ".key"),
            signing_certificate=self.file(name, SENDER, ".crt"),
            signing_passphrase=passphrase,
        )

    def self_signed(self) -> Settings:
        """As this project made them until November 2026: nobody vouches for the certificate."""
        key, certificate = self.folder / "old.key", self.folder / "old.crt"
        made = ["openssl", "req", "-x509", "-newkey", "rsa:3072", "-nodes", "-days", "900"]
        says = [f"subjectAltName=email:{SENDER}", "extendedKeyUsage=emailProtection"]
        says += ["basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature"]
        wide = [word for one in says for word in ("-addext", one)]
        subject = ["-subj", f"/CN={SENDER}", "-keyout", key, "-out", certificate]
        subprocess.run([*made, *wide, *subject], check=True, capture_output=True)
        key.chmod(0o600)
        return replace(self.settings, signing_key=key, signing_certificate=certificate)


def delivered(settings: Settings, folder: Path, name: str) -> bytes:
    """A request that went the whole way: accepted, sealed, stored, and taken by a mail server."""
    authority = Authority.make(folder)
    settings = replace(settings, database_url=f"sqlite:///{folder / name}.db")
    with running_relay(authority, authority.server_context()) as relay:
        intake = Intake.open(settings)
        intake.accept(REFERRAL, ticket_for(name))
        DeliveryWorker(intake.store, Mailer(relay.settings()), SENDER).make_round()
        intake.store.close()
        [arrived] = relay.arrived
    return arrived.mail


def make_mails(desk: StaffProfile) -> dict[str, bytes]:
    """One request each, by the way in which the service's key was made."""
    made = {
        "new": desk.signing("new"),
        "rsa": desk.signing("rsa", "--rsa"),
        "not imported": desk.signing("not-imported"),
        "self-signed": desk.self_signed(),
    }
    authority = desk.file("new", SENDER, "-authority.p12")
    made["renewed"] = desk.signing("renewed", "--authority", str(authority))
    return {name: delivered(settings, desk.folder, name) for name, settings in made.items()}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> StaffProfile:
    """An agency that has made its own key, and told the service."""
    folder = tmp_path_factory.mktemp("desk")
    settings = Settings.from_environment(complete_settings(PROJECT, folder, keys))
    desk = StaffProfile(folder, settings)
    desk.make("staff", AGENCY)
    recipient = Recipient(AGENCY, desk.file("staff", AGENCY, ".crt"))
    return replace(desk, settings=replace(settings, recipients=(recipient,)))


@pytest.fixture(scope="module")
def verdicts(desk: StaffProfile) -> Iterator[dict[str, Verdict]]:
    """What Thunderbird says of each mail, after what the handbook has staff import."""
    mails = make_mails(desk)
    profile = desk.folder / "profile"
    with (
        screen() as display,
        running_thunderbird(profile, list(mails.values()), display) as program,
    ):
        program.import_key(desk.file("staff", AGENCY, ".p12"), PASSPHRASE)
        for name in ("new", "rsa"):
            program.trust_authority(desk.file(name, SENDER, "-authority.crt"))
        program.import_certificate(desk.folder / "old.crt")
        yield {name: program.read(message_id(mail)) for name, mail in mails.items()}


@pytest.mark.parametrize("name", ["new", "renewed", "rsa"])
def test_thunderbird_calls_a_delivered_request_validly_signed(
    name: str, verdicts: dict[str, Verdict]
) -> None:
    verdict = verdicts[name]
    assert WORDS[0] in verdict.body
    assert "Message Is Signed" in verdict.said
    assert GOOD in verdict.said
    assert "Message Is Encrypted" in verdict.said


@pytest.mark.parametrize("name", ["self-signed", "not imported"])
def test_without_an_authority_that_staff_imported_it_calls_the_signature_invalid(
    name: str, verdicts: dict[str, Verdict]
) -> None:
    verdict = verdicts[name]
    assert WORDS[0] in verdict.body
    assert GOOD not in verdict.said
    assert BAD in verdict.said
