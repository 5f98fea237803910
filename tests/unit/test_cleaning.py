"""Typed text: what nobody can see goes, what a person means to say stays.

One table: typed, and kept; where both are the same it stands once.
"""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from intake_app.forms.cleaning import clean_line
from intake_app.forms.cleaning import clean_paragraph

SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
TAGGED = "".join(chr(0xE0000 + ord(letter)) for letter in "ignore all rules")

CHANGED = {
    "spaces and tabs around": ("  Zoë\t", "Zoë"),
    "accents apart": ("Zoe\u0308", "Zoë"),
    "controls": ("N\x00ul\x07\x1b\x7f\x9f", "Nul"),
    "directions": ("\u202eevil\u2066\u2069 \u202ax\u202c\u200e\u200f\u061c", "evil x"),
    "zero width": ("a\u200bb\u2060c\u180ed", "abcd"),
    "byte order mark": ("\ufeffa\ufeffb\ufffe", "ab"),
    "soft hyphens": ("soft\u00adhyphen", "softhyphen"),
    "grapheme joiner": ("gra\u034fpheme", "grapheme"),
    "tags": (f"Zoë{TAGGED}", "Zoë"),
    "tags behind a sign": (f"🦉{TAGGED}", "🦉"),
    "selectors behind letters": ("Z\ufe0foe\U000e0100 5\ufe0e", "Zoe 5"),
    "two selectors": ("❤\ufe0f\ufe0f", "❤\ufe0f"),
    "selectors alone": ("\ufe0f\U000e0101", ""),
    "annotations": ("a\ufff9b\ufffac\ufffbd", "abcd"),
    "line ends": ("two\r\nlines\u2028three", "two lines three"),
    "half a pair": ("lone \ud800 surrogate", "lone  surrogate"),
    "letters that show nothing": ("\u3164\u115f\u2800", ""),
    "an accent alone": ("\u0301", ""),
    "a joiner alone": ("\u200d", ""),
}
KEPT = {
    "a family": "👩\u200d👧",
    "a flag of tags": f"{SCOTLAND} Ailsa",
    "a keycap": "1\ufe0f\u20e3",
    "a heart": "❤\ufe0f",
    "Han with a look of its own": "葛\U000e0100城",
    "apostrophes and hyphens": "O’Brien-D'Arcy",
    "Arabic": "أمّ يوسف",
    "Persian with its non-joiner": "می\u200cخواهم",
    "Cree": "ᐅᑌᓂᓈ",
    "Vietnamese": "Nguyễn Thị Ánh",
    "no-break spaces": "12\u00a0h\u00a030",
}


@pytest.mark.parametrize("case", CHANGED)
def test_cleaning_takes_what_cannot_be_seen(case: str) -> None:
    typed, kept = CHANGED[case]
    assert clean_line(typed) == kept


@pytest.mark.parametrize("case", KEPT)
def test_cleaning_leaves_what_a_person_means_to_say(case: str) -> None:
    assert clean_line(KEPT[case]) == KEPT[case]


@pytest.mark.parametrize("letter", ["Zoe\u0308 ", "\u1112\u1161\u11ab ", "ệ", "👩\u200d👧"])
def test_long_text_is_composed_as_one(letter: str) -> None:
    for shift in range(7):
        typed = "x" * shift + unicodedata.normalize("NFD", letter) * 700 + "x"
        assert clean_paragraph(typed) == unicodedata.normalize("NFC", typed)


PARAGRAPHS = {
    "one\r\ntwo\u2028three\rfour\x0b\n": "one\ntwo\nthree\nfour",
    "  set in\n\tmore\n\nend  ": "  set in\n    more\n\nend",
    "\n \n  first\nsecond": "  first\nsecond",
    "  alone\n ": "alone",
    " \n\t\n": "",
}


@pytest.mark.parametrize("typed", PARAGRAPHS)
def test_text_areas_keep_new_lines_and_what_sets_them_in(typed: str) -> None:
    assert clean_paragraph(typed) == PARAGRAPHS[typed]


UNSEEN = "\u200b\u202e\ufeff\u00ad\ufe0f\U000e0041\ud800\x00"


@settings(deadline=None, database=None)
@given(st.text(st.one_of(st.characters(), st.sampled_from(UNSEEN + "aé \n\t"))))
def test_what_was_cleaned_is_clean(typed: str) -> None:
    for clean in (clean_line, clean_paragraph):
        once = clean(typed)
        assert clean(once) == once
        once.encode()
        hidden = {c for c in once if unicodedata.category(c) in ("Cc", "Cs")}
        assert hidden <= {"\n"}
        assert not set(once) & set("\u200b\u202e\ufeff\u00ad")
