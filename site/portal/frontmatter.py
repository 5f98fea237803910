"""Splits a page into front matter and Markdown, and is strict about the front matter.

MkDocs prints broken front matter on the page and goes on; here it is a fault with its line.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from intake_app.catalog import reader
from intake_app.catalog import wording
from intake_app.catalog import yaml_files
from intake_app.errors import Fault

FENCE = "---"
TEMPLATES = ("home", "selfcheck", "training", "agencies", "leaflets")
AUDIENCES = ("family", "provider")
KEYS = ("title", "description", "template", "audience", "publish_from", "menu")
LONGEST_ROW = 30
EXAMPLE = "Begin the file with `---`, `title: …`, `description: …`, `---`, each on its own line."


@dataclass(frozen=True)
class FrontMatter:
    """What a page says about itself."""

    title: str
    description: str
    template: str
    audience: str
    menu: str
    """What the menu calls it; empty: it stands in no menu of its own."""
    publish_from: str
    """The day from which on it is published; empty: at once."""
    first_line: int
    """Line of the file on which the Markdown begins."""
    listed: str = ""
    """What a list of pages calls it, where that is not its title."""


def split(path: Path, source: str, faults: list[Fault]) -> tuple[FrontMatter, str]:
    """The front matter and the Markdown below it; faults are added to `faults`."""
    lines = source.splitlines(keepends=True)
    fences = [number for number, line in enumerate(lines) if line.rstrip() == FENCE]
    if len(fences) < 2 or fences[0] != 0:
        faults.append(Fault(f"{path}:1", "The front matter is missing or does not end.", EXAMPLE))
        return FrontMatter("", "", "", AUDIENCES[0], "", "", 1), source
    end = fences[1]
    values = _values(path, "".join(lines[1:end]), faults)
    return _front_matter(values, end + 2), "".join(lines[end + 1 :])


def _front_matter(values: dict[str, str], first_line: int) -> FrontMatter:
    return FrontMatter(
        title=values.get("title", ""),
        description=values.get("description", ""),
        template=values.get("template", "main"),
        audience=values.get("audience", AUDIENCES[0]),
        menu=values.get("menu", ""),
        publish_from=values.get("publish_from", ""),
        first_line=first_line,
    )


def _values(path: Path, source: str, faults: list[Fault]) -> dict[str, str]:
    node = _parse(path, source, faults)
    if node is None:
        return {}
    values: dict[str, str] = {}
    for key, value in node.value:
        place = f"{path}:{key.start_mark.line + 2}"
        fault = _fault(place, str(key.value), value, values)
        if fault is None:
            values[key.value] = value.value.strip()
        else:
            faults.append(fault)
    faults += [
        Fault(f"{path}:1", f"`{key}` is missing.", f"Add `{key}: …` between the `---` lines.")
        for key in ("title", "description")
        if key not in {str(name.value) for name, _ in node.value}
    ]
    return values


def _parse(path: Path, source: str, faults: list[Fault]) -> yaml.MappingNode | None:
    try:
        node = yaml_files.composed(str(path), source)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        cure = "Put the text between double quotes, and check the colons."
        faults.append(Fault(f"{path}:{line}", f"Broken front matter: {error.problem}.", cure))
        return None
    except yaml.YAMLError:
        cure = "Remove control characters between the `---` lines."
        faults.append(Fault(f"{path}:1", "Broken front matter.", cure))
        return None
    if not isinstance(node, yaml.MappingNode):
        faults.append(Fault(f"{path}:2", "The front matter holds no `key: value` lines.", EXAMPLE))
        return None
    return node


def _fault(place: str, key: str, value: yaml.Node, before: dict[str, str]) -> Fault | None:
    if key not in KEYS:
        return Fault(place, f"`{key}` is not known here.", f"Known are: {', '.join(KEYS)}.")
    if key in before:
        return Fault(place, f"`{key}` stands here twice.", "Remove one.")
    if not isinstance(value, yaml.ScalarNode) or not value.value.strip():
        return Fault(place, f"`{key}` must be text on one line.", "Write it after the colon.")
    for flaw in wording.flaws_of_words(value.value.strip()):
        return Fault(place, f"`{key}` {flaw.problem}.", flaw.cure)
    if key == "menu" and len(value.value.strip()) > LONGEST_ROW:
        return Fault(
            place, "`menu` is too long for a row.", f"Write {LONGEST_ROW} letters or fewer."
        )
    if key == "publish_from" and not reader.is_day(value.value.strip()):
        cure = "Write year-month-day, like 2026-12-24."
        return Fault(place, f"`publish_from` is `{value.value}`, not a date.", cure)
    choices = {"template": TEMPLATES, "audience": AUDIENCES}.get(key)
    if choices and value.value not in choices:
        cure = f"Write one of: {', '.join(choices)}."
        return Fault(place, f"`{key}` is `{value.value}`.", cure)
    return None
