"""The bytes of a posted form: UTF-8, or what Windows-1252 would mean by them; nothing is lost."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from intake_app.security.posted import PostedForm

# What stands in the body, and what staff read.
READ = {
    "UTF-8": (b"Zo%C3%AB+O%E2%80%99Brien", "Zoë O’Brien"),
    "plain ASCII": (b"a%2Bb+c%26d", "a+b c&d"),
    "1252, apostrophe": (b"O%92Brien", "O’Brien"),
    "1252, accents": (b"Ren%E9e+C%F4t%E9", "Renée Côté"),
    "1252, quotes, dash, euro": (b"%93%80%94+%96+%85", "“€” – …"),
    "1252, unescaped": ("Renée".encode("cp1252"), "Renée"),
    "UTF-8, unescaped": ("Renée".encode(), "Renée"),
    "a byte that neither knows": (b"a%81b", "a\ufffdb"),
    "half a letter of UTF-8": (b"Zo%C3", "ZoÃ"),
    "no escape at all": (b"100%25 %zz", "100% %zz"),
}


def _read(body: bytes) -> str:
    environ = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    return PostedForm(environ).form["name"]


@pytest.mark.parametrize("case", READ)
def test_a_form_is_read_as_it_was_meant(case: str) -> None:
    body, meant = READ[case]
    assert _read(b"name=" + body) == meant


@settings(deadline=None, database=None)
@given(st.text(st.characters(codec="cp1252")))
def test_whatever_old_windows_can_write_arrives(text: str) -> None:
    written = text.encode("cp1252")
    try:
        meant = written.decode()
    except UnicodeDecodeError:
        meant = text
    assert _read(f"name={quote_from_bytes(written)}".encode()) == meant
    assert _read(f"name={quote_from_bytes(text.encode())}".encode()) == text
