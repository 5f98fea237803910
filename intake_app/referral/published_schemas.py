"""The schemas as the portal publishes them: today's, and older ones for requests sent before.

`published/` holds one file for each version that there ever was. Of an older version it is the
schema itself; of today's it is a copy, which tells a change of what is published from a slip.
"""

from __future__ import annotations

import json
from pathlib import Path

from intake_app.referral.document import SCHEMA
from intake_app.referral.document import VERSION
from intake_app.referral.json_schema import Json
from intake_app.referral.sheet_schema import SHEET_SCHEMA
from intake_app.referral.sheet_schema import SHEET_VERSION

FOLDER = Path(__file__).with_name("published")
TODAY = {"referral": (VERSION, SCHEMA), "sheet": (SHEET_VERSION, SHEET_SCHEMA)}
"""What grows, by the name of its files."""


def published_schemas() -> dict[str, str]:
    """Every file that is published, by its name."""
    files = {}
    for name, (today, schema) in TODAY.items():
        files[f"{name}.schema.json"] = _text(schema)
        for version in range(1, today):
            old = copy_of(name, version)
            files[old.name] = old.read_text(encoding="utf-8")
    return files


def keep_copies() -> None:
    """Write those of today's versions."""
    for name, (version, schema) in TODAY.items():
        copy_of(name, version).write_text(_text(schema), encoding="utf-8")


def copy_of(name: str, version: int) -> Path:
    """Where a version is kept."""
    return FOLDER / f"{name}.schema.{version}.json"


def _text(schema: Json) -> str:
    return f"{json.dumps(schema)}\n"
