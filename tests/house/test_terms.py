"""One term for one idea, in both languages, and twins that say the same in as many sentences."""

from __future__ import annotations

import re

import pytest
import yaml

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from intake_app.catalog import load_texts
from portal import twins
from tests.support.project import PROJECT

CONTENT = PROJECT / "content"
TEXTS = load_texts(CONTENT)

# What was said for an idea beside its one term, which stands on the right.
OTHER_TERMS: dict[Language, dict[str, str]] = {
    "en": {
        r"help right now|more help now": "Get help now",
        r"to the weather\b": "a weather site",
        r"\b(?:your|the|a|these) ticks?\b": "checkmark",
        r"before we call (?:anyone|a parent)|before anyone else": "not with a parent or caregiver",
        r"\bwe parents\b": "What if we are separated?",
        r"\bsealed\b": "locked",
        r"unsafe finds": "only you can find it",
        r"\bflyers?\b|\bpamphlets?\b": "leaflet",
        r"\btranslators?\b": "interpreter",
        r"\bsocial workers?\b": "worker",
        r"believes? a child": "reason to think that a child may be hurt or not safe",
    },
    "fr": {
        r"de l’aide tout de suite": "Aide immédiate",
        r"nous (?:demander )?de vous joindre": "Demander un appel ou un message",
        r"nous vous joign": "nous communiquerons avec vous",
        r"contacte[rz]": "communiquer avec",
        r"contact sûr": "façon sûre de joindre la famille",
        r"avant d’appeler un parent": "et non à un parent",
        r"chang(?:er|é|ez) d’idée": "changer d’avis",
        r"en tout temps": "à tout moment",
        r"jeunes? personnes?": "un ou une jeune",
        r"par son travail": "intervenante ou intervenant",
        r"limites de la vie privée|responsable de la vie privée": "confidentialité",
        r"premiers pas": "premières étapes",
        r"scellée?s?\b": "verrouillé",
        r"être dirigé par": "Personne n’a besoin de vous diriger vers nous",
        r"toutes les portes": "n’importe quel organisme peut commencer",
        r"services officiels|officiels ou": "formels",
        r"croyances": "principes",
        r"projets pilotes": "cas pilotes",
        r"\bun(?:e ou un)? interprète": "service d’interprétation",
        r"\bprospectus\b|\btracts?\b|\b(?:la|une) brochure": "feuillet ou dépliant",
        r"\btraduct(?:eur|rice)s?\b": "service d’interprétation",
        r"plainte (?:à|au)\b": "porter plainte auprès de",
    },
}
FOR_PROVIDERS = ("aiguillage",)
"""Terms of the field, which no page, screen or error for families uses."""
AGENCY_AS_YOU = re.compile(
    r"\byou may (?:leave|say)|\bwho you are\b|\bvous pouvez (?:laisser|dire)"
)
WORKER_MAY = ("leave_message", "say_who_call", "say_who_text", "say_who_email")
"""Labels that let the agency do something: it must be named, and the family is no part of them."""
OF_THE_FAMILY = re.compile(r"\b(?:you|your|i|me|my|we|us|vous|votre|vos|je|moi|nous)\b")
BARE_COUNT = re.compile(r"\{(?:count|days|hours|minutes|weeks|months)\} (?!in |depuis )[^\W\d_]+")
NEVER_ONE = {
    "box.open.rested": "the request box forgets after a fixed number of minutes",
}
"""A number with its noun written out, which can only be many: why."""
BARE_IN_PAGE = re.compile(r"\{\{[^}|]*promise\.[^}|]*\}\}")
SAFE_CONTACT = ("leave_message", "say_who_call", "say_who_text", "say_who_email", "reach")
GRAVE = ("consent", "duty_to_report")
"""Parts of region.yml where law and consent are spoken of."""
SENTENCE = re.compile(r"[.!?](?=[\s»”*]|$)")
FRENCH_GAP = re.compile(r"[ \u00a0\u202f][?!;]")


def _pages(language: Language) -> dict[str, str]:
    """The pages of one language, by their path below content/."""
    folders = [CONTENT / "pages", *(CONTENT / "regions").glob("*/pages")]
    paths = (path for folder in folders for path in sorted((folder / language).rglob("*.md")))
    return {path.relative_to(CONTENT).as_posix(): path.read_text("utf-8") for path in paths}


def _region_texts() -> dict[str, dict[str, str]]:
    """Every `{en: …, fr: …}` of the regions' files, by file and place."""
    files = (CONTENT / "regions").glob("*/*.yml")
    return {
        f"{path.parent.name}/{path.name}: {place}": {"en": english, "fr": french}
        for path in sorted(files)
        for place, english, french in twins.pairs_of(yaml.safe_load(path.read_text("utf-8")))
    }


def _texts(language: Language) -> dict[str, str]:
    words = {key: text[language] for key, text in TEXTS.items() if not key.startswith("canary.")}
    regions = {place: pair[language] for place, pair in _region_texts().items()}
    return {**words, **regions, **_pages(language)}


def _for_families(place: str) -> bool:
    kind = place.startswith(("ask.", "errors.", "portal.", "check.", "pages/"))
    return kind and "/providers/" not in place


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_idea_has_one_term(language: Language) -> None:
    found = [
        f"{place}: “{match[0]}”; say: {term}"
        for place, text in _texts(language).items()
        for other, term in OTHER_TERMS[language].items()
        if (match := re.search(other, text, re.IGNORECASE))
        and (other != r"\bsealed\b" or _for_families(place))
    ]
    assert found == []


def test_families_meet_no_term_of_the_field() -> None:
    texts = _texts("fr")
    assert [
        p for p in texts if _for_families(p) and re.search("|".join(FOR_PROVIDERS), texts[p])
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_of_safe_contact_calls_the_agency_you(language: Language) -> None:
    keys = [
        key for key in TEXTS if key.split(".")[0] == "ask" and key.split(".")[1] in SAFE_CONTACT
    ]
    assert keys
    for key in keys:
        assert not AGENCY_AS_YOU.search(TEXTS[key][language].lower()), key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("field", WORKER_MAY)
def test_a_label_that_lets_the_agency_do_something_names_nobody_else(
    field: str, language: Language
) -> None:
    label = TEXTS[f"ask.{field}.label"][language].lower()
    assert not OF_THE_FAMILY.search(label), label


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_of_times_brings_its_noun_along(language: Language) -> None:
    """`{days:day|days}`, and on pages `…|counted("day", "days")`: never "1 days"."""
    bare = {key for key, text in TEXTS.items() if BARE_COUNT.search(text[language])}
    assert bare == set(NEVER_ONE)
    assert [place for place, text in _pages(language).items() if BARE_IN_PAGE.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_and_many_are_both_there_and_not_the_same(language: Language) -> None:
    forms = [
        (key, one, many)
        for key, text in TEXTS.items()
        for one, many in re.findall(r"\{\w+:([^|}]*)\|([^}]*)\}", text[language])
    ]
    assert len(forms) > 5
    assert [key for key, one, many in forms if not one.strip() or one == many] == []


def test_french_has_no_space_before_high_marks() -> None:
    texts = {**_texts("fr"), **{key: text.fr for key, text in TEXTS.items()}}
    assert [place for place, text in texts.items() if FRENCH_GAP.search(text)] == []


def _sentences(text: str) -> int:
    return len(SENTENCE.findall(text)) or 1


def _twin(name: str) -> str:
    return re.sub(r"pages/en/", "pages/fr/", name)


@pytest.mark.parametrize("readers", twins.FILES)
def test_the_words_side_by_side_are_those_of_the_content(readers: str) -> None:
    current = twins.side_by_side(CONTENT, readers)
    assert (PROJECT / twins.FILES[readers]).read_text("utf-8") == current, "python -m portal words"


@pytest.mark.parametrize("name", sorted(_pages("en")))
def test_twin_pages_have_as_many_parts_and_sentences(name: str) -> None:
    english, french = twins.blocks_of(CONTENT / name), twins.blocks_of(CONTENT / _twin(name))
    assert len(english) == len(french)
    apart = [
        (one, other)
        for one, other in zip(english, french, strict=True)
        if abs(_sentences(one) - _sentences(other)) > 1
    ]
    assert apart == []


def test_no_text_says_more_than_a_sentence_less_in_a_language() -> None:
    texts = {key: {"en": text.en, "fr": text.fr} for key, text in TEXTS.items()} | _region_texts()
    apart = {
        key
        for key, pair in texts.items()
        if abs(_sentences(pair["en"]) - _sentences(pair["fr"])) > 1
    }
    assert apart == set()


def test_where_law_consent_and_safety_speak_no_sentence_is_missing_in_a_language() -> None:
    grave = {
        key: pair for key, pair in _region_texts().items() if key.split(": ")[1].startswith(GRAVE)
    }
    grave |= {
        key: {"en": text.en, "fr": text.fr}
        for key, text in TEXTS.items()
        if key.split(".")[:1] == ["ask"]
        and key.split(".")[1] in (*SAFE_CONTACT, "age_band", "who", "received")
    }
    grave |= {
        key: {"en": text.en, "fr": text.fr}
        for key, text in TEXTS.items()
        if key.startswith(("leaflet.", "shell.crisis"))
    }
    assert len(grave) > 40
    apart = {key for key, pair in grave.items() if _sentences(pair["en"]) != _sentences(pair["fr"])}
    assert apart == set()
