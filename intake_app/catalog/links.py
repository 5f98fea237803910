"""A number of the region as HTML, the same on the site and in the form. Escaped, ready to show."""

from __future__ import annotations

from markupsafe import Markup

from intake_app.catalog.model import Language
from intake_app.catalog.model import Phone


def phone_link(phone: Phone, language: Language) -> Markup:
    """A link that dials the number, extension included."""
    return Markup('<a class="phone" href="{}">{}</a>').format(phone.uri, phone.said(language))


def text_link(phone: Phone) -> Markup:
    """A link that writes a text message."""
    return Markup('<a class="phone" href="sms:{0}">{0}</a>').format(phone.display)


def unbroken(number: str) -> Markup:
    """A number that never breaks over two lines, and is no link."""
    return Markup('<span class="unbroken">{}</span>').format(number)
