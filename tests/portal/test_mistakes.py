"""Mistakes that editors make: each is told with file, line and cure, or rightly accepted.

The table stands in tests/portal/mistakes/*.yml; each row is a change to a copy of content/.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.portal.desk import BASES
from tests.support.portal.desk import OFFICE
from tests.support.portal.desk import TEXTS
from tests.support.portal.desk import Desk
from tests.support.portal.desk import lay_out

TABLE = Path(__file__).parent / "mistakes"
ROWS = [
    row | {"kind": path.stem}
    for path in sorted(TABLE.glob("*.yml"))
    for row in yaml.safe_load(path.read_text(encoding="utf-8"))
]
CONTACT = "pages/en/contact.md"
CONTACT_FR = "pages/fr/contact.md"
REGION = "regions/halton/region.yml"
NOT_WORDS = ("Traceback", "Error:", "object at", "NoneType", "fault of the program")


@dataclass(frozen=True)
class Change:
    """What a mistake does to the files, and where its fault stands."""

    files: dict[str, bytes | None]
    file: str
    line: int


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return lay_out(tmp_path_factory.mktemp("desk"))


def _change(desk: Desk, row: dict[str, Any]) -> Change:
    files: dict[str, bytes | None] = {
        name: text.encode() for name, text in BASES.get(row.get("base", ""), {}).items()
    }
    for name, text in row.get("write", {}).items():
        files[name] = TEXTS.get(text, text).encode()
    for name in row.get("remove", ()):
        files[name] = None
    if "rename" in row:
        old, new = row["rename"]
        files |= {old: None, new: (desk.content / old).read_bytes()}
    if "add" in row:
        return _added(desk, row, files)
    if "old" in row:
        return _replaced(desk, row, files)
    return _saved_otherwise(row, files)


def _added(desk: Desk, row: dict[str, Any], files: dict[str, bytes | None]) -> Change:
    before = f"{desk.text(CONTACT).rstrip()}\n\n"
    files[CONTACT] = f"{before}{row['add']}\n".encode()
    if "french" in row:
        french = f"{desk.text(CONTACT_FR).rstrip()}\n\n"
        files[CONTACT_FR] = f"{french}{row['french']}\n".encode()
        if row.get("in") == "French":
            return Change(files, CONTACT_FR, french.count("\n") + 1 + row.get("line", 0))
    return Change(files, CONTACT, before.count("\n") + 1 + row.get("line", 0))


def _replaced(desk: Desk, row: dict[str, Any], files: dict[str, bytes | None]) -> Change:
    name = row.get("file") or next(iter(files), REGION)
    text = (files.get(name) or b"").decode() or desk.text(name)
    assert row["old"] in text, "the row does not fit what ships"
    files[name] = text.replace(row["old"], row["new"], 1).encode()
    at = text.index(row.get("at", row["old"]))
    return Change(files, name, text.count("\n", 0, at) + 1 + row.get("line", 0))


def _saved_otherwise(row: dict[str, Any], files: dict[str, bytes | None]) -> Change:
    name = row.get("at_file") or OFFICE.format("en")
    data = files.get(name)
    if data and row.get("bom"):
        files[name] = b"\xef\xbb\xbf" + data
    if data and row.get("crlf"):
        files[name] = data.replace(b"\n", b"\r\n")
    if data and "encoding" in row:
        files[name] = data.decode().encode(row["encoding"])
    return Change(files, name, 1)


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['kind']}: {row['name']}" for row in ROWS])
def test_a_mistake_is_told_or_rightly_accepted(desk: Desk, row: dict[str, Any]) -> None:
    change = _change(desk, row)
    with desk.changed(**change.files):
        said = [str(fault) for fault in desk.faults()]
    if row.get("right"):
        assert said == []
        return
    told = [line for line in said if row["says"] in line and row["cure"] in line]
    assert told, said
    assert not [line for line in said if any(word in line for word in NOT_WORDS)], said
    if row.get("anywhere"):
        return
    near = row.get("near", 0)
    lines = range(change.line - near, change.line + near + 1)
    places = tuple(f"{desk.content / change.file}:{line}: " for line in lines)
    assert [line for line in told if line.startswith(places)], said


def test_the_table_is_long_and_names_no_mistake_twice() -> None:
    names = [(row["kind"], row["name"]) for row in ROWS]
    assert len(names) == len(set(names))
    assert len(names) >= 120


def test_what_ships_has_no_mistake(desk: Desk) -> None:
    for region in ("halton", "leeds-grenville"):
        assert desk.faults(region) == ()
