"""Every family page of every region is plain to read, as built; provider pages may be harder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.portal.builds import REGIONS
from tests.support.portal.builds import Built
from tests.support.portal.reading import blocks_of
from tests.support.portal.reading import reading_level

GRADE_AT_MOST = 6.0
EASE_AT_LEAST = 70.0
PRIVACY_EASE_AT_LEAST = 60.0
WORDS_AT_MOST = 15.0


@pytest.fixture(params=REGIONS)
def portal(request: pytest.FixtureRequest, portals: dict[str, Built]) -> Path:
    """The portal of one region."""
    return portals[request.param].folder


def _family_pages(portal: Path, language: str) -> dict[str, list[str]]:
    pages = {}
    for path in sorted((portal / language).rglob("*.html")):
        name = path.relative_to(portal).as_posix()
        if "/providers/" not in name:
            pages[name] = blocks_of(path.read_text(encoding="utf-8"))
    return pages


@pytest.mark.parametrize("language", ["en", "fr"])
def test_family_pages_have_short_sentences(portal: Path, language: str) -> None:
    levels = {
        name: reading_level(blocks, language)
        for name, blocks in _family_pages(portal, language).items()
    }
    assert len(levels) >= 5
    long = {
        name: (round(level.words_per_sentence, 1), level.longest)
        for name, level in levels.items()
        if level.words_per_sentence > WORDS_AT_MOST
    }
    assert long == {}


def test_english_family_pages_ask_for_grade_six_at_most(portal: Path) -> None:
    pages = _family_pages(portal, "en")
    grades = {name: reading_level(blocks, "en").score for name, blocks in pages.items()}
    assert {name: grade for name, grade in grades.items() if grade > GRADE_AT_MOST} == {}


def test_french_family_pages_are_easy_to_read(portal: Path) -> None:
    pages = _family_pages(portal, "fr")
    eases = {name: reading_level(blocks, "fr").score for name, blocks in pages.items()}
    hard = {name: ease for name, ease in eases.items() if ease < _ease_wanted(name)}
    assert hard == {}


def _ease_wanted(name: str) -> float:
    return PRIVACY_EASE_AT_LEAST if name.startswith("fr/privacy/") else EASE_AT_LEAST


def test_only_the_main_element_is_read_and_each_block_ends_a_sentence() -> None:
    page = (
        "<!doctype html><title>No</title><nav>Menu</nav><main><h1>Get help</h1><p>It is <b>for"
        " you</b>.<ul><li>Call<li>Write</ul><code>no</code><style>p {}</style></main><footer>No"
    )
    assert blocks_of(page) == ["Get help", "It is for you.", "Call", "Write"]


def test_plain_words_score_far_from_the_language_of_guidelines() -> None:
    plain = "You can stop at any time. You do not have to say why."
    official = (
        "Accountability to organizational legislation necessitates individualized procedures."
    )
    scores = [reading_level([text], "en").score for text in (plain, official)]
    assert scores[0] < GRADE_AT_MOST < scores[1]
    plain = "Vous pouvez arrêter quand vous voulez. Dites-le à quelqu’un."
    official = (
        "L’individualisation des interventions interorganisationnelles améliore la continuité."
    )
    scores = [reading_level([text], "fr").score for text in (plain, official)]
    assert scores[0] > EASE_AT_LEAST > scores[1]


def test_flesch_kincaid_follows_its_published_formula() -> None:
    # Six words of one syllable, one sentence.
    level = reading_level(["The cat sat on the mat."], "en")
    assert level.score == pytest.approx(0.39 * 6 + 11.8 * 1 - 15.59)


def test_kandel_moles_follows_its_published_formula() -> None:
    # Four words, six syllables: nous ai-dons les fa-milles.
    level = reading_level(["Nous aidons les familles."], "fr")
    assert level.score == pytest.approx(207 - 1.015 * 4 - 73.6 * 6 / 4)


def test_a_proper_name_counts_as_words_and_not_as_syllables() -> None:
    named = reading_level(["Call KidsInclusive now."], "en")
    assert named.words_per_sentence == 3
    assert named.score == pytest.approx(0.39 * 3 + 11.8 * 1 - 15.59)


def test_addresses_and_numbers_are_not_words() -> None:
    level = reading_level(["Call 289-266-0036 or write to help@example.org."], "en")
    assert level.longest == "Call or write to"


@pytest.mark.parametrize(
    ("word", "language", "syllables"),
    [
        ("étape", "fr", 2),
        ("réunir", "fr", 3),
        ("l’école", "fr", 2),
        ("quelqu’un", "fr", 2),
        ("coordinator", "en", 5),
        ("e-mail", "en", 2),
        ("agency’s", "en", 3),
        ("unsharable", "en", 4),
    ],
)
def test_syllables_are_counted_as_they_are_spoken(word: str, language: str, syllables: int) -> None:
    per_word = (207 - 1.015 - reading_level([word], "fr").score) / 73.6
    if language == "en":
        per_word = (reading_level([word], "en").score + 15.59 - 0.39) / 11.8
    assert per_word == pytest.approx(syllables)
