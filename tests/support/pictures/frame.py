"""One picture as a file: few colours, so that it stays small."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from tests.support.project import PROJECT

FOLDER = PROJECT / "docs" / "pictures"
COLOURS = 48
LARGEST = 60_000
"""Bytes."""


def keep(name: str, taken: bytes, *, folder: Path = FOLDER, width: int = 0) -> None:
    """Writes it, narrower where `width` says so. A picture that stays too large is a fault."""
    with Image.open(io.BytesIO(taken)) as opened:
        picture = opened.convert("RGB")
    if width and picture.width > width:
        height = round(picture.height * width / picture.width)
        picture = picture.resize((width, height), Image.Resampling.LANCZOS)
    file = folder / f"{name}.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    if file.stat().st_size > LARGEST:
        raise SystemExit(f"{file.name} has {file.stat().st_size} bytes; show less of it.")
