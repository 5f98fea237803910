"""A person in front of WebKit, the engine of every browser on an iPhone.

Debian's own WebKit, driven by its own driver; Selenium is told where both are, so that it looks
for nothing elsewhere. Things are found by role and accessible name, as the engine computes them.
"""

from __future__ import annotations

import functools
import json
import os
import re
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from typing import TypeVar

from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Remote
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service
from urllib3.exceptions import HTTPError

from intake_app.catalog import Language
from tests.support.browsers.roads import LOCALHOST
from tests.support.browsers.roads import Roads
from tests.support.browsers.walk import Walk
from tests.support.demo import Demo

DRIVER = "/usr/bin/WebKitWebDriver"
BROWSERS = ("/usr/lib", "*/webkit2gtk-4.1/MiniBrowser")
SECONDS = 15
# How long one answer of the driver may take: a page that is slow to come is waited for apart.
SILENCE = 45
VISITS = 3
# Elements that can have a role at all: only these are asked.
TAGS = {
    "alert": ("div",),
    "button": ("button",),
    "checkbox": ("input",),
    "heading": ("h1",),
    "link": ("a",),
    "radio": ("input",),
    "region": ("pre",),
    "textbox": ("input", "textarea"),
}
Found = TypeVar("Found")


def _surroundings(display: str, folder: Path) -> dict[str, str]:
    """A person who wants no motion: where pages glide, a click can miss."""
    wishes = folder / "gtk-3.0" / "settings.ini"
    wishes.parent.mkdir(parents=True, exist_ok=True)
    wishes.write_text("[Settings]\ngtk-enable-animations=0\n", encoding="utf-8")
    return {**os.environ, "DISPLAY": display, "XDG_CONFIG_HOME": str(folder)}


@contextmanager
def webkit(display: str, roads: Roads, folder: Path) -> Iterator[Remote]:
    """A browser with a fresh profile."""
    (browser,) = Path(BROWSERS[0]).glob(BROWSERS[1])
    options = Options()
    options.binary_location = str(browser)
    options.add_argument("--automation")
    options.set_capability("acceptInsecureCerts", True)
    # The driver never notices that going back has ended; what a page shows is waited for instead.
    options.page_load_strategy = "none"
    options.add_argument(f"--proxy=http://{roads.proxy}")
    options.add_argument(f"--ignore-host={LOCALHOST}")
    service = Service(DRIVER, env=_surroundings(display, folder), log_output=str(folder / "log"))
    service.start()
    # Selenium's own class for WebKit uses a way of its own connection that it has deprecated.
    connection = RemoteConnection(
        client_config=ClientConfig(remote_server_addr=service.service_url, timeout=SILENCE)
    )
    try:
        driver = Remote(connection, options=options)
        try:
            yield driver
        finally:
            with suppress(HTTPError):
                driver.quit()
    finally:
        service.stop()


def begun_again(visit: Callable[..., None]) -> Callable[..., None]:
    """A visit that starts anew in a fresh browser when the driver never answers.

    Debian's driver falls silent now and then when a page goes while it is asked. What a page
    shows, keeps or hides is not asked twice: any other failure stands.
    """

    @functools.wraps(visit)
    def visits(*things: Any, **named: Any) -> None:
        for _ in range(VISITS - 1):
            with suppress(HTTPError):
                return visit(*things, **named)
        return visit(*things, **named)

    return visits


@dataclass
class WebKitVisitor(Walk):
    """Walks through the form in one language."""

    browser: Remote
    roads: Roads
    demo: Demo
    language: Language

    def go(self, path: str) -> None:
        """Open an address of this language, like `ask/`."""
        self.browser.get(f"{self.roads.site}/{self.language}/{path}")

    def find(self, role: str, name: str, *, begins: bool = False) -> WebElement:
        """The one that is shown, with this role and accessible name; waited for."""
        wanted = _plain(name)

        def fits(found: WebElement) -> bool:
            told = _plain(_name_of(found))
            named = told.startswith(wanted) if begins else told == wanted
            # The driver gives a role also to what is hidden from people who ask for one.
            hidden = named and found.get_dom_attribute("aria-hidden") == "true"
            return named and not hidden and found.aria_role == role and found.is_displayed()

        def look() -> WebElement | None:
            return next((one for one in self._tagged(*TAGS[role]) if fits(one)), None)

        return self._await(look, f"no {role} “{name}”")

    def _tagged(self, *tags: str) -> Iterator[WebElement]:
        return (one for tag in tags for one in self.browser.find_elements(By.TAG_NAME, tag))

    def _await(self, look: Callable[[], Found | None], complaint: str) -> Found:
        # A page that goes while it is asked answers with errors of many kinds.
        waiting = WebDriverWait(self.browser, SECONDS, 0.05, [WebDriverException])
        found = waiting.until(lambda _: look(), complaint)
        assert found is not None
        return found

    def click(self, role: str, name: str, *, begins: bool = False) -> None:
        """Presses it."""

        def press() -> bool:
            self._scroll_to(self.find(role, name, begins=begins)).click()
            return True

        self._await(press, f"{role} “{name}” cannot be pressed")

    def _scroll_to(self, found: WebElement) -> WebElement:
        """The driver's own scrolling stops short of what lies just below the edge."""
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
        return found

    def sees(self, key: str) -> None:
        """Fails unless the page's first heading says these words."""
        self.find("heading", self.say(key))

    def press(self, key: str) -> None:
        """A button by its words."""
        self.click("button", self.say(key))

    def follow(self, key: str) -> None:
        """A link by its words."""
        self.click("link", self.say(key))

    def box(self, field: str) -> WebElement:
        """A text field, whether or not "optional" stands behind its label."""
        return self.find("textbox", self.say(f"ask.{field}.label"), begins=True)

    def write(self, field: str, text: str) -> None:
        """Into a text field, in place of what stands there."""

        def write() -> bool:
            box = self._scroll_to(self.box(field))
            box.clear()
            box.send_keys(text)
            return True

        self._await(write, f"{field} takes no text")

    def choose(self, field: str, answer: str) -> None:
        """One of several answers."""
        self.click("radio", self.say(f"ask.{field}.is_{answer}"))

    def mark(self, question: str) -> None:
        """A single tick box."""
        self.tick(self.say(f"ask.{question}.label"))

    def tick(self, words: str) -> None:
        """A tick box by its words."""
        self.click("checkbox", words)

    def sees_error(self, key: str) -> None:
        """Fails unless the summary has the focus, names this, and the title says so."""
        self._await(lambda: self._focused("alert"), "the summary has no focus")
        words = self.say(key)
        assert words in self.browser.switch_to.active_element.text
        assert self.browser.title.startswith(self.say("errors.prefix")[:6])
        self.click("link", words)

    def _focused(self, role: str) -> bool:
        return self.browser.switch_to.active_element.aria_role == role

    def line_like(self, shape: re.Pattern[str]) -> str:
        """The first line of the page that looks like this."""

        def look() -> str | None:
            (main,) = self._tagged("main")
            return next(filter(shape.match, _text(main).splitlines()), None)

        return self._await(look, f"no line like {shape.pattern}")

    def holds_nothing(self) -> bool:
        """True when no field of the page shown has a word or a tick in it."""
        fields = list(self._tagged("input", "textarea"))
        ticks = [one for one in fields if one.get_property("type") in ("radio", "checkbox")]
        # The form sends neither what is hidden nor what is disabled, and nobody types there.
        shut = [one for one in fields if one.get_property("type") == "hidden"]
        shut += [one for one in fields if one.get_property("disabled")]
        texts = [one for one in fields if one not in ticks and one not in shut]
        assert ticks
        typed = [one for one in texts if one.get_property("value")]
        return not typed and not any(one.is_selected() for one in ticks)

    def _open_referral(self) -> bool:
        (heading,) = [one for one in self._tagged("summary") if _text(one) == "referral.json"]
        is_open = "return arguments[0].parentElement.open"
        if not self.browser.execute_script(is_open, heading):
            self._scroll_to(heading).click()
        return bool(self.browser.execute_script(is_open, heading))

    def reads_newest_mail(self) -> dict[str, Any]:
        """The newest referral, opened in the demo's mailbox."""
        self.browser.get(f"{self.roads.site}/demo/mailbox/")
        self.click("link", "New request", begins=True)
        self.find("heading", "New request", begins=True)
        self._await(self._open_referral, "referral.json cannot be opened")
        told: dict[str, Any] = json.loads(_text(self.find("region", "referral.json")))
        return told


def _name_of(element: WebElement) -> str:
    """Empty for what is not shown at all: the driver refuses to name it."""
    try:
        return element.accessible_name
    except WebDriverException:
        return ""


def _text(element: WebElement) -> str:
    """As it is shown; the driver's own reading runs all lines into one."""
    return str(element.get_property("innerText")).strip()


def _plain(words: str) -> str:
    """Without the difference between spaces, which accessible names do not keep."""
    return " ".join(words.split())
