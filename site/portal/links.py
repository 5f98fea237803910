"""Checks the built pages: internal links and fragments, anchors used twice, images without text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from posixpath import normpath
from urllib.parse import unquote
from urllib.parse import urljoin
from urllib.parse import urlsplit

from intake_app.errors import Fault
from intake_app.service_paths import ASK
from intake_app.service_paths import LEAVE
from intake_app.service_paths import STATUS
from portal.outline import Outline

SERVED_BY_THE_INTAKE = re.compile(rf"/(en|fr)/(?:(?:{ASK}|{STATUS})/.*|{LEAVE})")
ORIGIN = "https://one-story.invalid"


def link_faults(
    pages: Mapping[str, Outline], files: frozenset[str], unfinished: frozenset[str] = frozenset()
) -> dict[str, list[Fault]]:
    """Faults by page. `pages` and `files` are named by their path below the site's root.

    Of `unfinished` pages not all anchors are known yet.
    """
    ids = {path: set(outline.ids) for path, outline in pages.items() if path not in unfinished}
    faults = {path: list(_faults(path, pages[path], ids, files)) for path in pages}
    return {path: found for path, found in faults.items() if found}


def _faults(
    path: str, outline: Outline, ids: Mapping[str, set[str]], files: frozenset[str]
) -> list[Fault]:
    found = [
        Fault(link, f"The link `{link}` leads nowhere.", "Mend it, or write the page.")
        for link in outline.links
        if not _resolves(path, link, ids, files)
    ]
    found += [
        Fault(
            source, f"The image `{source}` has no alternative text.", "Write `![what it shows](…)`."
        )
        for source in outline.bare_images
    ]
    twice = {name for name in outline.ids if outline.ids.count(name) > 1}
    found += [
        Fault(f"#{name}", f"The anchor `{name}` stands on this page twice.", "Rename a heading.")
        for name in sorted(twice)
    ]
    return found


def _resolves(path: str, link: str, ids: Mapping[str, set[str]], files: frozenset[str]) -> bool:
    base = f"{ORIGIN}/{path.removesuffix('index.html')}"
    parts = urlsplit(urljoin(base, link))
    if f"{parts.scheme}://{parts.netloc}" != ORIGIN or SERVED_BY_THE_INTAKE.fullmatch(parts.path):
        return True
    target = _file(unquote(parts.path))
    if target not in files:
        return False
    anchors = ids.get(target)
    return not parts.fragment or anchors is None or unquote(parts.fragment) in anchors


def _file(address: str) -> str:
    path = normpath(address).lstrip("/")
    if address.endswith("/"):
        return f"{path}/index.html".lstrip("/")
    return path
