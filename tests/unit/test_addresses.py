"""E-mail addresses: put right where only one thing can be meant, else refused with what to do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from intake_app.catalog import Region
from intake_app.catalog import load_region
from intake_app.forms.screens import ReachScreen
from intake_app.settings import CONTENT

# Typed, and as it is kept, shown on the check page and written to.
ACCEPTED = {
    "zoe@example.com": "zoe@example.com",
    "  Zoe.O+x@Example.com ": "Zoe.O+x@Example.com",
    "o\u2019brien@example.com": "o'brien@example.com",
    "o\u2018brien@example.com": "o'brien@example.com",
    "o\u02bcbrien@example.com": "o'brien@example.com",
    "o`brien@example.com": "o'brien@example.com",
    "o\u00b4brien@example.com": "o'brien@example.com",
    "zo\ufe0fe@exam\u034fple.com": "zoe@example.com",
    "zoe@exa\u00admple.com": "zoe@example.com",
    "zoe@example\u200b.com": "zoe@example.com",
    "zoe\u200d@example.com": "zoe@example.com",
    "\ufeffzoe@example.com\u202c": "zoe@example.com",
    "zoe@example.com\U000e0041": "zoe@example.com",
    "zoe\uff20example.com": "zoe@example.com",
    "zoe\u2013luc@example.com": "zoe-luc@example.com",
    "<zoe@example.com>": "zoe@example.com",
    "zoe@example.com.": "zoe@example.com",
    "(zoe@example.com),": "zoe@example.com",
    "mailto:zoe@example.com": "zoe@example.com",
    "<MAILTO:zoe@example.com>": "zoe@example.com",
    "zoé@école.example": "zoé@école.example",
    "用户@例え.テスト": "用户@例え.テスト",
    "zoe@example\u3002com": "zoe@example.com",
    "zoe@example\uff61com": "zoe@example.com",
    "zoe@example\u2024com": "zoe@example.com",
    "zoe\ufe6bexample.com": "zoe@example.com",
    "zoe@\ufb01sh.example": "zoe@fish.example",
    "zoe @ example.com": "zoe@example.com",
    "zoe@ example . com": "zoe@example.com",
    "«zoe@example.com»": "zoe@example.com",
    "« zoe@example.com »": "zoe@example.com",
    "“zoe@example.com”": "zoe@example.com",
    "• zoe@example.com": "zoe@example.com",
    "·zoe@example.com": "zoe@example.com",
    "- zoe@example.com": "zoe@example.com",
    "zoe@example.com!": "zoe@example.com",
    "Zoë Tremblay <zoe@example.com>": "zoe@example.com",
    '"Tremblay, Zoë" <zoe@example.com>,': "zoe@example.com",
    "courriel : zoe@example.com": "zoe@example.com",
    "E-mail: zoe@example.com": "zoe@example.com",
    "zoe@gmail,com": "zoe@gmail.com",
    "'zoe'@example.com": "zoe@example.com",
    "zoe@yahoo.ca": "zoe@yahoo.ca",
    "zoe@hotmail.fr": "zoe@hotmail.fr",
    "zoe@example.co": "zoe@example.co",
    "zoe@cs.example.ca": "zoe@cs.example.ca",
    "zoe@пример.рф": "zoe@пример.рф",
    "-zoe@example.com": "-zoe@example.com",
}
REFUSED = {
    "": "errors.email.missing",
    "\u200b\ufeff": "errors.email.missing",
    "zoe": "errors.email.wrong",
    "zoe@example": "errors.email.wrong",
    "zoe.example.com": "errors.email.wrong",
    "zoe@@example.com": "errors.address.check",
    "zoe@exam ple.com": "errors.address.check",
    "my zoe @ example.com": "errors.address.check",
    "zoe@example.com (work)": "errors.address.alone",
    "zoe@example.com 905-555-0123": "errors.address.alone",
    "zoe@example.com, luc@example.com": "errors.address.one",
    "zoe@example.com luc@example.com": "errors.address.one",
    "zoe@example.com ou luc@example.com": "errors.address.one",
    "Zoë <zoe@example.com>, Luc <luc@example.com>": "errors.address.one",
    "zoe@example.com,luc@example.com": "errors.address.one",
    "zoe@.example.com": "errors.address.check",
    ".zoe@example.com": "errors.address.check",
    "zoe..luc@example.com": "errors.address.check",
    "zoe@example.com?subject=x": "errors.address.check",
    "zoe@example.com\r\nBcc: all@example.com": "errors.address.one",
    f"{'x' * 65}@example.com": "errors.address.check",
    "zoe@gm\u0430il.com": "errors.address.check",
    "z\u043ee@example.com": "errors.address.check",
    "zoe@example.c": "errors.address.check",
    "zoe\u00b7luc@example.com": "errors.address.check",
    "zoe\u2026@example.com": "errors.address.check",
    "zo€@example.com": "errors.address.check",
    f"zoe@{'x' * 260}.com": "errors.too_long",
}

# Slips, and what the sentence asks about.
SLIPS = {
    "zoe@gmail.con": "zoe@gmail.com",
    "zoe@gmail.cmo": "zoe@gmail.com",
    "zoe@gmail.comm": "zoe@gmail.com",
    "zoe@gmail.c": "zoe@gmail.com",
    "zoe@gmail.co": "zoe@gmail.com",
    "zoe@gmail.om": "zoe@gmail.com",
    "zoe@gmail.ca": "zoe@gmail.com",
    "zoe@gmial.com": "zoe@gmail.com",
    "zoe@Gamil.Com": "zoe@gmail.com",
    "zoe@hotmial.com": "zoe@hotmail.com",
    "zoe@hotmial.ca": "zoe@hotmail.ca",
    "zoe@outlok.com": "zoe@outlook.com",
    "zoe@yahooo.com": "zoe@yahoo.com",
    "zoe@yahooo.ca": "zoe@yahoo.ca",
    "zoe@iclod.com": "zoe@icloud.com",
    "zoe@sympatico.con": "zoe@sympatico.ca",
    "zoe@videotron.con": "zoe@videotron.ca",
    "zoe@www.gmail.com": "zoe@gmail.com",
    "zoe@school.example.con": "zoe@school.example.com",
}


def _screen(region: Region, typed: str) -> ReachScreen:
    screen = ReachScreen(region, MultiDict({"reach": "email", "email": typed}))
    screen.is_valid()
    return screen


@pytest.mark.parametrize("typed", ACCEPTED)
def test_an_address_is_put_right_where_it_can_only_be_meant_one_way(
    region: Region, typed: str
) -> None:
    email = _screen(region, typed).email
    assert (email.data, list(email.errors)) == (ACCEPTED[typed], [])


@pytest.mark.parametrize("typed", REFUSED)
def test_an_address_that_would_bounce_is_refused_with_what_to_do(
    region: Region, typed: str
) -> None:
    (complaint,) = _screen(region, typed).email.errors
    assert complaint.key == REFUSED[typed]


@pytest.mark.parametrize("typed", SLIPS)
def test_a_slip_is_asked_about_and_what_was_typed_stays(region: Region, typed: str) -> None:
    email = _screen(region, typed).email
    (complaint,) = email.errors
    assert (complaint.key, dict(complaint.values)) == (
        "errors.address.typo",
        {"meant": SLIPS[typed]},
    )
    assert email.data == typed
    assert not _screen(region, SLIPS[typed]).email.errors


LETTERS = "zoe@example.com \u2019\ufe0f\u034f\u00ad\u200b<>,;\"\r\n:+'-_"


@settings(deadline=None, database=None, max_examples=300)
@given(st.text(st.sampled_from(LETTERS), max_size=30))
def test_nothing_unseen_and_no_second_address_is_ever_written_to(typed: str) -> None:
    screen = _screen(load_region(CONTENT, "halton"), f"a{typed}@example.com")
    if not screen.email.errors:
        kept = screen.email.data
        assert kept.count("@") >= 1
        assert kept.isprintable()
        assert not set(kept) & set("\u2019\ufe0f\u034f\u00ad\u200b<>,;\r\n ")
