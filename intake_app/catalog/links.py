"""Phones and addresses of the region as HTML, the same on the site and in the form. Escaped."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup

from intake_app.catalog.model import Language
from intake_app.catalog.model import Phone


@cache
def phone_link(phone: Phone | None, language: Language) -> Markup:
    """A link that dials the number, extension included; empty when there is no number.

    Kept: to make one takes 0.1 ms and more, and every page shows several.
    """
    if phone is None:
        return Markup("")
    return Markup('<a class="phone" href="{}">{}</a>').format(phone.uri, phone.said(language))


def text_link(phone: Phone) -> Markup:
    """A link that writes a text message."""
    return Markup('<a class="phone" href="sms:{0}">{0}</a>').format(phone.display)


def email_link(address: str | None) -> Markup:
    """A link that writes an e-mail; empty when there is no address."""
    if not address:
        return Markup("")
    return Markup('<a href="mailto:{0}">{0}</a>').format(address)


def unbroken(number: str) -> Markup:
    """A number that never breaks over two lines, and is no link."""
    return Markup('<span class="unbroken">{}</span>').format(number)
