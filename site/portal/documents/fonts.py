"""The documents' one font, cut from the pinned package to what a document may need.

Text is set in a regular and a bold cut, of which WeasyPrint embeds only the letters used. What a
person types into a field is not known beforehand, and WeasyPrint embeds a field's font whole: so
fields have a cut of their own, small, with every letter of French, Vietnamese and most names, and
with the syllabics of Cree, Ojibwe and Inuktitut.

fontTools is loaded when it is needed: a build of pages alone does without.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

PACKAGE = "fontpkg_source_sans_3"
FILE = "SourceSans3[wght].ttf"
SYLLABICS = Path(__file__).resolve().parents[2] / "documents" / "syllabics.ttf"
"""U+1401 to U+167F, cut from Noto Sans Canadian Aboriginal 2.000; its licence lies beside it."""
SHOWN_NAMES = (1, 2, 3, 4, 6)
"""Of a font's table of names: family, style, identity, full name, PostScript name."""
WEIGHT = "wght"
REGULAR = 400
BOLD = 700


def _letters(*ranges: tuple[int, int], more: str = "") -> frozenset[int]:
    spans = (range(first, last + 1) for first, last in ranges)
    return frozenset(map(ord, more)).union(*spans)


LATIN = _letters(
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x1CD, 0x1DC),
    (0x218, 0x21B),
    (0x1E80, 0x1E85),
    (0x1EA0, 0x1EF9),
    more="ƏəƠơƯưƒẞ‘’‚“”„†•…‹›€™–—\u02bc\u2011\u202f",
)
"""European languages, Vietnamese, and the marks around words."""
CYRILLIC = _letters((0x400, 0x45F), (0x490, 0x491))
GREEK = _letters((0x386, 0x386), (0x388, 0x38A), (0x38C, 0x38C), (0x38E, 0x3A1), (0x3A3, 0x3CE))
SIGNS = _letters(more="←→↑↓✓✗☐☑●○■□")
PRINTED = LATIN | SIGNS
TYPED = LATIN | CYRILLIC | GREEK


@dataclass(frozen=True)
class Cut:
    """One font file for the style sheet: family, weight and bytes."""

    family: str
    weight: int
    data: bytes


@lru_cache(maxsize=16)
def script_cuts(path: Path | None, letters: frozenset[str]) -> tuple[Cut, ...]:
    """A font of the machine for a script that the documents' own font lacks; none without.

    A collection is cut to its first font, because a style sheet takes no other, and to these
    letters. Any other font goes whole: the printer keeps what is used, and fontTools would need
    half a minute for the joined letters of Urdu.
    """
    if path is None:
        return ()
    data = path.read_bytes()
    if path.suffix == ".ttc":
        data = _bytes(_kept(_opened(data, number=0), map(ord, letters)))
    return (Cut(f"Script {path.stem}", REGULAR, data),)


def letters_of(faces: Iterable[Cut]) -> frozenset[int]:
    """Every letter that these have."""
    return frozenset(letter for face in faces for letter in _opened(face.data).getBestCmap())


@lru_cache(maxsize=1)
def cuts() -> tuple[Cut, ...]:
    """The three cuts; the same bytes at every build."""
    path = files(PACKAGE) / "files" / FILE
    # Letters first: making one weight of 1,600 letters takes seconds, of 500 a moment.
    variable = _bytes(_kept(_opened(path.read_bytes()), PRINTED | TYPED))
    regular = _bytes(_weighing(_opened(variable), REGULAR))
    bold = _weighing(_opened(variable), BOLD)
    return (
        Cut("Document", REGULAR, _named(_opened(regular), "Document")),
        Cut("Document", BOLD, _named(bold, "Document Bold")),
        Cut("Field", REGULAR, _named(_with_syllabics(_kept(_opened(regular), TYPED)), "Field")),
    )


def _with_syllabics(font: TTFont) -> TTFont:
    from fontTools.merge import Merger  # type: ignore[import-untyped]
    from fontTools.merge import Options

    options = Options(drop_tables=["BASE", "STAT", "gasp"])
    merged = Merger(options).merge([io.BytesIO(_bytes(font)), SYLLABICS])
    merged["head"].modified, merged.recalcTimestamp = font["head"].modified, False
    return merged


def _kept(font: TTFont, letters: Iterable[int]) -> TTFont:
    from fontTools import subset  # type: ignore[import-untyped]

    options = subset.Options()
    # Kerning would cost seven seconds a build, and the eye hardly sees it at these sizes.
    options.drop_tables += ["FFTM", "GDEF", "GPOS", "GSUB"]
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = list(SHOWN_NAMES)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=letters)
    cutter.subset(font)
    return font


def _weighing(font: TTFont, weight: int) -> TTFont:
    from fontTools.varLib import instancer  # type: ignore[import-untyped]

    return instancer.instantiateVariableFont(font, {WEIGHT: weight}, inplace=True)


def _named(font: TTFont, name: str) -> bytes:
    """The licence keeps the font's own name for the whole font; a cut has another."""
    for record in font["name"].names:
        record.string = name.replace(" ", "") if record.nameID in (3, 6) else name
    return _bytes(font)


def _opened(data: bytes, *, number: int = -1) -> TTFont:
    """`number`: which font of a collection."""
    from fontTools.ttLib import TTFont

    return TTFont(io.BytesIO(data), recalcTimestamp=False, fontNumber=number)


def _bytes(font: TTFont) -> bytes:
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()
