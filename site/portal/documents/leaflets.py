"""Leaflets: what each says as HTML, for its page and for paper, and its PDF of one page."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from markupsafe import Markup

from intake_app.catalog import EVERYWHERE
from intake_app.catalog import Language
from intake_app.catalog import Phone
from intake_app.catalog import Region
from intake_app.catalog import Words
from intake_app.catalog import phone_link
from portal.documents import fonts
from portal.documents.brochure import qr_code
from portal.documents.printing import DocumentFault
from portal.documents.printing import print_html
from portal.documents.templates import DocumentContext
from portal.documents.templates import fill_template
from portal.documents.templates import styles
from portal.leaflets import Leaflet

FORMS = (("en", "English"), ("fr", "Français"))
"""The languages that the form speaks, as those who read them call them."""
UNSEEN = {"Cf", "Zs"}
"""Kinds of characters that need no letter of a font."""
PREFIX = "leaflet."
Sentences = Sequence[tuple[Language, str]]
"""How to ask for an interpreter on the phone, by the language that it is said in."""


class Saying:
    """A text of the leaflet by its key, with the facts of the region filled in."""

    def __init__(self, texts: Leaflet | Words, region: Region, language: Language) -> None:
        self._texts = texts
        self._facts = _facts(region, language)

    def __call__(self, key: str) -> Markup:
        if isinstance(self._texts, Words):
            return self._texts.html(PREFIX + key, **self._facts)
        return self._texts(key, **self._facts)


def _facts(region: Region, language: Language) -> dict[str, Markup]:
    agency = region.lead_agency
    lines = {line.id: line.phone for line in region.crisis_lines}
    return {
        "region": _latin(region.name[language], language),
        "agency": _latin(agency.name[language], language),
        "phone": _dialled(agency.phone, language) if agency.phone else Markup(""),
        **{name.replace("-", "_"): _dialled(lines[name], language) for name in EVERYWHERE},
    }


def _latin(name: str, language: Language) -> Markup:
    return Markup('<bdi lang="{}" dir="ltr">{}</bdi>').format(language, name)


def _dialled(phone: Phone, language: Language) -> Markup:
    # Between words from right to left the parts of a number would change places.
    return Markup('<bdi dir="ltr">{}</bdi>').format(phone_link(phone, language))


def leaflet_html(
    texts: Leaflet | Words, setting: DocumentContext, sentences: Sentences = (), **more: object
) -> str:
    """All that it says below its title; `setting` gives the facts, in English or in French."""
    region, language = setting.region, setting.language
    lines = [
        (line.name[language], phone_link(line.phone, language))
        for line in region.crisis_lines
        if line.id not in EVERYWHERE
    ]
    names = {"h": 2, "on_paper": False, "forms": FORMS, "lines": lines}
    names |= {"facts_in": language, "sentences": sentences}
    says = Saying(texts, region, language)
    return fill_template("leaflet-text", setting, **{**names, **more}, t=says)


def print_leaflet(
    site: Path,
    leaflet: Leaflet,
    setting: DocumentContext,
    sentences: Sentences,
    letters: frozenset[str],
) -> None:
    """Writes its PDF below `site`. Raises DocumentFault at the file of its text.

    `letters` are those that its font is cut to, if it is cut.
    """
    faces = fonts.script_cuts(leaflet.language.font, letters)
    _check_letters(leaflet, faces)
    families = ", ".join(["Document", *(f'"{face.family}"' for face in faces)])
    try:
        printed = print_html(_page(leaflet, setting, sentences), _look(families), faces=faces)
    except DocumentFault as found:
        raise DocumentFault(
            [replace(one, place=str(leaflet.path)) for one in found.faults]
        ) from found
    path = site / leaflet.pdf
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(printed)


def _look(families: str) -> str:
    margins = f"@top-center {{ font-family: {families} }}"
    return (
        f"{styles('document', 'leaflet')} html {{ font-family: {families} }} @page {{ {margins} }}"
    )


def _page(leaflet: Leaflet, setting: DocumentContext, sentences: Sentences) -> str:
    address = f"{setting.public_url}/{leaflet.address}" if setting.public_url else ""
    shown = address.partition("://")[2]
    text = leaflet_html(leaflet, setting, sentences, on_paper=True)
    return fill_template(
        "leaflet",
        setting,
        lang=leaflet.language.tag,
        direction=leaflet.language.direction,
        title=leaflet("title"),
        description=leaflet("about"),
        demonstration=leaflet("demonstration") if setting.demonstration else "",
        text=Markup(text),  # noqa: S704 - rendered from content/
        qr=qr_code(address) if address else "",
        shown=shown,
    )


def _check_letters(leaflet: Leaflet, faces: Sequence[fonts.Cut]) -> None:
    """Another font of the machine would stand in for a letter, or an empty box."""
    known = fonts.PRINTED | fonts.TYPED | fonts.letters_of(faces)
    lacking = sorted(
        letter
        for letter in leaflet.letters
        if ord(letter) not in known and unicodedata.category(letter) not in UNSEEN
    )
    if lacking:
        named = " ".join(f"{letter} (U+{ord(letter):04X})" for letter in lacking)
        problem = f"The font of this language has no letter for {named}."
        raise DocumentFault.of(str(leaflet.path), problem, "Write it another way.")


def sentences_of(
    words: Mapping[Language, Words], language_id: str
) -> tuple[tuple[Language, str], ...]:
    """For those who speak the language of this leaflet."""
    keys = (f"leaflets.spoken.{language_id}", f"leaflets.in.{language_id}")
    return tuple(
        (
            lang,
            said("leaflets.sentence", language=said(next(key for key in keys if key in said))),
        )
        for lang, said in words.items()
    )
