"""Every screen is plain to read, in both languages, filled in and with errors."""

from __future__ import annotations

from collections.abc import Iterator

from tests.app.test_one_page import EVERYTHING
from tests.app.visitor import Page
from tests.app.visitor import Visitor
from tests.portal.reading import blocks_of
from tests.portal.reading import reading_level

GRADE_AT_MOST = 6.0
EASE_AT_LEAST = 70.0
WORDS_AT_MOST = 15.0


def screens(visitor: Visitor) -> Iterator[Page]:
    """Each screen a family can meet on its way, and the page for when something is missing."""
    yield visitor.get("ask/")
    yield visitor.open_form()
    yield visitor.page(visitor.press(visitor.open_form(), "continue"))
    yield visitor.go_on(**{**EVERYTHING, "own_words": "We need help."})
    place = visitor.send().location
    yield visitor.page(visitor.client.get(place, base_url="https://service.example"))
    yield visitor.get("nothing-here")


def test_screens_are_plain_to_read(visitor: Visitor) -> None:
    levels = {
        page.title: reading_level(blocks_of(page.response.text), visitor.language)
        for page in screens(visitor)
    }
    for title, level in levels.items():
        assert level.words_per_sentence <= WORDS_AT_MOST, (title, level)
        if visitor.language == "en":
            assert level.score <= GRADE_AT_MOST, (title, level)
        else:
            assert level.score >= EASE_AT_LEAST, (title, level)
