"""The demo's mailbox in the browser: a mail as staff read it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page
from playwright.sync_api import expect

from tests.support.demo import Demo
from tests.support.demo import eventually


@dataclass(frozen=True)
class OpenedMail:
    """What the mailbox shows of one mail."""

    subject: str
    headers: str
    text: str
    shown: str
    """The HTML part, as a mail program shows it."""
    referral: dict[str, Any]


def await_mails(demo: Demo, count: int) -> None:
    """Fails unless that many mails arrive, and no more."""
    assert eventually(lambda: demo.mails() >= count), demo.output.read_text()[-4000:]
    assert demo.mails() == count


def open_newest(page: Page, demo: Demo) -> OpenedMail:
    """Opens the newest mail as a person does."""
    page.goto(f"{demo.site}/demo/mailbox/")
    page.get_by_role("main").get_by_role("listitem").get_by_role("link").first.click()
    expect(page.get_by_text("Signature valid.")).to_be_visible()
    frame = page.frame_locator("iframe")
    for part in ("Text part", "referral.json"):
        page.get_by_text(part, exact=True).click()
    return OpenedMail(
        subject=page.get_by_role("heading", level=1).inner_text(),
        headers=page.get_by_role("region", name="Headers").text_content() or "",
        text=page.get_by_role("region", name="Text part").text_content() or "",
        shown=frame.get_by_role("document").inner_text(),
        referral=json.loads(page.get_by_role("region", name="referral.json").text_content() or ""),
    )
