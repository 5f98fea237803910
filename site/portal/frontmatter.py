"""Splits a page into front matter and Markdown, and is strict about the front matter.

MkDocs prints broken front matter on the page and goes on; here it is a fault with its line.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from intake_app.errors import Fault

FENCE = "---"
TEMPLATES = ("home", "selfcheck", "training", "agencies", "leaflets")
AUDIENCES = ("family", "provider")
KEYS = ("title", "description", "template", "audience")
EXAMPLE = "Begin the file with `---`, `title: …`, `description: …`, `---`, each on its own line."


@dataclass(frozen=True)
class FrontMatter:
    """What a page says about itself."""

    title: str
    description: str
    template: str
    audience: str
    first_line: int
    """Line of the file on which the Markdown begins."""


def split(path: Path, source: str, faults: list[Fault]) -> tuple[FrontMatter, str]:
    """The front matter and the Markdown below it; faults are added to `faults`."""
    lines = source.splitlines(keepends=True)
    fences = [number for number, line in enumerate(lines) if line.rstrip() == FENCE]
    if len(fences) < 2 or fences[0] != 0:
        faults.append(Fault(f"{path}:1", "The front matter is missing or does not end.", EXAMPLE))
        return FrontMatter("", "", "", AUDIENCES[0], 1), source
    end = fences[1]
    values = _values(path, "".join(lines[1:end]), faults)
    return _front_matter(values, end + 2), "".join(lines[end + 1 :])


def _front_matter(values: dict[str, str], first_line: int) -> FrontMatter:
    return FrontMatter(
        title=values.get("title", ""),
        description=values.get("description", ""),
        template=values.get("template", "main"),
        audience=values.get("audience", AUDIENCES[0]),
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
        node = yaml.compose(source, Loader=yaml.SafeLoader)
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
    choices = {"template": TEMPLATES, "audience": AUDIENCES}.get(key)
    if choices and value.value not in choices:
        cure = f"Write one of: {', '.join(choices)}."
        return Fault(place, f"`{key}` is `{value.value}`.", cure)
    return None
