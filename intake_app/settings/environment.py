"""Reads single values from the environment, and collects faults while reading goes on.

A fault names the setting, the problem and the cure; it never repeats a value that may be secret.
"""

from __future__ import annotations

import difflib
import os
import ssl
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult

from intake_app.errors import Fault
from intake_app.settings.addresses import host_of
from intake_app.settings.addresses import mailbox_of
from intake_app.settings.addresses import parts_of
from intake_app.settings.table import SETTINGS

FALSE = {"", "0", "false", "no", "off", "n", "f"}
REQUIRED = {setting.name for setting in SETTINGS if setting.required}
KNOWN = [setting.name for setting in SETTINGS]
DEFAULTS = {setting.name: setting.default for setting in SETTINGS}
NOWHERE = Path("/nonexistent")


LET_US_IN = "Let this account into every folder on the way to it."


def unreachable(path: Path) -> str:
    """Why nobody can tell whether something is there; empty when one can."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        return os.strerror(error.errno or 0)
    return ""


class Environment:
    """The settings as text, and what is wrong with them.

    Asking for a value that is missing or wrong reports a fault and returns a stand-in; the caller
    raises at the end, so that every fault is found.
    """

    def __init__(self, environ: Mapping[str, str], excused: frozenset[str] = frozenset()) -> None:
        self._environ = environ
        self._excused = excused
        self.faults: list[Fault] = []

    def fault(self, name: str, problem: str, cure: str) -> None:
        self.faults.append(Fault(name, problem, cure))

    def text(self, name: str, cure: str = "") -> str:
        """The value without outer blanks, or its default; absent and required is a fault."""
        value = self._environ.get(name, "").strip() or DEFAULTS[name]
        if not value and name in REQUIRED - self._excused:
            self.fault(name, "is not set.", cure)
        return value

    def said(self, name: str) -> str:
        """The value without outer blanks, whether it is required or not."""
        return self._environ.get(name, "").strip()

    def switched_on(self, name: str) -> bool:
        """Whether a foreign switch, like Flask's own, is on."""
        return self._environ.get(name, "").strip().lower() not in FALSE

    def number(self, name: str, *, lowest: int, highest: int, otherwise: int = 0) -> int:
        """A whole number in the given range."""
        text = self.text(name)
        if not text:
            return otherwise
        digits = text if text.isascii() and text.isdecimal() and len(text) < 10 else "-1"
        if not lowest <= int(digits) <= highest:
            problem = f"is not a number from {lowest} to {highest}."
            self.fault(name, problem, "Write digits only.")
            return otherwise
        return int(digits)

    def address(self, name: str, text: str) -> str:
        """An e-mail address as mail servers take it; empty after a fault."""
        found = mailbox_of(text)
        if not found:
            cure = "Write a full address of your agency, like name@agency.example."
            shown = " ".join(text.split())
            self.fault(name, f"`{shown}` is not an e-mail address that can receive mail.", cure)
        return found

    def host(self, name: str, text: str) -> str:
        """The name of a mail server, as the network is asked for it; empty after a fault."""
        found = host_of(text)
        if text and not found:
            problem = "is not the name of a host: a part of it is empty, too long or no name."
            cure = "Write the name alone, like mail.agency.example; INTAKE_MAIL_PORT is its port."
            self.fault(name, problem, cure)
        return found

    def sign_in(self, name: str, text: str) -> str:
        """A user name or password for a mail server: Python's SMTP sends ASCII alone there."""
        if not text.isascii():
            problem = "holds a letter with an accent, or another sign that sign-in cannot carry."
            cure = "Have the mail server's account use letters, digits and signs of ASCII alone."
            self.fault(name, problem, cure)
        return text

    def url(self, name: str, cure: str) -> SplitResult | None:
        """A web address with a host, or None after a fault or when it is excused."""
        text = self.text(name, cure)
        if not text:
            return None
        parts = parts_of(text)
        usable = parts and host_of(parts.hostname or "")
        if not usable or not text.isascii() or any(sign.isspace() for sign in text):
            self.fault(name, "is not a web address.", cure)
            return None
        return parts

    def whole(self, name: str, text: str) -> Path:
        """A path that names one place, wherever a unit or a person starts the command."""
        path = Path(text)
        if not path.is_absolute():
            problem = f"names `{text}`, which is another place in each folder."
            self.fault(name, problem, f"Write the whole path, like /etc/one-story/{path.name}.")
        return path.absolute()

    def file(self, name: str, text: str, cure: str) -> Path:
        """A file that can be read."""
        path = self.whole(name, text)
        if self.is_told(name):
            return path
        if why := unreachable(path):
            self.fault(name, f"{path} cannot be reached: {why}.", LET_US_IN)
        elif not path.is_file():
            self.fault(name, f"There is no file {path}.", cure)
        elif not os.access(path, os.R_OK):
            self.fault(name, f"{path} may not be read by this account.", "Change its owner.")
        return path

    def authorities(self, name: str, text: str, cure: str) -> Path:
        """A file of certificates to trust, which TLS can load."""
        path = self.file(name, text, cure)
        if not self.is_told(name):
            try:
                ssl.create_default_context(cafile=path)
            except OSError:
                problem = f"{path} holds no certificates that can be used, or is damaged."
                self.fault(name, problem, cure)
        return path

    def required_file(self, name: str, cure: str) -> Path:
        """The file that a required setting names."""
        text = self.text(name, cure)
        return self.file(name, text, cure) if text else NOWHERE

    def writable_folder(self, name: str, path: Path) -> None:
        """Report a folder that is missing or cannot be written."""
        if self.is_told(name):
            return
        if why := unreachable(path):
            self.fault(name, f"{path} cannot be reached: {why}.", LET_US_IN)
        elif not path.is_dir():
            cure = "Make it, owned by the service's account and closed to others (mode 0700)."
            self.fault(name, f"There is no folder {path}.", cure)
        elif not os.access(path, os.W_OK | os.X_OK):
            self.fault(name, f"{path} cannot be written by this account.", "Change its owner.")

    def is_told(self, name: str) -> bool:
        """Whether a fault of it is known; more about it would only hide that one."""
        return any(fault.place == name for fault in self.faults)

    def entries(self, name: str, cure: str) -> list[str]:
        """What stands between the commas. One that is empty is a fault: a line may be cut off."""
        text = self.text(name, cure)
        entries = [entry.strip() for entry in text.split(",")] if text else []
        if "" in entries:
            problem = "has a comma with nothing before or behind it: is something missing?"
            self.fault(name, problem, f"Write all of it on one line. {cure}")
        return [entry for entry in entries if entry]

    def report_unknown(self) -> None:
        """A misspelt name would leave its setting out, unnoticed."""
        for name in sorted(self._environ):
            if name.startswith("INTAKE_") and name not in KNOWN:
                near = difflib.get_close_matches(name, KNOWN, n=1)
                cure = f"Did you mean {near[0]}? " if near else ""
                self.fault(name, "is not a setting.", f"{cure}Otherwise remove it.")
