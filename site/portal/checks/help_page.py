"""The page for danger shows every line and the child protection agency, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from pathlib import Path

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Text
from intake_app.errors import Fault

PAGE = "get-help-now.md"
SHOWN = ("in crisis_lines", "line.phone", "region.child_protection.phone")
PAIRS = (("yes", "no"), ("allowed", "forbidden"))
YES = frozenset({"yes", "ok", "oui", "allowed", "permis"})
NO = frozenset({"no", "non", "not allowed", "forbidden", "interdit"})


def help_faults(pages: Mapping[str, Path]) -> Iterator[Fault]:
    """What somebody in danger would look for in vain."""
    for uri, path in pages.items():
        if uri.partition("/")[2] == PAGE:
            text = path.read_text(encoding="utf-8-sig", errors="replace")
            for name in SHOWN:
                if name not in text:
                    cure = f"Write it as in content/pages/{uri[:2]}/{PAGE} of the release."
                    yield Fault(f"{path}:1", f"This page no longer shows `{name}`.", cure)


def answer_faults(texts: Mapping[str, Text]) -> Iterator[Fault]:
    """Yes and no that staff could not tell apart, or would take for each other."""
    for key, text in texts.items():
        group, _, name = key.rpartition(".")
        for one, other in PAIRS:
            against = texts.get(f"{group}.{other}")
            if name != one or against is None:
                continue
            for language in LANGUAGES:
                said, denied = text[language].casefold(), against[language].casefold()
                if said == denied or said in NO or denied in YES:
                    problem = f"`{key}` says “{text[language]}”, `{other}` “{against[language]}”."
                    place = f"content/words: {key} ({language})"
                    yield Fault(place, problem, "Write what each means; staff act on it.")
