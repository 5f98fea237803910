"""Phones and addresses as links, and words with links in them. Text comes out escaped."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup
from markupsafe import escape

from intake_app.catalog import Phone


def filled(text: str, **values: object) -> Markup:
    """`text` as HTML, with `{named}` places filled in; a link passes as a link."""
    return Markup(escape(text)).format_map(values)  # noqa: S704  # escaped right here


@cache
def phone_link(phone: Phone | None) -> Markup:
    """A link that dials; empty when there is no number."""
    if phone is None:
        return Markup("")
    return Markup('<a class="phone" href="{}">{}</a>').format(phone.uri, phone.display)


def text_link(phone: Phone | None) -> Markup:
    """A link that writes a text message; empty when there is no number."""
    if phone is None:
        return Markup("")
    return Markup('<a class="phone" href="sms:{}">{}</a>').format(phone.display, phone.display)


def email_link(address: str | None) -> Markup:
    """A link that writes an e-mail; empty when there is no address."""
    if not address:
        return Markup("")
    return Markup('<a href="mailto:{}">{}</a>').format(address, address)
