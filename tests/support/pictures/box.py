"""The request box on the computer of staff: as it opens, with a request, with a new key."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
from playwright.sync_api import Browser
from playwright.sync_api import Page

from tests.support.box.agency import delivered
from tests.support.box.agency import sealer_for
from tests.support.box.agency import write_box
from tests.support.box.agency import write_key_file
from tests.support.box.staff import PASSPHRASE
from tests.support.box.staff import Staff
from tests.support.keys import AGENCY
from tests.support.keys import Keys
from tests.support.pictures.frame import keep
from tests.support.pictures.story import STORY

DESK = {"width": 760, "height": 640}
LOOKS = {
    "box-dark": ("dark", {"width": 1280, "height": 720}),
    "box-wide": ("light", {"width": 1280, "height": 720}),
    "box-narrow": ("light", {"width": 320, "height": 640}),
}
PAPER_WIDTH = 560


def take_box(browser: Browser, folder: Path, keys: Keys) -> None:
    """In the order in which somebody meets it."""
    page = browser.new_context(locale="en-CA", viewport=DESK).new_page()  # type: ignore[arg-type]
    page.goto(write_box(folder, keys).as_uri())
    staff = Staff(page, write_key_file(folder, keys))
    _choosing(staff, delivered(sealer_for(keys), STORY))
    _reading(staff)
    _looks(staff)
    _paper(staff)
    _form(staff)
    _key(staff)
    page.context.close()


def _snap(page: Page, name: str) -> None:
    keep(name, page.screenshot(animations="disabled"))


def _choosing(staff: Staff, mail: bytes) -> None:
    mail_file = staff.key.with_name("smime.p7m")
    mail_file.write_bytes(mail)
    staff.choose("open.mail", mail_file)
    staff.choose("open.key", staff.key)
    staff.page.get_by_label(staff.word("open.passphrase")).fill(PASSPHRASE)
    _snap(staff.page, "box-choosing")


def _reading(staff: Staff) -> None:
    staff.press("open.button")
    staff.reads()
    _snap(staff.page, "box")


def _looks(staff: Staff) -> None:
    """By night, on a desk, and as narrow as a window gets; the safe contact in view."""
    for name, (scheme, size) in LOOKS.items():
        staff.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        staff.page.set_viewport_size(size)  # type: ignore[arg-type]
        staff.page.get_by_role("article").evaluate("one => one.scrollIntoView()")
        _snap(staff.page, name)
    staff.page.emulate_media(color_scheme="light")
    staff.page.set_viewport_size(DESK)  # type: ignore[arg-type]
    staff.page.evaluate("document.getElementById('opened').scrollIntoView()")


def _paper(staff: Staff) -> None:
    """The first sheet that the printer gives out."""
    document = pypdfium2.PdfDocument(staff.page.pdf(format="Letter"))
    drawn = io.BytesIO()
    document[0].render(scale=2).to_pil().save(drawn, "PNG")
    document.close()
    keep("box-printed", drawn.getvalue(), width=PAPER_WIDTH)


def _form(staff: Staff) -> None:
    staff.page.get_by_text(staff.word("shown.more"), exact=True).click()
    _snap(staff.page, "box-more")


def _key(staff: Staff) -> None:
    page = staff.page
    staff.press("open.forget")
    page.get_by_role("heading", name=staff.word("make.heading")).click()
    page.get_by_label(staff.word("make.address")).fill(AGENCY)
    page.get_by_label(staff.word("make.passphrase"), exact=True).fill(PASSPHRASE)
    page.get_by_label(staff.word("make.again")).fill(PASSPHRASE)
    staff.press("make.button")
    made = page.get_by_text(staff.word("make.made", address=AGENCY))
    made.wait_for()
    made.scroll_into_view_if_needed()
    page.evaluate("document.getElementById('made').scrollIntoView()")
    _snap(page, "box-key")
