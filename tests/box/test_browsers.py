"""Firefox, and WebKit, the engine of Safari: the box does there what it does in Chromium.

Chromium is in the other files. docs/proof.md has the table that this fills.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from icalendar import Calendar
from playwright.sync_api import Browser

from intake_app.catalog import load_words
from intake_app.settings import CONTENT
from tests.support.box.desks import LABELLED
from tests.support.box.desks import ON_BUTTON
from tests.support.box.desks import SHOWN
from tests.support.box.desks import Desk
from tests.support.box.desks import firefox_desk
from tests.support.box.desks import webkit_desk
from tests.support.box.forms import Forms
from tests.support.box.staff import PASSPHRASE
from tests.support.box.staff import Deliver
from tests.support.box.stories import STORIES
from tests.support.box.stories import read_in_a_mail_program
from tests.support.box.stories import words_of
from tests.support.browsers.webkit import begun_again
from tests.support.demo import eventually
from tests.support.keys import Keys
from tests.support.portal.papers import text_of
from tests.support.referrals import BY_PHONE
from tests.support.referrals import HOSTILE
from tests.support.referrals import NAME
from tests.support.web_server import serving

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


def outcome(desk: Desk, mail: Path) -> str:
    """Of another mail, with the key that is open already or was chosen before."""
    if desk.look(f"Boolean({ON_BUTTON % json.dumps(say('open.another'))})"):
        desk.press(say("open.another"))
    desk.choose(say("open.mail"), mail)
    if desk.look(f"{LABELLED % json.dumps(say('open.passphrase'))}.checkVisibility()"):
        desk.write(say("open.passphrase"), PASSPHRASE)
    desk.press(say("open.button"))
    return desk.told()


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
def test_every_form_is_opened_and_all_else_refused_with_its_sentence(
    browser: Open, box: Path, key_file: Path, forms: Forms, tmp_path: Path
) -> None:
    file, wrong = tmp_path / "mail", {}
    with browser() as desk:
        desk.go(box.as_uri())
        file.write_bytes(forms.mail)
        hand_in(desk, file, key_file)
        whole = desk.told()
        assert whole.startswith(f"New request {NUMBER}")
        for form, content in forms.opened():
            file.write_bytes(content)
            told = outcome(desk, file)
            wrong |= {form: told[:100]} if told != whole else {}
        for form, content, reason in forms.refused():
            file.write_bytes(content)
            told = outcome(desk, file)
            sentence = say(f"refused.{reason}").split("{")[0]
            wrong |= {form: told[:100]} if not told.startswith(sentence) else {}
    assert wrong == {}


@begun_again
def test_twelve_families_read_as_in_a_mail_program(
    browser: Open,
    box: Path,
    key_file: Path,
    chromium: Browser,
    deliver: Deliver,
    keys: Keys,
    tmp_path: Path,
) -> None:
    program, file, differ = chromium.new_page(), tmp_path / "mail", []
    with browser() as desk:
        desk.go(box.as_uri())
        for number, (story, referral) in enumerate(STORIES.items()):
            mail = deliver(referral)
            file.write_bytes(mail)
            if number == 0:
                hand_in(desk, file, key_file)
            told = outcome(desk, file) if number else desk.told()
            read = read_in_a_mail_program(program, Forms(mail, keys, tmp_path))
            differ += [story] if words_of(told) != read else []
    program.close()
    assert differ == []


@begun_again
def test_it_forgets_after_fifteen_minutes_and_opens_nothing_where_it_must_not_be_used(
    browser: Open, box: Path, key_file: Path, forms: Forms, tmp_path: Path
) -> None:
    mail, around = tmp_path / "smime.p7m", tmp_path / "around.html"
    mail.write_bytes(forms.der)
    around.write_text(f'<iframe src="{box.as_uri()}" title="box"></iframe>', encoding="utf-8")
    with browser() as desk, serving(box.parent) as address:
        desk.go(box.as_uri())
        hand_in(desk, mail, key_file)
        assert NAME in desk.told()
        desk.meddle("Date.now = (now => () => now() + 901_000)(Date.now)")
        desk.says(WORDS("box.open.rested", minutes=15))
        assert desk.look("document.querySelectorAll('article').length") == 0
        desk.go(f"{address}/{box.name}")
        assert desk.told() == say("refused.not_a_file")
        desk.go(around.as_uri())
        assert eventually(lambda: desk.look_inside(SHOWN) == say("refused.not_a_file"))


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
