"""Everything a family reads exists twice: in English and in French."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Text
from intake_app.catalog import known_words
from intake_app.catalog import load_texts
from intake_app.catalog import region_names
from intake_app.catalog import word_faults
from tests.support.project import PROJECT

CONTENT = PROJECT / "content"
TEXTS = load_texts(CONTENT)

# Words that are spelled the same in both languages; each was looked at.
SAME_IN_BOTH = {"documents.meeting.copies", "portal.menu"}


def _pages(folder: Path) -> set[str]:
    return {page.relative_to(folder).as_posix() for page in folder.rglob("*.md")}


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_words_are_translated(key: str):
    text: Text = TEXTS[key]
    assert text.en
    assert text.fr
    assert text.en != text.fr or key in SAME_IN_BOTH, f"French still reads “{text.fr}”"


def test_no_word_is_excused_that_does_not_need_it():
    needless = {key for key in SAME_IN_BOTH if key not in TEXTS or TEXTS[key].en != TEXTS[key].fr}
    assert needless == set()


def test_no_sentence_ends_with_a_time():
    """“8:15 a.m.” brings a full stop of its own."""
    assert [
        key for key, text in TEXTS.items() if "{time}." in text.en or "{until}." in text.en
    ] == []


def test_every_shared_page_has_its_twin():
    english, french = (_pages(CONTENT / "pages" / language) for language in LANGUAGES)
    assert english == french


@pytest.mark.parametrize("region", region_names(CONTENT))
def test_every_page_of_a_region_has_its_twin(region: str):
    folder = CONTENT / "regions" / region / "pages"
    english, french = (_pages(folder / language) for language in LANGUAGES)
    assert english == french


def test_the_list_of_known_words_is_of_what_ships():
    """Else an editor's slip could not be told; `python -m portal known-words` writes it."""
    assert known_words.FILE.read_text(encoding="utf-8") == known_words.known_words(TEXTS)


def test_what_ships_loses_and_invents_no_word():
    assert list(word_faults(CONTENT, TEXTS)) == []
