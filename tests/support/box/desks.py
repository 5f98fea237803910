"""The box in Firefox and in WebKit, from a file and with real clicks and keys."""

from __future__ import annotations

import base64
import json
from abc import ABC
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium.common.exceptions import NoSuchFrameException
from selenium.webdriver import Remote
from selenium.webdriver.remote.file_detector import UselessFileDetector

from tests.support.browsers.desktop import press
from tests.support.browsers.firefox import SECONDS
from tests.support.browsers.firefox import Firefox
from tests.support.browsers.firefox import firefox
from tests.support.browsers.firefox import write_profile
from tests.support.browsers.roads import Roads
from tests.support.browsers.webkit import webkit
from tests.support.demo import eventually

NOBODY = 9
"""A port where nobody is: whatever a browser asked for would fail."""
SHOWN = """(() => {
  const shown = [...document.querySelectorAll('article, [role=alert]')]
    .filter(one => one.checkVisibility() && one.innerText.trim());
  return shown.length ? shown[0].innerText : '';
})()"""
LABELLED = "[...document.querySelectorAll('label')].find(one => one.textContent === %s).control"
DROPPED = """(() => {
  const bytes = Uint8Array.from(atob(%s), one => one.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], %s));
  const bubbles = { bubbles: true, cancelable: true };
  document.body.dispatchEvent(new DragEvent('drop', { ...bubbles, dataTransfer: carried }));
  return true;
})()"""
ON_BUTTON = (
    "[...document.querySelectorAll('button, summary')]"
    ".find(one => one.checkVisibility() && one.textContent.trim() === %s)"
)


class Desk(ABC):
    """One browser on the computer of staff; things are found by their words."""

    def __init__(self, downloads: Path) -> None:
        self.downloads = downloads

    @abstractmethod
    def go(self, address: str) -> None:
        """Open it."""

    @abstractmethod
    def back(self) -> None:
        """The browser's own button."""

    @abstractmethod
    def look(self, script: str) -> Any:
        """What a script that only looks gives back."""

    @abstractmethod
    def meddle(self, script: str) -> None:
        """In the page's own world, such as with its clock."""

    @abstractmethod
    def look_inside(self, script: str) -> Any:
        """What it gives back in the one frame of the page."""

    @abstractmethod
    def choose(self, label: str, file: Path) -> None:
        """A file."""

    @abstractmethod
    def write(self, label: str, text: str) -> None:
        """Into a field."""

    @abstractmethod
    def press(self, name: str) -> None:
        """A button, or what unfolds."""

    def drop(self, file: Path) -> None:
        """Onto the page: as the event that a mouse would cause, with the file's bytes in it."""
        packed = base64.b64encode(file.read_bytes()).decode()
        self.look(DROPPED % (json.dumps(packed), json.dumps(file.name)))

    def told(self, *besides: str) -> str:
        """The request or form shown, or why there is none; waited for, until it is another."""
        found: list[str] = []

        def looks() -> bool:
            found.append(str(self.look(SHOWN)))
            return bool(found[-1]) and found[-1] not in besides

        assert eventually(looks), "neither a request nor a sentence is shown"
        return found[-1]

    def says(self, words: str) -> None:
        """Fails unless these words come to be shown."""
        assert eventually(lambda: words in str(self.look("document.body.innerText"))), words

    def saved(self, name: str) -> bytes:
        """What lies in the folder of downloads; waited for."""
        file = self.downloads / name
        assert eventually(lambda: file.exists() and file.stat().st_size > 0), f"no {name}"
        return file.read_bytes()


class FirefoxDesk(Desk):
    """By WebDriver BiDi."""

    def __init__(self, browser: Firefox, downloads: Path, display: str) -> None:
        super().__init__(downloads)
        self.browser, self.display = browser, display

    def go(self, address: str) -> None:
        where = {"context": self.browser.tab, "url": address, "wait": "complete"}
        self.browser.call("browsingContext.navigate", **where)

    def back(self) -> None:
        self.browser.call("browsingContext.traverseHistory", context=self.browser.tab, delta=-1)

    def look(self, script: str) -> Any:
        return self.browser.evaluate(script)

    def meddle(self, script: str) -> None:
        self._node(script)

    def look_inside(self, script: str) -> Any:
        outer = self.browser.tab
        (tree,) = self.browser.call("browsingContext.getTree", root=outer)["contexts"]
        (inner,) = tree["children"]
        self.browser.tab = inner["context"]
        try:
            return self.look(script)
        finally:
            self.browser.tab = outer

    def _node(self, expression: str) -> dict[str, Any]:
        told = self.browser.call(
            "script.evaluate",
            expression=expression,
            target={"context": self.browser.tab},
            awaitPromise=False,
        )
        return dict(told["result"])

    def choose(self, label: str, file: Path) -> None:
        # BiDi finds no file field by its name.
        element = {"sharedId": self._node(LABELLED % json.dumps(label))["sharedId"]}
        where = {"context": self.browser.tab, "element": element}
        self.browser.call("input.setFiles", **where, files=[str(file)])

    def write(self, label: str, text: str) -> None:
        # A field for a passphrase has no role of its own.
        self.browser.click(self._node(LABELLED % json.dumps(label)))
        self.browser.type(text)

    def press(self, name: str) -> None:
        self.browser.click(self._node(ON_BUTTON % json.dumps(name)))

    def printed(self) -> bytes:
        """What the browser's own printing makes of the page: a PDF."""
        told = self.browser.call("browsingContext.print", context=self.browser.tab)
        return base64.b64decode(told["data"])

    def close(self) -> None:
        """As a person ends the browser."""
        press("ctrl+q", "firefox", self.display)
        self.browser.process.wait(SECONDS)


class WebKitDesk(Desk):
    """By Debian's own driver."""

    def __init__(self, browser: Remote, downloads: Path) -> None:
        super().__init__(downloads)
        self.browser = browser
        # The driver takes a path; it knows no command to upload a file first.
        browser.file_detector = UselessFileDetector()

    def go(self, address: str) -> None:
        self.browser.get(address)
        # The driver does not wait; for a moment the page before is still there.
        assert eventually(lambda: self._has_come(address)), address

    def _has_come(self, address: str) -> bool:
        there = f"location.href === {json.dumps(address)} && document.readyState === 'complete'"
        try:
            return bool(self.look(there))
        except NoSuchFrameException:
            return False  # the page before was asked, and went before it answered

    def back(self) -> None:
        self.browser.back()

    def look(self, script: str) -> Any:
        return self.browser.execute_script(f"return {script}")

    def meddle(self, script: str) -> None:
        self.look(script)

    def look_inside(self, script: str) -> Any:
        self.browser.switch_to.frame(0)
        try:
            return self.look(script)
        finally:
            self.browser.switch_to.default_content()

    def choose(self, label: str, file: Path) -> None:
        self.look(LABELLED % json.dumps(label)).send_keys(str(file))

    def write(self, label: str, text: str) -> None:
        field = self.look(LABELLED % json.dumps(label))
        field.clear()
        field.send_keys(text)

    def press(self, name: str) -> None:
        button = self.look(ON_BUTTON % json.dumps(name))
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
        button.click()


@contextmanager
def firefox_desk(display: str, folder: Path) -> Iterator[FirefoxDesk]:
    """With a profile that saves without asking."""
    downloads = folder / "downloads"
    downloads.mkdir()
    write_profile(folder / "profile", NOBODY)
    wishes = {"browser.download.folderList": 2, "browser.download.dir": str(downloads)}
    lines = [f"user_pref({json.dumps(one)}, {json.dumps(wish)});\n" for one, wish in wishes.items()]
    with (folder / "profile" / "user.js").open("a", encoding="utf-8") as profile:
        profile.writelines(lines)
    with firefox(folder / "profile", display) as browser:
        yield FirefoxDesk(browser, downloads, display)


@contextmanager
def webkit_desk(display: str, folder: Path) -> Iterator[Desk]:
    """With a folder for downloads, as desktops name it."""
    downloads = folder / "downloads"
    downloads.mkdir()
    (folder / "user-dirs.dirs").write_text(f'XDG_DOWNLOAD_DIR="{downloads}"\n', encoding="utf-8")
    nowhere = Roads(site="", proxy=f"127.0.0.1:{NOBODY}")
    with webkit(display, nowhere, folder) as browser:
        yield WebKitDesk(browser, downloads)
