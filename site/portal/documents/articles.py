"""Pages of the portal that are also printed as documents: their HTML, made fit for paper."""

from __future__ import annotations

import re
from urllib.parse import urljoin
from urllib.parse import urlsplit

LINK = re.compile(r'<a (?:[^>]* )?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
BUTTONS = re.compile(r'<p class="buttons">.*?</p>\s*', re.DOTALL)
ROW = re.compile(
    r'<li>\s*<a (?:[^>]* )?href="([^"]*)"[^>]*>(?:(?!</?li>).)*?</a>\s*</li>\s*', re.DOTALL
)
EMPTY = re.compile(r"<ul>\s*</ul>\s*")
HEADING = re.compile(r"<h1[^>]*>.*?</h1>\s*", re.DOTALL)
ELSEWHERE = ("tel", "mailto", "sms", "https", "http")


def without_heading(html: str) -> str:
    """The article without its first heading, which the document's head shows."""
    return HEADING.sub("", html, count=1)


def with_paper_links(html: str, address: str) -> str:
    """Links as they work on paper: in full, or as plain words when the site has no address yet.

    Buttons lead around the site and stay there; so does a row of a list that is nothing but such
    a link, as long as there is no address to print.
    `address` is the page's own full address, or empty. `data-shown` is what a person can type.
    """

    def on_paper(link: re.Match[str]) -> str:
        target, words = link[1], link[2]
        if urlsplit(target).scheme in ELSEWHERE:
            return f'<a href="{target}">{words}</a>'
        if not address:
            return words
        full = urljoin(address, target)
        shown = full.partition("://")[2]
        return f'<a href="{full}" data-shown="{shown}">{words}</a>'

    def row(found: re.Match[str]) -> str:
        return found[0] if address or urlsplit(found[1]).scheme in ELSEWHERE else ""

    return LINK.sub(on_paper, EMPTY.sub("", ROW.sub(row, BUTTONS.sub("", html))))
