"""The service's machine, its mail server, and the people who hold keys and open mail with them."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from click.testing import Result

from intake_app import sealing
from intake_app.intake.key_status import live_keys
from intake_app.intake.key_status import standing_of
from intake_app.intake.key_verification import note_what_is_new
from intake_app.sealing import KeyFiles
from intake_app.sealing import KeyPair
from intake_app.sealing import make_key_pair
from intake_app.sealing import write_key_pair
from intake_app.settings import Settings
from intake_app.store import Store
from tests.support import keys as throw_away
from tests.support.keys import SECOND
from tests.support.keys import Keys
from tests.support.openssl import content_of
from tests.support.openssl import decrypted
from tests.support.project import PROJECT
from tests.support.relay import Relay
from tests.support.service import complete_settings
from tests.support.service import intake

SEEN = ("--program", "Thunderbird", "--padlock", "yes", "--warning", "no", "--by", "Intake desk")
UNPROVEN = "Nobody has shown yet that the key of this certificate opens a request."
FOUR_WORDS = re.compile("[a-z]+(?: [a-z]+){3}")


@dataclass
class Server:
    """The service's machine: settings, and the mail server they name."""

    environ: dict[str, str]
    relay: Relay
    state: Path
    successor: Path | None = None
    """A certificate that shall take over."""

    def intake(self, *words: str, typed: str = "") -> Result:
        """One command, to its end."""
        return intake(*words, environ=self.environ, typed=typed)

    def words(self, pair: KeyFiles) -> str:
        """Those of the last test mail, as the holder of this key reads them."""
        signer = Path(self.environ["INTAKE_SIGNING_CERTIFICATE"])
        return words_in(self.relay.arrived[-1].mail, pair, signer)

    def read_back(self, address: str, words: str, *options: str) -> Result:
        """By a person who saw a padlock and no warning."""
        return self.intake("key", "prove", address, *options, "--words", words, *SEEN)

    def prove(self, address: str, pair: KeyFiles, *options: str) -> str:
        """A test mail is sent, opened and read back without a slip; what the command said."""
        assert self.intake("key", "prove", "--send", address, *options).exit_code == 0
        result = self.read_back(address, self.words(pair), *options)
        assert result.exit_code == 0, result.output
        return result.output

    def check(self) -> str:
        """What `intake check` says of proofs, without the content that it reads besides."""
        settings = Settings.from_environment(self.environ)
        store = self.store()
        note_what_is_new(settings, store)
        standing = standing_of(live_keys(settings), store)
        store.close()
        told = [f"fault: {fault}" for fault in standing.faults]
        return "\n".join(told + [f"warning: {warning}" for warning in standing.warnings])

    @property
    def database(self) -> str:
        """Every row in it, as text."""
        with sqlite3.connect(self.state / "intake.sqlite3") as connection:
            rows = [line for line in connection.iterdump() if line.startswith("INSERT")]
        connection.close()
        return "\n".join(rows)

    def store(self) -> Store:
        """The database that the service uses."""
        return Store.open(f"sqlite:///{self.state / 'intake.sqlite3'}")


@pytest.fixture
def server(relay: Relay, tmp_path: Path, keys: Keys) -> Server:
    """Safe and complete settings; no key is proven."""
    environ = complete_settings(PROJECT, tmp_path, keys) | {
        "INTAKE_MAIL_PORT": str(relay.port),
        "INTAKE_MAIL_CA_FILE": str(relay.authority.ca_file),
    }
    environ["INTAKE_RECIPIENTS"] += f",{SECOND}={keys.second.certificate}"
    return Server(environ, relay, tmp_path)


def opens(mail: bytes, pair: KeyFiles) -> bool:
    """Whether this key does."""
    return decrypted(mail, pair).returncode == 0


def words_in(mail: bytes, pair: KeyFiles, signer: Path) -> str:
    """The words that staff find, after their program found the signature good."""
    lines = content_of(mail, pair, signer).decode().splitlines()
    [line] = [line for line in lines if FOUR_WORDS.fullmatch(line)]
    return line


@cache
def successor_of(address: str) -> KeyPair:
    """Made once, because RSA keys take their time."""
    return make_key_pair(address, years=2)


def new_pair(folder: Path, address: str) -> KeyFiles:
    """A pair that shall take over."""
    return write_key_pair(successor_of(address), folder / "new", "next")


def new_signer(folder: Path, authority: sealing.Authority) -> KeyFiles:
    """A signing key that shall take over, under that authority."""
    return write_key_pair(authority.issue(throw_away.SENDER), folder / "new", "signer")
