"""Small changes to rendered Markdown: lone links become buttons, the home page becomes sections."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urldefrag
from urllib.parse import urljoin

from intake_app.catalog import Language
from intake_app.catalog import french_spacing

TAG = re.compile(r"(<[^>]*>)")
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
STEP = re.compile(r"(<h2[^>]*>)(\d+)\. ")
WAY = re.compile(r'<a ([^>]*)href="(?!#|(?:tel|mailto|sms|https?):)([^"]*)"')
LONE_LINKS = re.compile(r'(?:<p><a href="(?!tel:|mailto:|sms:)[^"]*">[^<]*</a></p>\s*)+')
LONE_LINK = re.compile(r'<p><a href="([^"]*)">([^<]*)</a></p>')


def spaced(html: str, language: Language) -> str:
    """French no-break spaces in the text, never inside a tag."""
    if language == "en":
        return html
    parts = TAG.split(html)
    return "".join(part if part.startswith("<") else french_spacing(part) for part in parts)


def with_buttons(html: str, ask_path: str) -> str:
    """Paragraphs that are nothing but a link become buttons; asking is the main one."""

    def button(link: re.Match[str]) -> str:
        kind = "button" if link[1] == ask_path else "button second-choice"
        return f'<a class="{kind}" href="{link[1]}">{link[2]}</a>'

    def group(links: re.Match[str]) -> str:
        return f'<p class="buttons">{LONE_LINK.sub(button, links[0]).strip()}</p>\n'

    return LONE_LINKS.sub(group, html)


def with_steps(html: str) -> str:
    """A heading like `1. You ask` shows its number as a sign; readers hear the same words."""
    return STEP.sub(r'\1<span class="step">\2<span class="hidden">.</span></span> ', html)


def with_addresses(html: str, page: str) -> str:
    """Links around the site also hold the address that a print shows. `page` is the full one."""

    def shown(link: re.Match[str]) -> str:
        address = urldefrag(urljoin(page, link[2])).url.partition("://")[2]
        return f'<a {link[1]}href="{link[2]}" data-shown="{address}"'

    return WAY.sub(shown, html)


def heading_of(html: str) -> str:
    """The words of the page's first heading."""
    found = HEADING.search(html)
    return TAG.sub("", found[1]).strip() if found else ""


@dataclass(frozen=True)
class Sections:
    """A page cut at its second-level headings."""

    intro: str
    rest: tuple[str, ...]


def sections_of(html: str) -> Sections:
    """The page's opening, and each part that begins with a second-level heading."""
    intro, *rest = re.split(r"(?=<h2)", html)
    return Sections(intro, tuple(rest))
