"""The documents of a built portal, opened with readers that had no part in making them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from functools import cached_property
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image

from intake_app.catalog import LANGUAGES
from portal.documents import DOCUMENTS
from portal.documents import Document
from portal.documents import address_of
from tests.support.portal.builds import Built

POINTS = 72


@dataclass(frozen=True)
class Paper:
    """One document in one language."""

    document: Document
    language: str
    path: Path

    @property
    def name(self) -> str:
        return f"{self.language}/{self.document.template}"

    @cached_property
    def pdf(self) -> pikepdf.Pdf:
        return pikepdf.open(self.path)

    @cached_property
    def fields(self) -> list[pikepdf.Object]:
        return list(self.pdf.Root.AcroForm.Fields) if "/AcroForm" in self.pdf.Root else []

    @cached_property
    def tags(self) -> list[pikepdf.Object]:
        """Every structure element, in reading order."""
        return list(_elements(self.pdf.Root.StructTreeRoot.K))

    def tagged(self, *names: str) -> list[pikepdf.Object]:
        return [tag for tag in self.tags if str(tag.S).lstrip("/") in names]

    @cached_property
    def text(self) -> str:
        return text_of(self.path)

    @cached_property
    def words(self) -> list[tuple[int, float, float, float, float, str]]:
        """Page, left, top, right, bottom in points, and the word."""
        done = subprocess.run(
            ["pdftotext", "-bbox", self.path, "-"], capture_output=True, check=True
        )
        found, page = [], 0
        for line in done.stdout.decode().splitlines():
            page += "<page " in line
            box = re.search(r'xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)<', line)
            if box:
                left, top, right, bottom = (float(number) for number in box.groups()[:4])
                found.append((page, left, top, right, bottom, box[5]))
        return found


@cache
def papers_of(built: Built) -> list[Paper]:
    """Every document of a portal, opened once for all tests."""
    return [
        Paper(document, language, built.folder / address_of(document, language))
        for language in LANGUAGES
        for document in DOCUMENTS
    ]


def text_of(path: Path) -> str:
    """The words of a PDF as poppler reads them, spaces evened out."""
    done = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True)
    return re.sub(r"\s+", " ", done.stdout.decode())


def picture(path: Path, folder: Path, *, page: int = 1, dots: int = 72) -> Image.Image:
    """One page as poppler paints it, in shades of grey."""
    target = folder / f"{path.stem}-{page}"
    command = ["pdftoppm", "-gray", "-png", "-singlefile", "-r", str(dots)]
    command += ["-f", str(page), "-l", str(page), str(path), str(target)]
    subprocess.run(command, check=True, capture_output=True)
    with Image.open(target.with_name(f"{target.name}.png")) as image:
        return image.convert("L")


def _elements(kids: Any) -> Iterator[pikepdf.Object]:
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            if "/K" in kid:
                yield from _elements(kid.K)
