"""The brochure: the parts of the brochure page on the six panels of a folded sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping

import segno
from markupsafe import Markup

from portal import markup
from portal.documents.articles import with_paper_links
from portal.documents.printing import DocumentFault
from portal.documents.templates import DocumentContext
from portal.documents.templates import fill_template

PAGE = "brochure"
SELF_CHECK = "self-check"
PICTURE = re.compile(r"<img [^>]*>")
PARAGRAPH = re.compile(r"<p>((?:(?!</p>)[^<]|<(?!img|/p))+)</p>")
SENTENCE = re.compile(r"(?<=[.!?])\s+")
FEWEST_PARTS = 5
"""What it is, whom it is for, one or more between, how to ask, in a crisis."""


def brochure_html(article: str, setting: DocumentContext, about: Mapping[str, str]) -> str:
    """The two sides. The last two parts of the page go outside, the others inside, in order.

    Above its parts the page has what stands on the cover: a slogan, and a picture if it likes.
    """
    site = f"{setting.public_url}/{setting.language}" if setting.public_url else ""
    text = with_paper_links(article, site and f"{site}/{PAGE}/")
    page = markup.sections_of(text)
    parts = [Markup(part) for part in page.rest]  # noqa: S704 - rendered from content/
    if len(parts) < FEWEST_PARTS:
        raise DocumentFault.of(
            f"{PAGE}.md",
            f"This page has {len(parts)} parts; the brochure's panels need {FEWEST_PARTS} or more.",
            "Begin each with `## `.",
        )
    check_address = site and f"{site}/{SELF_CHECK}/"
    return fill_template(
        "brochure",
        setting,
        **about,
        slogan=_slogan(page.intro),
        picture=_picture(page.intro),
        opening=parts[0],
        criteria=parts[1],
        rest=parts[2:-2],
        ask=parts[-2],
        crisis_section=parts[-1],
        check_address=check_address,
        qr=qr_code(check_address) if check_address else "",
    )


def _slogan(intro: str) -> list[Markup]:
    """The sentences of the first paragraph of words, one a line of the cover."""
    found = PARAGRAPH.search(intro)
    return [Markup(row) for row in SENTENCE.split(found[1])] if found else []  # noqa: S704


def _picture(intro: str) -> Markup:
    """What the cover shows; empty: the circle of support."""
    found = PICTURE.search(intro)
    return Markup(found[0]) if found else Markup("")  # noqa: S704 - rendered from content/


def qr_code(address: str) -> str:
    """A picture that needs no file; error correction M survives a fold and a coffee stain."""
    code = segno.make(address, error="m", micro=False)
    return str(code.svg_data_uri(scale=4, border=2, dark="#000", light="#fff"))
