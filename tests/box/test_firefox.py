"""Firefox opens the box from a file too, with a window and real clicks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.box.forms import Forms
from tests.support.box.staff import PASSPHRASE
from tests.support.browsers.firefox import Firefox
from tests.support.browsers.firefox import firefox
from tests.support.browsers.firefox import write_profile
from tests.support.browsers.webkit import screen

NOBODY = 9
ASK_UNTIL_SHOWN = """new Promise(done => {
  const look = () => {
    const [shown] = document.querySelectorAll('article, [role=alert]:not([hidden])');
    shown ? done(shown.innerText) : requestAnimationFrame(look);
  };
  look();
})"""


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Firefox]:
    write_profile(tmp_path / "profile", NOBODY)
    with screen() as display, firefox(tmp_path / "profile", display) as started:
        yield started


def _named(browser: Firefox, name: str) -> dict[str, Any]:
    """The field that this label belongs to: BiDi finds no file field by its name."""
    labels = "[...document.querySelectorAll('label')]"
    told = browser.call(
        "script.evaluate",
        expression=f"{labels}.find(one => one.textContent === {json.dumps(name)}).control",
        target={"context": browser.tab},
        awaitPromise=False,
    )
    return dict(told["result"])


def _choose(browser: Firefox, name: str, file: Path) -> None:
    element = {"sharedId": _named(browser, name)["sharedId"]}
    browser.call("input.setFiles", context=browser.tab, element=element, files=[str(file)])


def test_firefox_opens_a_request(
    browser: Firefox, box: Path, key_file: Path, forms: Forms, tmp_path: Path
) -> None:
    mail = tmp_path / "smime.p7m"
    mail.write_bytes(forms.der)
    browser.call("browsingContext.navigate", context=browser.tab, url=box.as_uri(), wait="complete")
    _choose(browser, "1. The sealed mail", mail)
    _choose(browser, "2. Your key file", key_file)
    # A field for a passphrase has no role of its own.
    browser.click(_named(browser, "3. The passphrase of the key"))
    browser.type(PASSPHRASE)
    (button,) = browser.located("button", "Open the request")
    browser.click(button)
    where = {"context": browser.tab}
    told = browser.call(
        "script.evaluate", expression=ASK_UNTIL_SHOWN, target=where, awaitPromise=True
    )
    shown = told["result"]["value"]
    assert shown.startswith("New request HAL-2026-0147"), shown[:200]
