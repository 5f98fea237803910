"""The container images: built and run by an account without rights, a request sent through them."""

from __future__ import annotations

import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from tests.support import keys as throw_away
from tests.support.authority import Authority
from tests.support.client import Client
from tests.support.containers import LIMITS
from tests.support.containers import Podman
from tests.support.containers import context
from tests.support.containers import podman_in
from tests.support.demo import eventually
from tests.support.form.posts import ONE_PAGE
from tests.support.form.posts import check_one_page
from tests.support.keyholders import SEEN
from tests.support.keyholders import opens
from tests.support.keyholders import words_in
from tests.support.keys import AGENCY
from tests.support.keys import RECOVERY
from tests.support.keys import Keys
from tests.support.nginx.family import ANSWERS
from tests.support.nginx.family import OWN_WORDS
from tests.support.openssl import content_of
from tests.support.postfix import PASSWORD
from tests.support.postfix import USERNAME
from tests.support.postfix import Postfix
from tests.support.postfix import running_postfix
from tests.support.postgres import free_port
from tests.support.project import PROJECT
from tests.support.service import approve

pytestmark = pytest.mark.prove

IMAGE, PORTAL_URL = "one-story-service", "https://help.agency.example"
HERE = ("--cgroups=disabled", "--network=host", *LIMITS)
"""No groups and no network of its own: a sandbox gives us neither."""
HANDBOOK = PROJECT / "docs" / "operator.md"
RUN = re.compile(r"^cat > ~/one-story/run <<'END'\n(.*?)^END$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Host:
    """A server whose operator has podman, the handbook, and nothing else of ours."""

    podman: Podman
    port: int

    @property
    def folder(self) -> Path:
        """Where the handbook has everything."""
        return self.podman.home / "one-story"

    def run(self, *words: str) -> str:
        """The handbook's own script."""
        return self.podman.type("sh", f"{self.folder}/run", *HERE, *self._content(), *words)

    def intake(self, *words: str) -> str:
        """One command of the operator's."""
        return self.run("--rm", IMAGE, "intake", *words)

    def healthy(self) -> bool:
        """What the image's own check says of the form."""
        return not self.podman.fails("healthcheck", "run", "web")

    def _content(self) -> tuple[str, ...]:
        return ("--volume", f"{self.folder}/content:/opt/one-story/content:ro")


@pytest.fixture(scope="module")
def podman() -> Iterator[Podman]:
    with tempfile.TemporaryDirectory(prefix="one-story-containers-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        said = subprocess.run(
            [sys.executable, "-m", "tests.ground.bareroot", "bookworm"],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        with podman_in(folder) as podman:
            podman.import_base(Path(said.stdout.strip()))
            yield podman


@pytest.fixture(scope="module")
def project(podman: Podman) -> Path:
    return context(podman.folder / "project")


@pytest.fixture
def postfix(tmp_path: Path) -> Iterator[Postfix]:
    with running_postfix(Authority.make(tmp_path)) as postfix:
        yield postfix


@pytest.fixture
def host(podman: Podman, project: Path, postfix: Postfix, keys: Keys) -> Host:
    """Images are built, settings written, keys in their place; nothing runs yet."""
    for target in ("service", "portal"):
        podman.build(target, project)
    host = Host(podman, free_port())
    folder = host.folder
    for part in ("etc", "state", "portal"):
        (folder / part).mkdir(parents=True)
    shutil.copytree(project / "content", folder / "content")
    approve(folder)
    [script] = RUN.findall(HANDBOOK.read_text(encoding="utf-8"))
    (folder / "run").write_text(script, encoding="utf-8")
    files = {
        "intake.crt": keys.agency.certificate,
        "privacy.crt": keys.recovery.certificate,
        "web.crt": keys.signing.certificate,
        "web.key": keys.signing.key,
        "relay.crt": postfix.authority.ca_file,
    }
    for name, file in files.items():
        shutil.copy(file, folder / "etc" / name)
    settings = {
        "REGION": "halton",
        "INTAKE_PUBLIC_URL": PORTAL_URL,
        "INTAKE_PORT": str(host.port),
        "INTAKE_PROXY_HOPS": "1",
        "INTAKE_SECRET_KEY": secrets.token_hex(32),
        "INTAKE_MAIL_SERVER": "127.0.0.1",
        "INTAKE_MAIL_PORT": str(postfix.port),
        "INTAKE_MAIL_USERNAME": USERNAME,
        "INTAKE_MAIL_PASSWORD": PASSWORD,
        "INTAKE_MAIL_CA_FILE": "/etc/one-story/relay.crt",
        "INTAKE_MAIL_SENDER": throw_away.SENDER,
        "INTAKE_RECIPIENTS": f"{AGENCY}=/etc/one-story/intake.crt",
        "INTAKE_RECOVERY_CERTIFICATE": "/etc/one-story/privacy.crt",
        "INTAKE_SIGNING_KEY": "/etc/one-story/web.key",
        "INTAKE_SIGNING_CERTIFICATE": "/etc/one-story/web.crt",
        "INTAKE_ALARM_RECIPIENTS": "operator@agency.example",
        "INTAKE_ALARM_URL": "none: tried by a test",
    }
    lines = [f"{name}={value}\n" for name, value in settings.items()]
    (folder / "settings").write_text("".join(lines), encoding="utf-8")
    podman.own(folder)
    return host


def test_a_request_goes_through_the_images_and_nothing_in_them_can_be_changed(
    host: Host, postfix: Postfix, keys: Keys
) -> None:
    podman = host.podman
    built = host.run("--rm", "one-story-portal")
    assert PORTAL_URL in built, built
    _prove_keys(host, postfix, keys)
    assert "Ready" in host.intake("check")
    before = postfix.count()
    host.run("-d", "--name=web", IMAGE, "intake", "serve")
    host.run("-d", "--name=deliver", "--no-healthcheck", IMAGE, "intake", "deliver")
    assert eventually(host.healthy), podman.run("logs", "web")
    client = Client(host.port)
    assert b"<h1" in client.get("/en/")
    client.post(ONE_PAGE, check_one_page(client, ANSWERS), 303)
    client.close()
    postfix.wait_for(before + 1)
    assert sum(OWN_WORDS in text for text in _read(postfix, keys)) == 1
    _check_bounds(podman)
    podman.run("stop", "web", "deliver")
    for name in ("web", "deliver"):
        assert podman.run("inspect", "--format", "{{.State.ExitCode}}", name) == "0"
        assert OWN_WORDS not in podman.run("logs", name)
    assert not host.healthy()


def test_the_tests_pass_in_what_the_images_are_made_of(podman: Podman, project: Path) -> None:
    image = podman.build("tests", project)
    said = podman.run("run", "--rm", *HERE, "--read-only", "--tmpfs=/tmp", image)
    assert " passed" in said.splitlines()[-1]


def _check_bounds(podman: Podman) -> None:
    for name in ("web", "deliver"):
        status = podman.run("exec", name, "cat", "/proc/1/status").splitlines()
        facts = dict(line.split(":\t", 1) for line in status if ":\t" in line)
        assert set(facts["Uid"].split()) == {"65532"}
        assert int(facts["CapEff"], 16) == int(facts["CapBnd"], 16) == 0
        assert facts["NoNewPrivs"] == "1"
        for place in ("/opt/one-story/x", "/usr/x", "/etc/one-story/x"):
            assert podman.fails("exec", name, "touch", place), place
        podman.run("exec", name, "touch", "/var/lib/one-story/written")


def _prove_keys(host: Host, postfix: Postfix, keys: Keys) -> None:
    """Test mails are sent, opened by those who hold the keys, and read back."""
    host.intake("key", "prove", "--send")
    pairs = {AGENCY: keys.agency, RECOVERY: keys.recovery}
    postfix.wait_for(len(pairs))
    for address, pair in pairs.items():
        [mail] = [mail for mail in postfix.mails() if opens(mail, pair)]
        spoken = words_in(mail, pair, keys.signing.certificate)
        host.intake("key", "prove", address, "--words", spoken, *SEEN)


def _read(postfix: Postfix, keys: Keys) -> list[str]:
    """Every mail that the agency's key opens, its signature verified, as plain text."""
    texts = []
    for mail in postfix.mails():
        if opens(mail, keys.agency):
            content = content_of(mail, keys.agency, keys.authority)
            body = message_from_bytes(content, policy=default).get_body(("plain",))
            texts.append(str(body.get_content()) if body else "")
    return texts
