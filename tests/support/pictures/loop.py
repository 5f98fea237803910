"""The closed loop in each language: staff's page, the family's page, and the mails beside."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from datetime import time
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from html import escape
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from intake_app.dates import ONTARIO
from intake_app.dates import day_of
from intake_app.intake.alarms import Alarms
from intake_app.intake.chasing import Chase
from intake_app.intake.concerns import Lookout
from intake_app.intake.sign_of_life import FOR_STAFF
from intake_app.intake.sign_of_life import SignOfLife
from intake_app.intake.workdays import WorkingDays
from intake_app.message import text_part
from tests.support.form.gallery import Gallery
from tests.support.form.gallery import StateService
from tests.support.form.states import STATES
from tests.support.keys import Keys
from tests.support.pictures.frame import keep

REGION = "leeds-grenville"
"""Its agency promises days, so that there are dates to aim for."""
PHONE = {"width": 390, "height": 780}
DATES = "we have it, dates"
PAGES = ("do you have it", DATES, "status, read")
NAMES: dict[Language, tuple[str, str]] = {
    "en": ("loop-staff-en", "loop-family-en"),
    "fr": ("loop-staff-fr", "loop-family-fr"),
}
MAILS = """<!doctype html><html lang="{language}"><head><meta charset="utf-8"><style>
body {{ margin: 12px; font: 14px/1.4 system-ui, sans-serif; color: #1b2a32; }}
h1 {{ margin: 0 0 4px; font-size: 15px; }}
pre {{ margin: 0 0 16px; white-space: pre-wrap; font: inherit; }}
</style></head><body>{mails}</body></html>"""


def take_loop(browser: Browser, folder: Path, keys: Keys) -> None:
    """Each picture shows two screens of a telephone side by side."""
    states = folder / "states"
    states.mkdir()
    gallery = Gallery(keys, states)
    for language in LANGUAGES:
        asked, dates, status, mails = _screens(browser, gallery, language)
        for name, screens in zip(NAMES[language], ([asked, dates], [status, mails]), strict=True):
            keep(name, _side_by_side(screens))
    gallery.close()


def _screens(browser: Browser, gallery: Gallery, language: Language) -> Iterator[bytes]:
    address, look = gallery.stylesheet(REGION, language)
    with closing(browser.new_context(viewport=PHONE, locale=f"{language}-CA")) as context:  # type: ignore[arg-type]
        context.route("**/*", lambda route: route.fulfill(body=look, content_type="text/css"))
        tab = context.new_page()
        for state in [state for state in STATES if state.name in PAGES]:
            html = gallery.page(REGION, language, state).response.text
            yield _screen(
                tab,
                html.replace(f'"{address}"', f'"https://look.example{address}"'),
                scrolled=state.name == DATES,
            )
        rows = "".join(_mails(gallery.house(REGION, language), language))
        yield _screen(tab, MAILS.format(language=language, mails=rows))


def _screen(tab: Tab, html: str, *, scrolled: bool = False) -> bytes:
    """From the first heading below the title on, if `scrolled`."""
    tab.set_content(html)
    if not scrolled:
        return tab.screenshot(animations="disabled")
    place = tab.get_by_role("heading", level=2).first.bounding_box()
    assert place
    clip = {"x": 0, "y": place["y"] - 20, **PHONE}
    return tab.screenshot(animations="disabled", full_page=True, clip=clip)  # type: ignore[arg-type]


def _mails(house: StateService, language: Language) -> Iterator[str]:
    """A reminder, a sign of life and an alarm, as they would leave some days later."""
    intake, store = house.site.intake, house.site.intake.store
    words = intake.words[language]
    day = WorkingDays().after(day_of(house.clock()), 4)
    now = datetime.combine(day, time(8), ONTARIO)
    chase = Chase(
        store=store,
        region=intake.region.code,
        addresses=intake.addresses,
        words=words,
        sender=intake.sender,
        promised_days=None,
    )
    beat = SignOfLife(
        store=store,
        region=intake.region.code,
        cause=FOR_STAFF,
        addresses=intake.addresses,
        sender=intake.sender,
        words=words,
        wrap=text_part,
    )
    for look in (chase.look, beat.look):
        look(now - timedelta(days=1))
        look(now)
    while letter := store.letters.claim(now, timedelta(minutes=20)):
        mail = message_from_bytes(letter.mail, policy=default)
        yield _mail(str(mail["Subject"]), mail.get_content())
    concerns = Lookout(store=store, chase=chase).concerns(now)
    alarms = Alarms(store, (), lambda _: [], site="help.agency.example", words=words)
    yield _mail(*alarms.worded(concerns))


def _mail(subject: str, text: str) -> str:
    return f"<h1>{escape(subject)}</h1><pre>{escape(text)}</pre>"


def _side_by_side(screens: list[bytes]) -> bytes:
    pictures = [Image.open(io.BytesIO(screen)) for screen in screens]
    whole = Image.new("RGB", (sum(each.width for each in pictures), pictures[0].height), "white")
    left = 0
    for each in pictures:
        whole.paste(each, (left, 0))
        left += each.width
    taken = io.BytesIO()
    whole.save(taken, "PNG")
    return taken.getvalue()
