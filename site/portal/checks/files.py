"""Every file below content/ is published, known, or a fault: none is ignored in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from intake_app.errors import Fault

SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
PAGE = rf"(?:{SLUG}/)*(?:{SLUG}|README)\.md"
PICTURE = rf"{SLUG}\.(?:jpg|png)"
ROWS = "region|selfcheck|training|partners|announcements|redirects"
KNOWN = re.compile(
    # What lies in leaflets/ is held to its ten names where it is read.
    rf"commissioner\.yml|words/{SLUG}\.yml|leaflets/.+|pages/{PAGE}|pictures/{PICTURE}"
    rf"|regions/{SLUG}/(?:(?:{ROWS})\.yml|pages/{PAGE}|pictures/{PICTURE})"
)
LEFT_BY_SYSTEMS = re.compile(r"\.DS_Store|Thumbs\.db|desktop\.ini|\._.*|\.gitkeep|\.directory")
"""What a computer leaves in every folder it shows; it is never published."""
NAME = "Use small letters without accents, digits and hyphens, like `getting-ready.md`."
LEFTOVERS = re.compile(
    r"(?i)~$|^~|\.(?:bak|orig|rej|tmp|swp|old)$|\(\d+\)|\bcopy\b|- copie|^copie|_backup|conflicted"
)


def file_faults(content: Path, region: str) -> Iterator[Fault]:
    """Of the shared folders, of this region's, and of the names of all regions."""
    for path in sorted(content.rglob("*")):
        name = path.relative_to(content).as_posix()
        other = re.match(r"regions/([^/]+)/", name)
        if path.is_dir() or LEFT_BY_SYSTEMS.fullmatch(path.name):
            continue
        if (other and other[1] != region and re.fullmatch(SLUG, other[1])) or KNOWN.fullmatch(name):
            continue
        problem, cure = _what_is_wrong(path, name)
        yield Fault(f"{path}:1", problem, cure)


def _what_is_wrong(path: Path, name: str) -> tuple[str, str]:
    if LEFTOVERS.search(path.name):
        return "This looks like a copy that was left behind.", "Delete it, or give it a name."
    lower = path.name.lower()
    if re.search(r"\.md\.\w+$|\.markdown$", lower) or (
        lower.endswith(".md") and not path.name.endswith(".md")
    ):
        right = f"{re.sub(r'[.](md|markdown).*$', '', lower)}.md"
        return "This page would not be published: its name must end in `.md`.", f"Call it {right}."
    if lower.endswith((".yaml", ".yml")):
        return "No such file is read here.", f"Rename it; known are: {ROWS.replace('|', ', ')}."
    if lower.endswith(".md"):
        if "/pages/" in f"/{name}":
            return "This name would make a bad address.", NAME
        return "Pages stand below `pages/en` and `pages/fr`.", "Move it there."
    if lower.endswith((".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".svg", ".bmp", ".tiff")):
        cure = "Save it as .jpg or .png in a folder `pictures`. " + NAME.replace(".md", ".jpg")
        return "This picture cannot be published from here.", cure
    return "This kind of file is not published.", "Move it out of content/, or make it a page."
