"""Which file makes which page: the pages that all regions share, and the region's own over them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from intake_app.catalog import LANGUAGES
from intake_app.catalog.web_address import RESERVED
from intake_app.errors import Fault

Sources = Mapping[str, Path]
"""`en/contact.md` -> the file it is read from."""


def shared_sources(content: Path) -> dict[str, Path]:
    """The Markdown files of content/pages."""
    return _below(content / "pages")


def regional_sources(content: Path, region: str) -> dict[str, Path]:
    """The Markdown files that this region adds, or puts in place of a shared one."""
    return _below(content / "regions" / region / "pages")


def page_sources(content: Path, region: str) -> dict[str, Path]:
    """Every page of the region, in a fixed order."""
    both = shared_sources(content) | regional_sources(content, region)
    return dict(sorted(both.items()))


def _below(folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.md"))}


def twin_of(uri: str) -> str:
    """The same page in the other language: `en/contact.md` -> `fr/contact.md`."""
    language, _, rest = uri.partition("/")
    return f"{'fr' if language == 'en' else 'en'}/{rest}"


def language_faults(sources: Sources) -> list[Fault]:
    """Pages outside en/ and fr/, and pages without their twin."""
    faults = []
    for uri, path in sources.items():
        language = uri.partition("/")[0]
        if language not in LANGUAGES:
            cure = "Move it into the folder `en` or `fr`."
            faults.append(Fault(f"{path}:1", "This page belongs to no language.", cure))
        elif twin_of(uri) not in sources:
            twin = _folder(path, uri) / twin_of(uri)
            other = "French" if language == "en" else "English"
            cure = f"Write {twin.as_posix()}."
            faults.append(Fault(f"{path}:1", f"This page has no {other} twin.", cure))
    return faults


def half_own_faults(content: Path, region: str) -> list[Fault]:
    """Pages that a region puts in place of a shared one in one language alone."""
    own = regional_sources(content, region)
    faults = []
    for uri, path in own.items():
        twin = _folder(path, uri) / twin_of(uri)
        if twin_of(uri) not in own and twin_of(uri) in shared_sources(content):
            problem = "The other language of this page is still that of all regions."
            faults.append(Fault(f"{path}:1", problem, f"Write {twin.as_posix()} as well."))
    return faults


def address_faults(sources: Sources) -> list[Fault]:
    """Pages that would be published at one address: all but one of them would be lost."""
    pages = defaultdict(list)
    for uri in sources:
        pages[place_of(uri)].append(sources[uri])
    return [
        Fault(f"{path}:1", f"This page has the address of {first}.", "Rename or merge one of them.")
        for first, *others in pages.values()
        for path in others
    ]


def reserved_faults(sources: Sources) -> list[Fault]:
    """Pages that would hide what the service or the build publishes, or be hidden by it."""
    return [
        Fault(f"{path}:1", f"`{name}` is an address of the service.", "Give the page another name.")
        for uri, path in sources.items()
        if (name := place_of(uri).partition("/")[2].partition("/")[0]) in RESERVED
    ]


def place_of(uri: str) -> str:
    """Where it is published. `en/README.md` is the first page of its folder, as an index is."""
    return re.sub(r"(^|/)(index|readme)$", "", uri.removesuffix(".md").casefold())


def _folder(path: Path, uri: str) -> Path:
    return path.parents[uri.count("/")]
