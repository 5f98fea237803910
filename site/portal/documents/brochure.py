"""The brochure: the parts of the brochure page on the six panels of a folded sheet."""

from __future__ import annotations

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
FEWEST_PARTS = 5
"""What it is, whom it is for, one or more between, how to ask, in a crisis."""


def brochure_html(article: str, setting: DocumentContext, about: Mapping[str, str]) -> str:
    """The two sides. The last two parts of the page go outside, the others inside, in order."""
    site = f"{setting.public_url}/{setting.language}" if setting.public_url else ""
    text = with_paper_links(article, site and f"{site}/{PAGE}/")
    parts = [Markup(part) for part in markup.sections_of(text).rest]  # noqa: S704 - rendered from content/
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
        opening=parts[0],
        criteria=parts[1],
        rest=parts[2:-2],
        ask=parts[-2],
        crisis_section=parts[-1],
        check_address=check_address,
        qr=qr_code(check_address) if check_address else "",
    )


def qr_code(address: str) -> str:
    """A picture that needs no file; error correction M survives a fold and a coffee stain."""
    code = segno.make(address, error="m", micro=False)
    return str(code.svg_data_uri(scale=4, border=2, dark="#000", light="#fff"))
