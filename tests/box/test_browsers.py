"""Firefox, and WebKit, the engine of Safari: the box opens, saves and makes keys there too.

Chromium is in the other files. docs/proof.md has the table that this fills.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from icalendar import Calendar

from intake_app.catalog import load_words
from intake_app.settings import CONTENT
from tests.support.box.desks import Desk
from tests.support.box.desks import firefox_desk
from tests.support.box.desks import webkit_desk
from tests.support.box.forms import Forms
from tests.support.box.staff import PASSPHRASE
from tests.support.browsers.webkit import begun_again
from tests.support.portal.papers import text_of
from tests.support.referrals import BY_PHONE
from tests.support.referrals import HOSTILE
from tests.support.referrals import NAME

NUMBER = "HAL-2026-0147"
WORDS = load_words(CONTENT, "en")
BROWSERS = {"firefox": firefox_desk, "webkit": webkit_desk}
Open = Callable[[], AbstractContextManager[Desk]]


def say(key: str) -> str:
    return WORDS(f"box.{key}")


@pytest.fixture(params=sorted(BROWSERS))
def browser(
    request: pytest.FixtureRequest, display: str, tmp_path_factory: pytest.TempPathFactory
) -> Open:
    """A fresh one of each kind, whenever one is asked for."""
    name: str = request.param
    return lambda: BROWSERS[name](display, tmp_path_factory.mktemp(name))


def hand_in(desk: Desk, mail: Path, key: Path, passphrase: str = PASSPHRASE) -> None:
    desk.choose(say("open.mail"), mail)
    desk.choose(say("open.key"), key)
    desk.write(say("open.passphrase"), passphrase)
    desk.press(say("open.button"))


@begun_again
def test_a_request_is_opened_saved_filled_in_and_forgotten(
    browser: Open, box: Path, key_file: Path, forms: Forms, tmp_path: Path
) -> None:
    mail, changed = tmp_path / "smime.p7m", tmp_path / "changed.p7m"
    mail.write_bytes(forms.der)
    changed.write_bytes(forms.der[:-1000])
    with browser() as desk:
        desk.go(box.as_uri())
        hand_in(desk, changed, key_file)
        refused = desk.told()
        assert refused == say("refused.damaged")
        desk.choose(say("open.mail"), mail)
        desk.press(say("open.button"))
        request = desk.told(refused)
        assert request.startswith(f"New request {NUMBER}")
        assert NAME in request
        desk.press(say("shown.more"))
        for button in ("shown.text", "shown.data", "shown.row", "dates.button"):
            desk.press(say(button))
        assert NAME in desk.saved(f"{NUMBER}.txt").decode()
        assert NAME in desk.saved(f"{NUMBER}.json").decode()
        row = desk.saved(f"{NUMBER}.csv").decode("utf-8-sig")
        assert [len(one) for one in csv.reader(io.StringIO(row, newline=""))][1:] != []
        assert len(Calendar.from_ical(desk.saved(f"{NUMBER}.ics")).walk("VEVENT")) == 2
        desk.press(say("forms.meeting"))
        form = desk.told(request)
        assert NAME in form
        assert BY_PHONE.phone not in form
        desk.go("about:blank")
        desk.back()
        assert desk.look("document.querySelectorAll('article').length") in (0, None)


@begun_again
def test_a_key_is_made_and_saved(browser: Open, box: Path) -> None:
    with browser() as desk:
        desk.go(box.as_uri())
        desk.press(say("make.heading"))
        desk.write(say("make.address"), "desk@agency.example")
        desk.write(say("make.passphrase"), PASSPHRASE)
        desk.write(say("make.again"), PASSPHRASE)
        desk.press(say("make.button"))
        desk.says(WORDS("box.make.made", address="desk@agency.example"))
        desk.press(say("make.save"))
        bundle = load_pkcs12(desk.saved("desk-agency-example.p12"), PASSPHRASE.encode())
        assert bundle.key is not None
        desk.press(say("make.copy"))
        desk.says(say("make.copied"))


@begun_again
def test_mail_and_key_may_be_dropped_on_the_box(
    browser: Open, box: Path, key_file: Path, forms: Forms, tmp_path: Path
) -> None:
    mail = tmp_path / "smime.p7m"
    mail.write_bytes(forms.der)
    with browser() as desk:
        desk.go(box.as_uri())
        desk.drop(mail)
        desk.says(WORDS("box.open.dropped", name=mail.name))
        desk.drop(key_file)
        desk.write(say("open.passphrase"), PASSPHRASE)
        desk.press(say("open.button"))
        assert NAME in desk.told()


@begun_again
def test_a_request_prints_whole_and_without_the_buttons(
    display: str, box: Path, key_file: Path, forms: Forms, tmp_path: Path
) -> None:
    """In Firefox; WebKit's driver has no command that prints, and Chromium is in test_saving."""
    mail, paper = tmp_path / "smime.p7m", tmp_path / "printed.pdf"
    mail.write_bytes(forms.der)
    with firefox_desk(display, tmp_path) as desk:
        desk.go(box.as_uri())
        hand_in(desk, mail, key_file)
        desk.told()
        paper.write_bytes(desk.printed())
    printed = text_of(paper)
    request = (NUMBER, NAME.split()[0], BY_PHONE.phone, HOSTILE.splitlines()[0])
    assert [text for text in request if text not in printed] == []
    buttons = ("shown.print", "open.another", "shown.more")
    assert [key for key in buttons if say(key) in printed] == []
