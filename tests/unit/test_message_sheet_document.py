"""sheet.json keeps to its published schema, and says what the mail's text says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from intake_app.catalog import Region
from intake_app.catalog import load_words
from intake_app.message.sheet import Sheet
from intake_app.message.sheet import lay_out
from intake_app.message.sheet_document import as_document
from intake_app.message.text import as_text
from intake_app.referral import SHEET_SCHEMA
from intake_app.referral import Help
from intake_app.referral import Referral
from intake_app.referral import Who
from intake_app.settings import CONTENT
from tests.support import referrals
from tests.support.referrals import LINKED
from tests.support.referrals import METADATA

VALIDATOR = Draft202012Validator(SHEET_SCHEMA)
CONTACTS = (
    referrals.BY_PHONE,
    referrals.BY_TEXT,
    referrals.BY_EMAIL,
    referrals.BY_THEMSELVES,
)
REQUESTS = (
    referrals.SHORTEST,
    *map(referrals.reached, CONTACTS),
    *(referrals.asked_by(who, contact) for who in referrals.HELPED for contact in CONTACTS),
    referrals.in_call(referrals.asked_by(Who.WORKER)),
)


def laid_out(referral: Referral, region: Region, language: Language = "en") -> Sheet:
    return lay_out(referral, LINKED, region, load_words(CONTENT, language))


def said(value: object) -> Iterator[str]:
    """Every word of a document, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from said(one)


def squeezed(text: str) -> str:
    """Without line breaks, marks before lines, and the case of headings."""
    return re.sub(r"\s+", " ", text).casefold()


def unguarded(text: str) -> str:
    """Without what keeps a line from being a formula: nobody copies cells out of plain text."""
    return "\n".join(line.removeprefix("'") for line in text.split("\n"))


def test_the_schema_is_a_valid_schema() -> None:
    Draft202012Validator.check_schema(SHEET_SCHEMA)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("referral", REQUESTS)
def test_every_request_keeps_to_the_schema(
    referral: Referral, language: Language, region: Region
) -> None:
    document = json.loads(json.dumps(as_document(laid_out(referral, region, language))))
    VALIDATOR.validate(document)
    assert document["language"] == language


def test_no_part_of_the_sheet_is_forgotten(region: Region) -> None:
    sheet = laid_out(referrals.FULLEST, region)
    parts = {part.name for part in fields(sheet)} - {"first_meeting_days"}
    assert parts - set(as_document(sheet)) == set()


def test_a_sheet_without_a_link_offers_none(region: Region) -> None:
    unlinked = replace(METADATA, have_it="")
    sheet = lay_out(referrals.SHORTEST, unlinked, region, load_words(CONTENT, "en"))
    document = as_document(sheet)
    assert "have_it" not in document
    VALIDATOR.validate(document)


@pytest.mark.parametrize("referral", REQUESTS)
def test_every_word_of_it_stands_in_the_text_part_too(referral: Referral, region: Region) -> None:
    sheet = laid_out(referral, region)
    document = as_document(sheet)
    del document["language"], document["title"]
    for section in (document, *_parts(document)):
        section.pop("language", None)
    text = squeezed(as_text(sheet, load_words(CONTENT, "en")))
    missing = [words for words in said(document) if squeezed(unguarded(words)) not in text]
    assert missing == []


def test_no_line_that_the_box_shows_is_a_formula(region: Region) -> None:
    """Whoever copies them into a spreadsheet makes a cell of each."""
    formula = '=HYPERLINK("http://x.example")'
    hostile = replace(
        referrals.FULLEST, name=formula, help=Help(own_words=f"a\n{formula}\n- milk\n-1+1")
    )
    lines = [
        line for text in said(as_document(laid_out(hostile, region))) for line in text.split("\n")
    ]
    assert [line for line in lines if line.startswith(("=", "-1"))] == []
    assert "- milk" in lines


def _parts(document: dict[str, object]) -> Iterator[dict[str, object]]:
    for value in document.values():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield one
                yield from _parts(one)


def test_a_region_that_names_no_days_has_none_to_aim_for(region: Region) -> None:
    def promising(days: int | None) -> Region:
        return replace(region, promise=replace(region.promise, first_meeting_days=days))

    assert "aims" not in as_document(laid_out(referrals.SHORTEST, promising(None)))
    document = as_document(laid_out(referrals.SHORTEST, promising(60)))
    assert document["aims"] == {"first_meeting_days": 60}
    VALIDATOR.validate(document)


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"sections": []},
        {"script": "x"},
        {"safe": {"title": "x"}},
        {"aims": {}},
        {"have_it": {"link": "javascript:0", "label": "x", "why": "x"}},
    ],
)
def test_the_schema_refuses_what_no_sheet_holds(change: dict[str, object], region: Region) -> None:
    document = as_document(laid_out(referrals.FULLEST, region))
    assert not VALIDATOR.is_valid(document | change)
