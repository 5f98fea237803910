"""Twelve families, and what staff read of each in a mail program: word for word, in order."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

from playwright.sync_api import Page

from intake_app.referral import AgeBand
from intake_app.referral import Answer
from intake_app.referral import Child
from intake_app.referral import Referral
from intake_app.referral import Who
from tests.support.box.forms import Forms
from tests.support.referrals import BY_EMAIL
from tests.support.referrals import BY_PHONE
from tests.support.referrals import BY_TEXT
from tests.support.referrals import BY_THEMSELVES
from tests.support.referrals import FULLEST
from tests.support.referrals import SHORTEST
from tests.support.referrals import asked_by
from tests.support.referrals import in_call
from tests.support.referrals import reached

STORIES: dict[str, Referral] = {
    "shortest": SHORTEST,
    "fullest, by phone": reached(BY_PHONE),
    "by text": reached(BY_TEXT),
    "by e-mail that others read": reached(BY_EMAIL),
    "will call themselves": reached(BY_THEMSELVES),
    "a message may be left": reached(replace(BY_PHONE, may_leave_message=True, may_say_who=True)),
    "an extension and a remark": reached(replace(BY_PHONE, extension="12", phone_remark="TTY")),
    "a young person": replace(SHORTEST, who=Who.YOUNG_PERSON, contact=BY_TEXT),
    "a worker who helps": in_call(asked_by(Who.WORKER, BY_EMAIL)),
    "a friend who helps, no calls": asked_by(Who.FRIEND, BY_THEMSELVES),
    "before birth": replace(SHORTEST, child=Child(age_band=AgeBand.BEFORE_BIRTH)),
    "from elsewhere": replace(FULLEST, lives_in_region=Answer.NO, place="Smiths Falls"),
}
DRAWN = {"✓", "✕", "•"}
"""Signs that each of the two draws in its own way, beside words that say the same."""


def words_of(text: str) -> list[str]:
    return [word for word in text.split() if word not in DRAWN]


def read_in_a_mail_program(program: Page, mail: Forms) -> list[str]:
    """The HTML part of a mail, below its subject, as such a program shows it."""
    inside = message_from_bytes(mail.content(), policy=default)
    html = cast(EmailMessage, inside).get_body(("html",))
    assert html is not None
    program.set_content(html.get_content())
    subject = message_from_bytes(mail.mail, policy=default)["Subject"]
    return words_of(f"{subject} {program.locator('body').inner_text()}")
