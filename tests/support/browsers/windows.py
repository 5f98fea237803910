"""A person in front of a browser with a window: Chromium and Firefox, by the same few movements.

Both have a profile in a folder, as at home, and get real clicks and keys. What a page shows is
read with its fields and ticks, as somebody who comes after would see it.
"""

from __future__ import annotations

import json
import subprocess
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import ClassVar

from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Locator
from playwright.sync_api import Page
from playwright.sync_api import Playwright

from intake_app.catalog import Language
from tests.support.browsers.chromium import chromium
from tests.support.browsers.desktop import press
from tests.support.browsers.firefox import Firefox
from tests.support.browsers.firefox import firefox
from tests.support.browsers.firefox import write_profile
from tests.support.browsers.visitor import OTHER
from tests.support.browsers.walk import Walk
from tests.support.demo import Demo
from tests.support.demo import eventually

SECONDS = 60
SHOWN = """{
  address: location.href,
  title: document.title,
  text: document.body ? document.body.innerText : "",
  fields: [...document.querySelectorAll("input, textarea")].map(
    one => ["radio", "checkbox"].includes(one.type)
      ? (one.checked ? "ticked " + one.name : "") : one.value),
}"""


PARENT_PROCESS = "not supported for parent process browsing contexts"
READY = "document.readyState === 'complete'"


@dataclass
class Window(Walk):
    """One browser at work."""

    demo: Demo
    language: Language
    profile: Path
    display: str
    window_class: ClassVar[str]
    sessions: ClassVar[str]
    """Folder of the profile where it notes what is open."""
    told: list[str] = field(default_factory=list, kw_only=True)
    """Secrets that a page showed."""
    complaint: str = field(default="", kw_only=True)
    """Why the browser showed nothing when it was last asked."""

    @abstractmethod
    def open(self, address: str) -> None:
        """Type an address."""

    @abstractmethod
    def click(self, role: str, name: str) -> None:
        """Press what has this role and name."""

    @abstractmethod
    def type(self, text: str) -> None:
        """Key by key, where the cursor is."""

    @abstractmethod
    def look(self) -> dict[str, object]:
        """Address, title, text and fields of the page; nothing while it is on its way."""

    def shown(self) -> dict[str, object]:
        """The same, as soon as there is a page."""
        told: dict[str, object] = {}

        def there_is_a_page() -> bool:
            told.update(self.look())
            return bool(told)

        assert eventually(there_is_a_page), self.complaint
        return told

    @abstractmethod
    def travel(self, steps: int) -> None:
        """Back and forward in this tab, as far as it goes."""

    @abstractmethod
    def reload(self) -> None:
        """The same address once more."""

    @abstractmethod
    def open_beside(self, path: str) -> None:
        """An address of the form in a second tab."""

    @abstractmethod
    def reopen(self) -> None:
        """Close this tab and open it again, by the browser's own keys."""

    @abstractmethod
    def turn_to_first_tab(self) -> None:
        """Which the browser may have opened by itself."""

    @abstractmethod
    def die(self) -> None:
        """Ended in the middle, as when a battery is empty."""

    def finds_what_was_open(self) -> None:
        """The browser opens it by itself, in its own time."""

        def opened() -> bool:
            self.turn_to_first_tab()
            return str(self.look().get("address", "")).startswith("http")

        assert eventually(opened), "no session was restored"

    def go(self, path: str) -> None:
        """An address of the form, in this language."""
        self.open(self.address(path))

    def address(self, path: str) -> str:
        return f"{self.demo.site}/{self.language}/{path}"

    def sees(self, key: str) -> None:
        """Waits until the page says these words."""
        self.reads(self.say(key))

    def reads(self, words: str) -> None:
        """Waits until this stands on the page."""

        def said() -> bool:
            return " ".join(words.split()) in " ".join(str(self.shown()["text"]).split())

        assert eventually(said), f"{words!r} is not in {self.shown()}"

    def write(self, question: str, text: str) -> None:
        """Into a text field, in place of what stands there."""
        label = self.say(f"ask.{question}.label")
        optional = f"{label} ({self.say('ask.optional')})"
        self.click("textbox", f"{label}|{optional}")
        self.keys("ctrl+a")
        self.type(text)

    def choose(self, question: str, answer: str) -> None:
        self.click("radio", self.say(f"ask.{question}.is_{answer}"))

    def mark(self, question: str) -> None:
        self.click("checkbox", self.say(f"ask.{question}.label"))

    def press(self, key: str) -> None:
        self.click("button", self.say(key))

    def follow(self, key: str) -> None:
        self.click("link", self.say(key))

    def keys(self, chord: str) -> None:
        """Of the whole window: tabs, menus."""
        press(chord, self.window_class, self.display)

    def switch_language(self) -> None:
        """By the button that every page of the form has."""
        self.press("shell.other_language")
        self.language = OTHER[self.language]

    def leave(self) -> None:
        """Away, to the weather."""
        self.follow("shell.leave")
        self.reads("Weather")


@dataclass
class ChromiumWindow(Window):
    """Debian's Chromium."""

    window_class = "chromium"
    sessions = "Default/Sessions"
    page: Page
    process: subprocess.Popen[bytes]

    def open(self, address: str) -> None:
        self.page.goto(address)

    def _one(self, role: str, names: str) -> Locator:
        found = [self.page.get_by_role(role, name=name, exact=True) for name in names.split("|")]  # type: ignore[arg-type]
        one = found[0]
        for other in found[1:]:
            one = one.or_(other)
        return one.first if role == "radio" else one

    def click(self, role: str, name: str) -> None:
        self._one(role, name).click()

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def look(self) -> dict[str, object]:
        with suppress(BrowserError):
            return dict(self.page.evaluate(f"() => ({SHOWN})"))
        return {}

    def travel(self, steps: int) -> None:
        session = self.page.context.new_cdp_session(self.page)
        told = session.send("Page.getNavigationHistory")
        wanted = told["currentIndex"] + steps
        if 0 <= wanted < len(told["entries"]):
            entry = {"entryId": told["entries"][wanted]["id"]}
            session.send("Page.navigateToHistoryEntry", entry)
            assert eventually(lambda: self._place() == wanted)
            self._arrive()

    def _place(self) -> int:
        """In the history of this tab. A page that is gone answers no more: each is asked anew."""
        with suppress(BrowserError):
            session = self.page.context.new_cdp_session(self.page)
            return int(session.send("Page.getNavigationHistory")["currentIndex"])
        return -1

    def reload(self) -> None:
        self.page.reload()

    def open_beside(self, path: str) -> None:
        self.page.context.new_page().goto(self.address(path))

    def reopen(self) -> None:
        context = self.page.context
        spare = context.new_page()
        self.page.close()
        spare.bring_to_front()
        with context.expect_page() as opened:
            self.keys("ctrl+shift+t")
        self.page = opened.value
        spare.close()
        self._arrive()

    def turn_to_first_tab(self) -> None:
        self.page = self.page.context.pages[0]

    def die(self) -> None:
        self.process.kill()
        self.process.wait()

    def _arrive(self, so: str = READY) -> None:
        """A page that was kept or is opened again tells nobody that it has loaded."""

        def ready() -> bool:
            with suppress(BrowserError):
                return bool(self.page.evaluate(f"() => {so}"))
            return False

        assert eventually(ready)


@dataclass
class FirefoxWindow(Window):
    """Debian's Firefox ESR."""

    window_class = "firefox"
    sessions = "sessionstore-backups"
    firefox: Firefox

    def open(self, address: str) -> None:
        self.firefox.call(
            "browsingContext.navigate", context=self.firefox.tab, url=address, wait="complete"
        )

    def click(self, role: str, name: str) -> None:
        def press() -> bool:
            for one in name.split("|"):
                found = self.firefox.located(role, one)
                if found:
                    self.firefox.click(found[0])
                    return True
            return False

        assert eventually(press), f"no {role} {name!r} on {self.shown()}"

    def type(self, text: str) -> None:
        self.firefox.type(text)

    def look(self) -> dict[str, object]:
        try:
            return dict(self.firefox.evaluate(f"({SHOWN})"))
        except AssertionError as error:
            address = self.firefox.address()
            self.complaint = f"{error} at {address}"
            # Firefox's own pages run where no script may look; no page of a site ever does.
            own = PARENT_PROCESS in str(error) and address.startswith("about:")
            return {"address": address, "title": "", "text": "", "fields": []} if own else {}

    def travel(self, steps: int) -> None:
        # At its end the browser refuses, and stays where it is.
        with suppress(AssertionError):
            self.firefox.call(
                "browsingContext.traverseHistory", context=self.firefox.tab, delta=steps
            )

    def reload(self) -> None:
        # The empty page before all others is no site's, and never says that it is there again.
        if self.firefox.address() == "about:blank":
            return
        self.firefox.call("browsingContext.reload", context=self.firefox.tab, wait="complete")

    def open_beside(self, path: str) -> None:
        beside = self.firefox.call("browsingContext.create", type="tab")["context"]
        self.firefox.call(
            "browsingContext.navigate", context=beside, url=self.address(path), wait="complete"
        )

    def reopen(self) -> None:
        spare = self.firefox.call("browsingContext.create", type="tab")["context"]
        self.firefox.call("browsingContext.activate", context=self.firefox.tab)
        self.keys("ctrl+w")
        assert eventually(lambda: self.firefox.tabs() == [spare])
        self.keys("ctrl+shift+t")
        # It may take the place of the empty one.
        assert eventually(lambda: self.firefox.tabs() not in ([spare], []))
        (self.firefox.tab,) = [tab for tab in self.firefox.tabs() if tab != spare]
        assert eventually(lambda: bool(self.firefox.evaluate(READY)))

    def turn_to_first_tab(self) -> None:
        self.firefox.tab = self.firefox.tabs()[0]

    def die(self) -> None:
        self.firefox.process.kill()
        self.firefox.process.wait()


@contextmanager
def chromium_window(
    playwright: Playwright,
    demo: Demo,
    profile: Path,
    display: str,
    weather_port: int,
) -> Iterator[ChromiumWindow]:
    """Somebody in front of it."""
    with chromium(playwright, profile, display, weather_port) as (page, process):
        yield ChromiumWindow(demo, "en", profile, display, page, process)


@contextmanager
def firefox_window(
    demo: Demo, profile: Path, display: str, weather_port: int
) -> Iterator[FirefoxWindow]:
    """The same."""
    if not profile.exists():
        write_profile(profile, weather_port)
    with firefox(profile, display) as browser:
        window = FirefoxWindow(demo, "en", profile, display, browser)
        yield window
        if browser.process.poll() is None:
            window.keys("ctrl+q")
            browser.process.wait(SECONDS)


def as_text(shown: dict[str, object]) -> str:
    """Everything of a page in one text."""
    return json.dumps(shown, ensure_ascii=False)
