"""The pieces that published schemas are made of."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from intake_app.catalog import LANGUAGES

Json = dict[str, object]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
TEXT: Json = {"type": "string", "minLength": 1}
YES_OR_NO: Json = {"type": "boolean"}
LANGUAGE: Json = {"enum": list(LANGUAGES)}


def one_of(choices: Iterable[StrEnum]) -> Json:
    """One word of a fixed set."""
    return {"enum": [choice.value for choice in choices]}


def several(item: Json) -> Json:
    """At least one, each once."""
    return {"type": "array", "items": item, "minItems": 1, "uniqueItems": True}


def one_each(item: Json) -> Json:
    """At least one, and the same as often as it is meant."""
    return {"type": "array", "items": item, "minItems": 1}


def record(required: Json, optional: Json | None = None) -> Json:
    """An object with these members and no others."""
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": list(required),
        "additionalProperties": False,
    }
