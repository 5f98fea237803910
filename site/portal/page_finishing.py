"""The last step of a build: check the built pages, then give them their one stylesheet."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from intake_app.errors import ContentFaults
from intake_app.errors import Fault
from portal import agencies
from portal import artifacts
from portal import outline
from portal import stylesheet
from portal.links import link_faults
from portal.markdown_pages import address_of
from portal.outline import Outline
from portal.pages import SourcePage
from portal.site_model import SiteModel


def finish_site(site: Path, model: SiteModel, stylesheets: Sequence[Path]) -> None:
    """Checks links and images, writes the stylesheet, and puts its name into every page.

    Raises ContentFaults with every fault of every page.
    """
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}
    outlines = {path: outline.outline_of(text) for path, text in pages.items()}
    faults = _faults(site, model, outlines)
    if faults:
        raise ContentFaults(sorted(faults))
    own_rules = (
        stylesheet.reason_rules(len(model.region.selfcheck.criteria)) + agencies.filter_rules()
    )
    sources = [path.read_text(encoding="utf-8") for path in stylesheets]
    text = stylesheet.make_stylesheet([*sources, own_rules], outline.all_names(outlines.values()))
    name = stylesheet.hashed_name(text)
    (site / name).parent.mkdir(exist_ok=True)
    (site / name).write_text(text, encoding="utf-8")
    for path, page in pages.items():
        path.write_text(page.replace(stylesheet.PLACE, name), encoding="utf-8")


def _faults(site: Path, model: SiteModel, outlines: Mapping[Path, Outline]) -> list[Fault]:
    by_name = {path.relative_to(site).as_posix(): found for path, found in outlines.items()}
    files = frozenset(
        path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()
    )
    # Stylesheet and documents are made last, when the pages are known to be good.
    promised = {stylesheet.PLACE} | artifacts.document_files(model)
    found = link_faults(by_name, files | promised)
    sources = {f"{address_of(uri)}index.html": page for uri, page in model.pages.items()}
    return [_placed(fault, name, sources.get(name)) for name in found for fault in found[name]]


def _placed(fault: Fault, name: str, page: SourcePage | None) -> Fault:
    """The fault with the file and line that an editor can mend."""
    if page is None:
        return replace(fault, place=f"site/overrides, page /{name}")
    return replace(fault, place=f"{page.path}:{_line_of(page, fault.place)}")


def _line_of(page: SourcePage, words: str) -> int:
    lines = page.path.read_text(encoding="utf-8").splitlines()
    fragment = f"#{words.partition('#')[2]}" if "#" in words else words
    hints = (words, words.rstrip("/").rpartition("/")[2], fragment)
    for hint in hints:
        for number, line in enumerate(lines, 1):
            if hint and hint in line:
                return number
    return 1
