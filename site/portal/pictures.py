"""Pictures of a region and of all regions: checked, made small enough, and freed of what a camera
writes into them, such as the place where it was.
"""

from __future__ import annotations

import io
import re
from base64 import b64encode
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image
from PIL import ImageFile
from PIL import ImageOps
from PIL import UnidentifiedImageError

from intake_app.errors import Fault
from portal.markdown_pages import PICTURES

SAVED_AS = ((1200, 80), (1200, 65), (900, 65), (700, 60))
"""Widest side in dots, and quality: the first that is light enough. A lawn is no wall."""
SMALLEST = 40
HEAVIEST = 250_000
"""Bytes of a published picture: a phone on a slow line waits some seconds for it."""
LARGEST = 50_000_000
"""Dots of a picture that is taken in at all."""
KINDS = {".jpg": "JPEG", ".png": "PNG"}
TYPES = {".jpg": "image/jpeg", ".png": "image/png"}
SHOWN = re.compile(rf'<img ([^>]*)src="((?:\.\./)*{PICTURES}/([^"]+))"')


@dataclass(frozen=True)
class Picture:
    """As it is published."""

    data: bytes
    width: int
    height: int


class NoPicture(ValueError):
    """Why a file cannot be published, and the cure."""


def picture_sources(content: Path, region: str) -> dict[str, Path]:
    """Every picture by its name; the region's own takes the place of a shared one."""
    folders = (content / PICTURES, content / "regions" / region / PICTURES)
    return {path.name: path for folder in folders for path in _in(folder)}


def _in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.suffix in KINDS)


def picture_faults(sources: Mapping[str, Path]) -> Iterator[Fault]:
    """Files that are no pictures, or that cannot be made fit."""
    for path in sources.values():
        try:
            _prepared(path)
        except NoPicture as found:
            problem, cure = found.args
            yield Fault(f"{path}:1", problem, cure)


def write_pictures(site: Path, sources: Mapping[str, Path]) -> None:
    """Each picture, as pages name it."""
    for name, path in sources.items():
        target = site / PICTURES / name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(_prepared(path).data)


def with_sizes(html: str, sources: Mapping[str, Path]) -> str:
    """Pages know how large each picture is, so that no line jumps when it comes."""

    def sized(shown: re.Match[str]) -> str:
        picture = _prepared(sources[shown[3]])
        size = f'width="{picture.width}" height="{picture.height}" loading="lazy"'
        return f'<img {shown[1]}src="{shown[2]}" {size}'

    return SHOWN.sub(sized, html)


def on_paper(html: str, sources: Mapping[str, Path]) -> str:
    """Pictures as a document holds them: whole, for it opens no file and no address."""

    def held(shown: re.Match[str]) -> str:
        path = sources[shown[3]]
        data = b64encode(_prepared(path).data).decode()
        return f'<img {shown[1]}src="data:{TYPES[path.suffix]};base64,{data}"'

    return SHOWN.sub(held, html)


def _prepared(path: Path) -> Picture:
    found = path.stat()
    return _made(path, (found.st_mtime_ns, found.st_size))


@lru_cache(maxsize=128)
def _made(path: Path, _state: tuple[int, int]) -> Picture:
    try:
        with _whole_ones_only(), Image.open(path) as opened:
            return _fit(path, opened)
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        cure = "Open it in a picture program, and save it anew as .jpg or .png."
        raise NoPicture("This file is no picture that can be read.", cure) from error


@contextmanager
def _whole_ones_only() -> Iterator[None]:
    """What prints our PDFs lets every picture of the process be cut off, and says nothing of it."""
    allowed, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = allowed


def _fit(path: Path, opened: Image.Image) -> Picture:
    if opened.format != KINDS[path.suffix]:
        cure = f"Save it as {path.suffix} in a picture program; a new name alone changes nothing."
        raise NoPicture(f"This is a {opened.format} picture with the name of another.", cure)
    if opened.width * opened.height > LARGEST:
        raise NoPicture("This picture is too large.", "Make it 1,200 dots wide.")
    picture = ImageOps.exif_transpose(opened)
    if min(picture.size) < SMALLEST:
        raise NoPicture("This picture is too small to see.", "Take a larger one.")
    for widest, quality in SAVED_AS:
        picture.thumbnail((widest, widest))
        data = _saved(picture, KINDS[path.suffix], quality)
        if len(data) <= HEAVIEST:
            return Picture(data, *picture.size)
    problem = f"This picture weighs {len(data) // 1000} kB, too much for a phone."
    raise NoPicture(problem, "Save it as .jpg, which is lighter for photos, or show less of it.")


def _saved(picture: Image.Image, kind: str, quality: int) -> bytes:
    """Without what the camera wrote: day, place, device."""
    plain = picture.convert("RGB") if kind == "JPEG" else picture
    plain.info = {}
    written = io.BytesIO()
    plain.save(written, kind, quality=quality, optimize=True)
    return written.getvalue()
