"""Leaflets that a test signs, in a content of its own: nobody has signed the drafts."""

from __future__ import annotations

from pathlib import Path

from portal.leaflets import LANGUAGES

IDS = tuple(language.id for language in LANGUAGES)
SIGNED_ON = "2026-11-20"


def sign(content: Path, *ids: str) -> None:
    """As a person does who has read them."""
    for id_ in ids:
        rewrite(content, id_, "reviewed_by: null", "reviewed_by: A test")
        rewrite(content, id_, "reviewed_on: null", f"reviewed_on: {SIGNED_ON}")


def rewrite(content: Path, id_: str, old: str, new: str) -> int:
    """Changes a text; gives the line on which it stands."""
    path = content / "leaflets" / f"{id_}.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text.partition(old)[0].count("\n") + 1
