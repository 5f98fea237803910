"""Families who send while servers die, and what each of them was told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from dataclasses import field
from http.client import HTTPException
from threading import Event
from threading import Lock
from time import monotonic
from urllib.parse import urlencode

from intake_app.catalog import Words
from intake_app.catalog import load_words
from intake_app.intake.tickets import ticket_for
from intake_app.intake.tickets import token_hash
from intake_app.settings import CONTENT
from tests.support.client import URLENCODED
from tests.support.client import Client
from tests.support.client import hidden_fields
from tests.support.form.answers import NEEDED
from tests.support.form.posts import ONE_PAGE
from tests.support.form.posts import SEND
from tests.support.form.posts import check_one_page

CONFIRMED, NOT_SAVED, NOT_SURE, NO_ANSWER = "confirmed", "not saved", "not sure", "no answer"


@dataclass(frozen=True)
class Told:
    """What one press of Send ended in."""

    form: bytes
    """What the request is known by, if there is one."""
    ending: str
    seconds: float
    again: dict[str, str]
    """What the next press sends."""


@dataclass
class Families:
    """They come to these ports of ours."""

    ports: Sequence[int]
    told: list[Told] = field(default_factory=list)
    _words: Words = field(default_factory=lambda: load_words(CONTENT, "en"))
    _lock: Lock = field(default_factory=Lock)
    _broken: list[Exception] = field(default_factory=list)
    """What no family should have met."""

    def fill_in(self, port: int) -> dict[str, str]:
        """The form, ready to be sent. Raises OSError, HTTPException or AssertionError."""
        client = Client(port)
        try:
            return check_one_page(client, NEEDED)
        finally:
            client.close()

    def press(self, port: int, fields: dict[str, str]) -> Told:
        """Send, or send again."""
        begun = monotonic()
        ending, again = self._press(Client(port), fields)
        form = token_hash(ticket_for(fields["token"], fields["seen"]))
        told = Told(form, ending, monotonic() - begun, again or fields)
        with self._lock:
            self.told.append(told)
        return told

    def _press(self, client: Client, fields: dict[str, str]) -> tuple[str, dict[str, str]]:
        try:
            client.connection.request("POST", ONE_PAGE, urlencode(fields), URLENCODED)
            answer = client.connection.getresponse()
            page = answer.read().decode()
        except (OSError, HTTPException):
            return NO_ANSWER, {}
        finally:
            client.close()
        if answer.status == 303:
            return CONFIRMED, {}
        titles = {"not_saved": NOT_SAVED, "maybe_saved": NOT_SURE}
        for name, ending in titles.items():
            if self._words(f"ask.{name}.title") in page:
                return ending, hidden_fields(page) | SEND
        raise AssertionError(f"{answer.status}: {page}")

    def keep_sending(self, stop: Event, families: int = 4) -> list[Future[None]]:
        """Until told to stop; a family whose Send was not confirmed presses again."""
        pool = ThreadPoolExecutor(families)
        ports = [self.ports[family % len(self.ports)] for family in range(families)]
        going = [pool.submit(self._go_on, port, stop) for port in ports]
        pool.shutdown(wait=False)
        return going

    def _go_on(self, port: int, stop: Event) -> None:
        try:
            self._send_and_send_again(port, stop)
        except Exception as error:
            self._broken.append(error)
            raise

    def _send_and_send_again(self, port: int, stop: Event) -> None:
        while not stop.is_set():
            try:
                fields = self.fill_in(port)
            except (OSError, HTTPException, AssertionError, KeyError):
                stop.wait(0.1)
                continue
            told = self.press(port, fields)
            while told.ending != CONFIRMED and not stop.is_set():
                stop.wait(0.1)
                told = self.press(port, told.again)

    @property
    def endings(self) -> Counter[str]:
        """How many presses ended how. Raises what broke off a family's visit."""
        if self._broken:
            raise self._broken[0]
        return Counter(one.ending for one in self.told)

    def said(self, form: bytes) -> list[str]:
        """Of one form, in order."""
        return [one.ending for one in self.told if one.form == form]

    def forms(self, ending: str) -> set[bytes]:
        """All of which somebody was told that."""
        return {one.form for one in self.told if one.ending == ending}
