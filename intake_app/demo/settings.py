"""Where the demo keeps its things, and the settings it runs with. All of it may be deleted."""

from __future__ import annotations

import fcntl
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from intake_app.demo.keys import DemoKeys
from intake_app.errors import Fault
from intake_app.errors import SettingsFaults

SENDER = "requests@one-story.example"
STAFF = "coordination@lead-agency.example"
TRAINING = "training@lead-agency.example"
RECOVERY = "privacy@lead-agency.example"
MAIL_USER = "one-story"

# What the supervisor tells its processes beside the settings.
FOLDER = "ONE_STORY_DEMO_FOLDER"
LISTENER = "ONE_STORY_DEMO_LISTENER"
"""Number of the open socket that is handed down."""


@dataclass(frozen=True)
class Place:
    """The demo's folder."""

    folder: Path

    @property
    def mailbox(self) -> Path:
        """The mails as they travelled: a Maildir."""
        return self.folder / "mailbox"

    @property
    def state(self) -> Path:
        """A folder for the database of each region."""
        return self.folder / "state"

    def _state_of(self, region: str) -> Path:
        """A database serves one region; REGION may be another one the next time."""
        folder = self.state / region
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    @property
    def keys(self) -> DemoKeys:
        """Throw-away keys."""
        return DemoKeys(self.folder / "keys")

    @contextmanager
    def kept_for_us(self) -> Iterator[None]:
        """Make what is not there yet, and keep a second demo out. Raises SettingsFaults."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                problem = f"Another demo keeps its things in {self.folder}."
                fault = Fault("intake demo", problem, "Stop that one first.")
                raise SettingsFaults([fault]) from error
            self._prepare()
            yield

    def _prepare(self) -> None:
        for folder in (self.state, *(self.mailbox / name for name in ("tmp", "new", "cur"))):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.keys.make(sender=SENDER, staff=STAFF, training=TRAINING, recovery=RECOVERY)

    def environment(
        self, *, region: str, portal: Path, port: int, mail_port: int
    ) -> dict[str, str]:
        """The settings of the demo's processes, in the form an operator gives them."""
        keys = self.keys
        return {
            FOLDER: str(self.folder),
            "REGION": region,
            "INTAKE_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "INTAKE_PORTAL_DIR": str(portal),
            "INTAKE_SECRET_KEY": keys.secret.read_text(encoding="ascii"),
            "INTAKE_STATE_DIR": str(self._state_of(region)),
            "INTAKE_MAIL_SERVER": "127.0.0.1",
            "INTAKE_MAIL_PORT": str(mail_port),
            "INTAKE_MAIL_CA_FILE": str(keys.mail_authority),
            "INTAKE_MAIL_USERNAME": MAIL_USER,
            "INTAKE_MAIL_PASSWORD": secrets.token_urlsafe(),
            "INTAKE_MAIL_SENDER": SENDER,
            "INTAKE_RECIPIENTS": f"{STAFF}={keys.staff.certificate}",
            "INTAKE_TRAINING_RECIPIENTS": f"{TRAINING}={keys.training.certificate}",
            "INTAKE_RECOVERY_CERTIFICATE": str(keys.recovery.certificate),
            "INTAKE_SIGNING_KEY": str(keys.signing.key),
            "INTAKE_SIGNING_CERTIFICATE": str(keys.signing.certificate),
        }
