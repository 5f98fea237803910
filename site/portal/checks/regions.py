"""What belongs to one region and stands in the files of another, or in what all regions share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from intake_app.catalog import LANGUAGES
from intake_app.catalog import yaml_files
from intake_app.errors import Fault
from portal.checks.structure import PageFlaw

Names = tuple[tuple[str, str], ...]
NAMED = re.compile(r"\bcrisis\.(\w+)")


def names_of_regions(content: Path, *, but: str = "") -> Names:
    """What each other region is known by, and what to write in a page instead."""
    found = []
    for path in sorted((content / "regions").glob("*/region.yml")):
        if path.parent.name != but:
            top = _values(path)
            agency = _mapping(top.get("lead_agency"))
            names = (_mapping(top.get("name")), _mapping(agency.get("name")))
            for words, instead in zip(names, ("region.name", "lead_agency.name"), strict=True):
                said = (words.get(language) for language in LANGUAGES)
                found += [(name, instead) for name in said if isinstance(name, str) and name]
            for key in ("phone", "email"):
                if isinstance(agency.get(key), str) and agency[key]:
                    found.append((agency[key], f"lead_agency.{key}"))
            if host := str(agency.get("email") or "").partition("@")[2]:
                found.append((host, "lead_agency.email"))
    return tuple(dict.fromkeys(found))


def region_flaws(text: str, names: Names) -> tuple[PageFlaw, ...]:
    """The first name of another region."""
    for name, instead in names:
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            problem = f"“{name}” belongs to one region, and not here."
            return (
                PageFlaw(name, problem, f"On a page write `{{{{ {instead} }}}}`, or take it out."),
            )
    return ()


def line_faults_of_all(content: Path) -> Iterator[Fault]:
    """Crisis lines that a shared page names and that not every region has."""
    ids = {
        path.parent.name: {
            str(row.get("id")).replace("-", "_") for row in _rows(_values(path).get("crisis_lines"))
        }
        for path in sorted((content / "regions").glob("*/region.yml"))
    }
    for path in sorted((content / "pages").rglob("*.md")):
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        for found in NAMED.finditer(text):
            lacking = [name for name, known in ids.items() if known and found[1] not in known]
            if lacking and f"if crisis.{found[1]}" not in text:
                line = text.count("\n", 0, found.start()) + 1
                problem = f"`{found[0]}` is not known in {', '.join(lacking)}."
                cure = "All regions share this page: ask first, or name it in a page of your own."
                yield Fault(f"{path}:{line}", problem, cure)


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _rows(value: Any) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _values(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        return _mapping(yaml.load(text, yaml_files.FAST))  # noqa: S506 - a safe loader
    except (OSError, yaml.YAMLError, ValueError, RecursionError):
        return {}  # told where the file is read
