"""An editor's desk: a copy of content/ in which one mistake after the other is made and undone.

What the build would say of it is asked of the same check that every build and preview begins with;
nothing is printed and no page is laid out, so that a hundred mistakes take seconds.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from intake_app.errors import ContentFaults
from intake_app.errors import Fault
from portal.site_model import SiteModel
from portal.site_model import load_site_model
from tests.support.portal.builds import PROJECT

TODAY = date(2026, 11, 27)
PAGE = """\
---
title: Our office
description: Where to find our office.
---
# Our office

We are on the second floor of the library.
"""
PAGE_FR = """\
---
title: Notre bureau
description: Où trouver notre bureau.
---
# Notre bureau

Nous sommes au deuxième étage de la bibliothèque.
"""
TRAINING = """\
dates:
  - id: first
    title: {en: First, fr: Première}
    day: 2027-02-10
    last_day: null
    from: "09:00"
    to: "16:00"
    place: {en: Library, fr: Bibliothèque}
    language: en
    about: null
    fee: null
    sign_up: training@rockonline.ca
    cancelled: false
    changed: 2026-11-20
  - id: second
    title: {en: Second, fr: Deuxième}
    day: 2027-03-10
    from: "09:00"
    to: "16:00"
    place: {en: Library, fr: Bibliothèque}
    language: both
    about: null
    sign_up: null
    cancelled: false
    changed: 2026-11-20
"""
PARTNERS = """\
partners:
  - id: health-centre
    name: {en: Health Centre, fr: Centre de santé}
    kinds: [health]
    about: {en: Nurses., fr: Soins infirmiers.}
    phone: 289-266-0037
    email: null
    website: null
    source: a letter
    last_checked: null
    checked_numbers: null
  - id: school-board
    name: {en: School Board, fr: Conseil scolaire}
    kinds: [school-or-child-care]
    about: {en: Schools., fr: Écoles.}
    phone: null
    email: null
    website: null
    source: a letter
    last_checked: null
"""
ANNOUNCEMENTS = """\
announcements:
  - id: holidays
    text: {en: "We are closed on December 25.", fr: "Nous sommes fermés le 25 décembre."}
    first_day: 2026-12-22
    last_day: 2026-12-26
"""
REDIRECTS = """\
redirects:
  - from: old-office
    to: contact
"""
DAY = "\npublish_from: 2026-12-24\n---"
TEXTS = {
    "page": PAGE,
    "page-fr": PAGE_FR,
    # Other pages lead to these two parts of Contact us.
    "page-contact": PAGE,
    "page-contact-fr": PAGE_FR,
}
OFFICE = "regions/halton/pages/{}/our-office.md"
BASES = {
    "training": {"regions/halton/training.yml": TRAINING},
    "partners": {"regions/halton/partners.yml": PARTNERS},
    "announcements": {"regions/halton/announcements.yml": ANNOUNCEMENTS},
    "redirects": {"regions/halton/redirects.yml": REDIRECTS},
    "page-later": {
        OFFICE.format("en"): PAGE.replace("\n---", DAY),
        OFFICE.format("fr"): PAGE_FR.replace("\n---", DAY),
    },
    "page-menu": {
        OFFICE.format("en"): PAGE.replace("\n---", "\nmenu: Our office\n---"),
        OFFICE.format("fr"): PAGE_FR.replace("\n---", "\nmenu: Notre bureau\n---"),
    },
    "page": {OFFICE.format("en"): PAGE, OFFICE.format("fr"): PAGE_FR},
}


@dataclass(frozen=True)
class Desk:
    """The copy, called content/ as faults call it."""

    content: Path

    @contextmanager
    def changed(self, **files: bytes | None) -> Iterator[None]:
        """These files in place of what was there; None: the file is gone. Undone at the end."""
        before = {name: self._read(name) for name in files}
        self._write(files)
        try:
            yield
        finally:
            self._write(before)

    def load(self, region: str = "halton") -> SiteModel:
        """What a build or preview begins with. Raises ContentFaults."""
        return load_site_model(self.content, region, today=TODAY)

    def faults(self, region: str = "halton") -> tuple[Fault, ...]:
        """What the editor reads; empty when all is well."""
        try:
            self.load(region)
        except ContentFaults as found:
            return found.faults
        return ()

    def text(self, name: str) -> str:
        return (self.content / name).read_text(encoding="utf-8")

    def _read(self, name: str) -> bytes | None:
        path = self.content / name
        return path.read_bytes() if path.is_file() else None

    def _write(self, files: dict[str, Any]) -> None:
        for name, data in files.items():
            path = self.content / name
            if data is None:
                path.unlink(missing_ok=True)
                if path.parent.is_dir() and not any(path.parent.iterdir()):
                    path.parent.rmdir()
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)


def lay_out(folder: Path) -> Desk:
    """A desk with what ships."""
    shutil.copytree(PROJECT / "content", folder / "content")
    return Desk(folder / "content")
