"""`intake key prove`: real test mails through a real mail server, opened with real keys."""

from __future__ import annotations

import email
import re
import subprocess
from datetime import UTC
from datetime import datetime
from email.policy import SMTP
from pathlib import Path

import pytest

from intake_app.intake.key_status import fingerprint_of_file
from intake_app.sealing import Authority
from intake_app.sealing import KeyFiles
from tests.support import keys as throw_away
from tests.support.keyholders import UNPROVEN
from tests.support.keyholders import Server
from tests.support.keyholders import new_pair
from tests.support.keyholders import new_signer
from tests.support.keyholders import opens
from tests.support.keyholders import words_in
from tests.support.keys import AGENCY
from tests.support.keys import RECOVERY
from tests.support.keys import SECOND
from tests.support.keys import Keys


def test_a_test_mail_goes_to_each_address_and_only_its_own_key_opens_it(
    server: Server, keys: Keys
) -> None:
    result = server.intake("key", "prove", "--send")
    assert result.exit_code == 0
    pairs = {AGENCY: keys.agency, SECOND: keys.second, RECOVERY: keys.recovery}
    arrived = {one.recipients[0]: one for one in server.relay.arrived}
    assert set(arrived) == set(pairs)
    for address, mail in arrived.items():
        openers = [other for other, pair in pairs.items() if opens(mail.mail, pair)]
        assert openers == [address]
        assert words_in(mail.mail, pairs[address], keys.signing.certificate) not in result.output


def test_the_headers_of_a_test_mail_are_those_of_a_request(server: Server) -> None:
    server.intake("key", "prove", "--send", AGENCY)
    [arrived] = server.relay.arrived
    mail = email.message_from_bytes(arrived.mail, policy=SMTP)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert (mail["From"], mail["To"]) == (throw_away.SENDER, AGENCY)
    assert mail["Subject"] == "Test of the key for requests"
    assert mail["Reply-To"] == AGENCY


def test_every_test_mail_has_other_words(server: Server, keys: Keys) -> None:
    spoken = set()
    for _ in range(3):
        server.intake("key", "prove", "--send", AGENCY)
        spoken.add(server.words(keys.agency))
    assert len(spoken) == 3


def test_the_words_prove_the_key_and_what_was_seen_is_kept(server: Server, keys: Keys) -> None:
    assert server.check().count(UNPROVEN) == 3
    said = server.prove(AGENCY, keys.agency)
    assert fingerprint_of_file(keys.agency.certificate) in said
    assert server.check().count(UNPROVEN) == 2
    shown = server.intake("key", "show").output
    day = datetime.now(UTC).date()
    assert f"{day} by Intake desk: Thunderbird, padlock, no warning" in shown


def test_no_word_of_a_test_mail_is_kept(server: Server, keys: Keys) -> None:
    server.intake("key", "prove", "--send", AGENCY)
    spoken = server.words(keys.agency)
    kept = set(re.findall("[a-z]+", server.database.lower()))
    assert kept.isdisjoint(spoken.split())
    assert "X'" in server.database
    server.read_back(AGENCY, spoken)
    assert "X'" not in server.database


def test_words_are_heard_not_copied(server: Server, keys: Keys) -> None:
    server.intake("key", "prove", "--send", AGENCY)
    spoken = server.words(keys.agency)
    heard = ", ".join(word.capitalize() for word in spoken.split()).replace("E", "É")
    result = server.read_back(AGENCY.upper(), heard)
    assert result.output.startswith("Proven: ")


def test_wrong_words_prove_nothing(server: Server) -> None:
    server.intake("key", "prove", "--send", AGENCY)
    for spoken in ("apple anchor autumn zebra", "nothing", "…"):
        result = server.read_back(AGENCY, spoken)
        assert result.exit_code == 1
        assert "These are not the words of the last test mail" in result.output
    assert server.check().count(UNPROVEN) == 3


def test_the_words_of_an_earlier_mail_and_of_another_address_prove_nothing(
    server: Server, keys: Keys
) -> None:
    for address in (AGENCY, AGENCY, SECOND):
        server.intake("key", "prove", "--send", address)
    earlier, _, others = server.relay.arrived
    for arrived, pair in ((earlier, keys.agency), (others, keys.second)):
        spoken = words_in(arrived.mail, pair, keys.signing.certificate)
        assert server.read_back(AGENCY, spoken).exit_code == 1


def test_words_that_no_mail_waits_for_are_told_so(server: Server) -> None:
    result = server.read_back(AGENCY, "apple")
    assert result.exit_code == 1
    assert f"Send one: `intake key prove --send {AGENCY}`" in result.output


def test_a_person_is_asked_one_thing_after_the_other(server: Server, keys: Keys) -> None:
    assert server.intake("key", "prove", AGENCY).exit_code == 1  # nobody there to answer
    spoken = server.words(keys.agency)
    typed = f"{spoken}\nOutlook\nn\ny\nReception\n"
    result = server.intake("key", "prove", AGENCY, typed=typed)
    assert result.exit_code == 0
    assert len(server.relay.arrived) == 1  # the mail that waits is not sent again
    assert "Staff cannot tell yet whether a request is genuine" in result.output
    assert f"({AGENCY}): Outlook showed a warning on the test mail." in server.check()


def test_no_padlock_is_a_warning_and_does_not_stop_the_start(server: Server, keys: Keys) -> None:
    server.intake("key", "prove", "--send", AGENCY)
    spoken = server.words(keys.agency)
    plain = ("--program", "Mail", "--padlock", "no", "--warning", "no", "--by", "Desk")
    server.intake("key", "prove", AGENCY, "--words", spoken, *plain)
    assert f"warning: INTAKE_RECIPIENTS ({AGENCY}): Mail showed no padlock" in server.check()
    assert server.check().count(UNPROVEN) == 2


def test_once_all_are_proven_there_is_nothing_to_do(server: Server, keys: Keys) -> None:
    for address, pair in ((AGENCY, keys.agency), (SECOND, keys.second), (RECOVERY, keys.recovery)):
        server.prove(address, pair)
    assert UNPROVEN not in server.check()
    result = server.intake("key", "prove")
    assert (result.exit_code, result.output) == (0, "Every certificate in use is proven.\n")


@pytest.mark.parametrize(
    ("answer", "said"),
    [("550 nobody here", "did not take it, 550 at RCPT"), ("450 busy", "did not take it, 450")],
)
def test_a_mail_that_does_not_leave_is_told_in_one_line(
    server: Server, answer: str, said: str
) -> None:
    server.relay.spoil["RCPT"] = answer
    result = server.intake("key", "prove", "--send", AGENCY)
    assert result.exit_code == 1
    assert said in result.output
    assert len(result.output.splitlines()) == 1


def test_a_mail_that_may_have_left_is_told_so_and_can_be_read_back(
    server: Server, keys: Keys
) -> None:
    server.relay.spoil["DOT"] = "keep the mail, then hang up without a word"
    result = server.intake("key", "prove", "--send", AGENCY)
    assert (result.exit_code, "may have gone out" in result.output) == (1, True)
    server.relay.spoil.clear()
    assert server.read_back(AGENCY, server.words(keys.agency)).exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["stranger@agency.example"], "No certificate in use is for stranger@agency.example."),
        (["--words", "apple"], "Name the ADDRESS"),
    ],
)
def test_what_cannot_be_meant_is_refused(server: Server, words: list[str], said: str) -> None:
    result = server.intake("key", "prove", *words)
    assert result.exit_code == 2
    assert said in result.output
    assert server.relay.arrived == []


def test_a_successor_is_proven_before_the_settings_name_it(
    server: Server, keys: Keys, tmp_path: Path
) -> None:
    server.prove(AGENCY, keys.agency)
    successor = new_pair(tmp_path, AGENCY)
    file = ("--certificate", str(successor.certificate))
    assert server.intake("key", "prove", "--send", AGENCY, *file).exit_code == 0
    assert not opens(server.relay.arrived[-1].mail, keys.agency)
    assert server.read_back(AGENCY, server.words(successor)).exit_code == 0
    server.environ["INTAKE_RECIPIENTS"] = f"{AGENCY}={successor.certificate}"
    assert server.check().count(UNPROVEN) == 1  # the recovery key's


def test_a_recovery_certificate_without_an_address_is_proven_where_it_is_said_to_be(
    server: Server, keys: Keys, tmp_path: Path
) -> None:
    nameless = nameless_certificate(keys.recovery, tmp_path / "nameless.crt")
    server.environ["INTAKE_RECOVERY_CERTIFICATE"] = str(nameless)
    asked = server.intake("key", "prove", "--send")
    assert (asked.exit_code, "names no address" in asked.output) == (2, True)
    officer = "officer@agency.example"
    assert server.intake("key", "prove", "--send", "--recovery", officer).exit_code == 0
    pair = KeyFiles(keys.recovery.key, nameless)
    assert server.read_back(officer, server.words(pair)).exit_code == 0
    assert server.check().count(UNPROVEN) == 2


def nameless_certificate(pair: KeyFiles, path: Path) -> Path:
    """A certificate for the same key, made by OpenSSL, that names nobody's address."""
    made = ["openssl", "req", "-x509", "-key", pair.key, "-subj", "/CN=Recovery", "-days", "30"]
    subprocess.run([*made, "-out", path], check=True, capture_output=True)
    return path


def test_a_successor_of_the_recovery_key_is_proven_as_such(server: Server, tmp_path: Path) -> None:
    successor = new_pair(tmp_path, RECOVERY)
    words = ("--recovery", "--certificate", str(successor.certificate))
    assert server.intake("key", "prove", "--send", RECOVERY, *words).exit_code == 0
    server.read_back(RECOVERY, server.words(successor))
    server.environ["INTAKE_RECOVERY_CERTIFICATE"] = str(successor.certificate)
    assert server.check().count(UNPROVEN) == 2


def test_a_new_authority_asks_for_a_new_proof_without_stopping_the_start(
    server: Server, keys: Keys, tmp_path: Path
) -> None:
    server.prove(AGENCY, keys.agency)
    renewed = new_signer(tmp_path, Authority.make(throw_away.SENDER))
    server.environ["INTAKE_SIGNING_KEY"] = str(renewed.key)
    server.environ["INTAKE_SIGNING_CERTIFICATE"] = str(renewed.certificate)
    told = f"warning: INTAKE_RECIPIENTS ({AGENCY}): Another authority vouches for the"
    assert told in server.check()


def test_a_new_signing_key_under_the_same_authority_leaves_every_proof_good(
    server: Server, keys: Keys, tmp_path: Path
) -> None:
    behind = Authority.make(throw_away.SENDER)
    for name in ("first", "second"):
        files = new_signer(tmp_path / name, behind)
        server.environ["INTAKE_SIGNING_KEY"] = str(files.key)
        server.environ["INTAKE_SIGNING_CERTIFICATE"] = str(files.certificate)
        if name == "first":
            server.prove(AGENCY, keys.agency)
    assert "warning" not in server.check()
