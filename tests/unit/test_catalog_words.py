"""content/words: every text in both languages, with the same places to fill in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from intake_app.catalog import Text
from intake_app.catalog import french_spacing
from intake_app.catalog import load_texts
from intake_app.catalog import load_words
from intake_app.catalog import word_faults
from intake_app.errors import ContentFaults
from intake_app.settings import CONTENT

NO_BREAK = "\u00a0"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "words").mkdir()
    return tmp_path


def write(content: Path, text: str, file: str = "a.yml") -> str:
    """Write a words file; returns its path as faults name it."""
    path = content / "words" / file
    path.write_text(text, encoding="utf-8")
    return str(path)


def faults(content: Path) -> list[str]:
    """Each fault, as the editor reads it."""
    with pytest.raises(ContentFaults) as caught:
        load_texts(content)
    return [str(fault) for fault in caught.value.faults]


def test_what_ships_loads() -> None:
    texts = load_texts(CONTENT)
    assert texts["shell.leave"] == Text("Leave this page", "Quitter cette page")


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_found_by_key_and_filled_in(content: Path, language: Language) -> None:
    write(content, "ask:\n  done: {en: 'Sent at {time}.', fr: 'Envoyée à {time}.'}\n")
    words = load_words(content, language)
    expected = {"en": "Sent at 9 h.", "fr": "Envoyée à 9 h."}
    assert words("ask.done", time="9 h") == expected[language]
    assert "ask.done" in words
    assert "ask.gone" not in words
    with pytest.raises(KeyError):
        words("ask.gone")


def test_french_that_says_tu_is_found_by_a_young_person_alone(content: Path) -> None:
    write(
        content,
        "a: {en: Your name, fr: Votre nom, tu: Ton nom}\n"
        "b: {en: Your age, fr: Âge}\nb_own: {en: Your age, fr: Votre âge, tu: Ton âge}\n",
    )
    words = load_words(content, "fr")
    assert [words(key) for key in "ab"] == ["Votre nom", "Âge"]
    assert [words.spoken_to("own")(key) for key in "ab"] == ["Votre nom", "Votre âge"]
    assert [words.spoken_to("young", "own")(key) for key in "ab"] == ["Ton nom", "Ton âge"]
    young = words.in_language("en").spoken_to("young", "own")
    assert [young(key) for key in "ab"] == ["Your name", "Your age"]


def test_words_of_several_files_are_one_set(content: Path) -> None:
    write(content, "one: {en: One, fr: Un}\n", "a.yml")
    write(content, "two: {en: Two, fr: Deux}\n", "b.yml")
    assert set(load_texts(content)) == {"one", "two"}


def test_places_must_be_the_same_in_both_languages(content: Path) -> None:
    path = write(content, "ask:\n  in: {en: 'In {region}?', fr: 'À {endroit}?'}\n")
    assert faults(content) == [
        f"{path}:2: `ask.in` has different {{places}} in the two languages. "
        "Use the same {names} in English and in French."
    ]


def test_a_brace_that_does_not_close_is_reported(content: Path) -> None:
    path = write(content, "ask: {en: 'In {region?', fr: 'À {region}?'}\n")
    assert faults(content)[0].startswith(f"{path}:1: `ask` has different")


def test_one_key_cannot_name_two_texts(content: Path) -> None:
    write(content, "one: {en: One, fr: Un}\n", "a.yml")
    path = write(content, "\none: {en: One, fr: Un}\n", "b.yml")
    assert faults(content) == [
        f"{path}:2: `one` has the same name as another text. Rename one of them."
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("ask: {en: Yes}", "`ask.fr` is missing."),
        ("ask: {en: Yes, fr: ''}", "`ask.fr` is empty."),
        ("ask: {en: Yes, fr: Oui, de: Ja}", "`ask.de` is not known here."),
        ("ask: {en: <i>Yes</i>, fr: Oui}", "`ask.en` holds HTML."),
        ("ask: Yes", "`ask` has no English and French."),
        ("ask: {en: Yes, tu: Oui}", "`ask.fr` is missing."),
        ("ask: {en: Yes, fr: Oui, tu: ''}", "`ask.tu` is empty."),
        ("ask: {en: 'In {a}', fr: 'À {a}', tu: Ici}", "`ask` has different {places}"),
    ],
)
def test_a_fault_names_its_line(content: Path, line: str, said: str) -> None:
    path = write(content, f"# Words.\n{line}\n")
    assert any(fault.startswith(f"{path}:2: {said}") for fault in faults(content))


def test_faults_of_all_files_are_reported_together(content: Path) -> None:
    paths = [write(content, "ask: Yes\n", "a.yml"), write(content, "ask: [\n", "b.yml")]
    found = faults(content)
    assert all(any(fault.startswith(path) for fault in found) for path in paths)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Note : oui", f"Note{NO_BREAK}: oui"),
        ("« oui »", f"«{NO_BREAK}oui{NO_BREAK}»"),
        ("50 %", f"50{NO_BREAK}%"),
        ("Oui; non! Quoi?", "Oui; non! Quoi?"),
        ("Note\u202f: oui", f"Note{NO_BREAK}: oui"),
        ("à 9:30", "à 9:30"),
        ("https://meteo.gc.ca/", "https://meteo.gc.ca/"),
    ],
)
def test_french_spaces_are_kept_from_breaking(typed: str, shown: str) -> None:
    assert french_spacing(typed) == shown


def test_french_words_are_spaced_and_english_ones_are_not(content: Path) -> None:
    write(content, "ask: {en: 'Note : yes', fr: 'Note : oui'}\n")
    assert load_texts(content)["ask"] == Text("Note : yes", f"Note{NO_BREAK}: oui")


def test_words_of_one_file_are_held_to_what_is_asked_of_that_file_alone(tmp_path: Path) -> None:
    """Who delivers mail speaks from one file: a slip in another stops no reminder."""
    content = tmp_path / "content"
    shutil.copytree(CONTENT / "words", content / "words")
    write(content, "ask: {", "ask.yml")
    texts = load_texts(content, "watch")
    assert {key.partition(".")[0] for key in texts} == {"watch"}
    assert list(word_faults(content, texts, "watch")) == []
    told = content / "words" / "watch.yml"
    told.write_text(told.read_text("utf-8").replace("{numbers}", "{number}"), encoding="utf-8")
    faults = [str(each) for each in word_faults(content, load_texts(content, "watch"), "watch")]
    assert any("`watch.reminder.subject` must hold `{numbers}`" in fault for fault in faults)
    told.unlink()
    assert len(list(word_faults(content, load_texts(content, "watch"), "watch"))) == len(texts)
