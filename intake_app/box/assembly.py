"""Puts the file together. No build tool, and no code but what lies in `source/`."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from importlib.metadata import version
from importlib.resources import files
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from jinja2 import Environment
from jinja2 import StrictUndefined
from markupsafe import Markup

from intake_app.box.forms import forms_to_fill
from intake_app.catalog import LANGUAGES
from intake_app.catalog import Text
from intake_app.referral import SCHEMA
from intake_app.sealing import SpokenWords

SOURCE = files("intake_app.box") / "source"
SCRIPTS = (
    "bytes", "der", "certificate", "rsa", "cms", "mime", "outlook", "mail", "keyfile", "newkey",
    "sheet", "forms", "table", "calendar", "page",
)  # fmt: skip
"""In the order in which they need each other."""
OWN_WORDS = "box."
BORROWED_WORDS = ("mail.access.", "mail.help.", "staff.dates.ics_")
"""What the service says of the same answers and the same days."""
POLICY = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; base-uri 'none'; "
    "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)


def make_box(signers: Sequence[x509.Certificate], texts: Mapping[str, Text]) -> bytes:
    """The file. It shows nothing that was not signed with the key of one of `signers`."""
    return page(script(signers, texts), texts)


def script(signers: Iterable[x509.Certificate], texts: Mapping[str, Text]) -> str:
    """All of the program, in one scope of its own."""
    given = {
        "version": version("one-story"),
        "pins": [_base64(one.public_bytes(Encoding.DER)) for one in signers],
        "texts": {language: _words(texts, language) for language in LANGUAGES},
        "spoken": SpokenWords.of(texts).lists,
        "columns": list(_columns(SCHEMA)),
    }
    # `<` could end the script; JSON has another way to write it.
    data = json.dumps(given, ensure_ascii=False, indent=0).replace("<", "\\u003c")
    parts = (_read(f"{name}.js") for name in SCRIPTS)
    return f"'use strict';\n(() => {{\nconst BOX = {data};\n{''.join(parts)}}})();\n"


def page(script: str, texts: Mapping[str, Text]) -> bytes:
    """The file around the program; its policy lets nothing else run, load or be sent."""
    style = _read("box.css")
    policy = POLICY.format(script=_hash(script), style=_hash(style))
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    template = environment.from_string(_read("box.html"))
    return template.render(
        # Our own, and hashed: as it is.
        policy=Markup(policy),  # noqa: S704
        style=Markup(style),  # noqa: S704
        script=Markup(script),  # noqa: S704
        texts={language: _words(texts, language) for language in LANGUAGES},
        forms=forms_to_fill(texts),
    ).encode()


def _words(texts: Mapping[str, Text], language: str) -> dict[str, str]:
    known = (OWN_WORDS, *BORROWED_WORDS)
    used = {key: text for key, text in texts.items() if key.startswith(known)}
    return {key.removeprefix(OWN_WORDS): getattr(text, language) for key, text in used.items()}


def _read(name: str) -> str:
    return (SOURCE / name).read_text(encoding="utf-8")


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _hash(text: str) -> str:
    return f"sha256-{_base64(hashlib.sha256(text.encode()).digest())}"


def _columns(schema: Mapping[str, object], above: str = "") -> Iterator[str]:
    """Every answer that referral.json may hold, by its path: the columns of a table of requests."""
    variants = cast(list[dict[str, object]], schema.get("oneOf", [schema]))
    found: dict[str, None] = {}
    for variant in variants:
        properties = cast(dict[str, dict[str, object]], variant["properties"])
        for name, inner in properties.items():
            path = f"{above}{name}"
            nested = inner.get("type") == "object" or "oneOf" in inner
            found |= dict.fromkeys(_columns(inner, f"{path}.") if nested else [path])
    return iter(found)
