"""Nothing of a changed mail is shown, nothing typed runs, and nothing stays."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from intake_app.box.assembly import SCRIPTS
from intake_app.box.assembly import SOURCE
from intake_app.box.forms import FORMS
from intake_app.referral import Help
from intake_app.referral import Who
from tests.support.box.forms import Forms
from tests.support.box.staff import Deliver
from tests.support.box.staff import Staff
from tests.support.keys import Keys
from tests.support.referrals import BY_PHONE
from tests.support.referrals import FULLEST
from tests.support.referrals import HOSTILE
from tests.support.referrals import NAME
from tests.support.referrals import WORKERS_WORD
from tests.support.referrals import asked_by

MARKUP = (
    "<script>throw 1</script>",
    '<img src=x onerror="throw 1">',
    "</article><iframe srcdoc='<b>x</b>'></iframe>",
    "<a href='/x' onclick='throw 1'>x</a>",
    "<form action='//x'><button>x</button></form>",
    '<svg/onload="throw 1">',
    "</template></script><base target=x>",
    "{{7*7}}${7*7}<%= 7*7 %>",
)
MARKED = 17
"""Fifteen answers that are text; name and language stand on top of the sheet too."""
WAYS_OUT = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|https?:|fetch\("
    r"|XMLHttp|WebSocket|EventSource|sendBeacon|RTCPeer|location\s*=|location\.(?:href|assign|replace)"
    r"|(?<![\w$])open\(|localStorage|sessionStorage|indexedDB|\.cookie|import\("
)


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_script_knows_a_way_out_or_a_place_to_keep_things(name: str) -> None:
    assert WAYS_OUT.findall((SOURCE / f"{name}.js").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_every_answer_is_text(staff: Staff, deliver: Deliver, markup: str) -> None:
    contact = replace(
        BY_PHONE, good_times=markup, bad_times=markup, phone_remark=markup, do_not_contact=markup
    )
    access = replace(FULLEST.access, other_language=markup, easier=markup)
    child, help_ = replace(FULLEST.child, name=markup), Help(going_well=markup, own_words=markup)
    helper = replace(
        WORKERS_WORD, name=markup, organisation=markup, agreed_when=markup, phone_remark=markup
    )
    answers = {"access": access, "child": child, "help": help_, "helper": helper}
    asked = asked_by(Who.WORKER, contact)
    everywhere = replace(asked, name=markup, place=markup, **answers)
    staff.hand_in(deliver(everywhere))
    assert staff.reads().count(markup) == MARKED
    staff.page.get_by_text(staff.word("shown.more"), exact=True).click()
    for form in FORMS:
        staff.press(f"forms.{form}")
        assert markup in staff.reads()
        for role in ("img", "iframe", "link", "form"):
            expect(staff.page.get_by_role("article").get_by_role(role)).to_have_count(0)  # type: ignore[arg-type]
        staff.press("forms.back")
    expect(staff.page).to_have_title(staff.word("title"))


def test_what_a_family_typed_is_text(staff: Staff, forms: Forms) -> None:
    staff.hand_in(forms.mail)
    shown = staff.reads()
    assert NAME in shown
    assert HOSTILE.splitlines()[0] in shown
    expect(staff.page).to_have_title(staff.word("title"))


@pytest.mark.parametrize(
    ("passphrase", "which", "reason"),
    [
        ("four words will not", "p12", "wrongPassphrase"),
        ("", "second", "otherKey"),
        ("", "certificate", "onlyCertificate"),
        ("", "mail", "notKeyFile"),
        ("", "signing", "notRsa"),
    ],
)
def test_a_wrong_key_is_told_from_a_wrong_passphrase(
    staff: Staff, forms: Forms, keys: Keys, passphrase: str, which: str, reason: str
) -> None:
    files = {
        "p12": staff.key,
        "second": forms.stranger().key,
        "certificate": keys.agency.certificate,
        "mail": forms.mail,
        "signing": keys.signing.key,
    }
    staff.hand_in(forms.mail, key=files[which], passphrase=passphrase)
    staff.is_refused(reason)
