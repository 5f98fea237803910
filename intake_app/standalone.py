"""Pages that stand alone, as files or in a mail: filled in by the same rules, nothing fetched."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment
from jinja2 import FileSystemLoader
from jinja2 import StrictUndefined
from jinja2 import Template


@cache
def template(folder: Path, name: str) -> Template:
    """Whatever is filled in is escaped; a name that nothing is filled in for is an error."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
