"""The fields of a form, so that every viewer shows and prints what is typed and ticked.

WeasyPrint leaves it to the viewer how a field looks, and viewers differ: poppler draws no tick,
PDFium takes letters from another font. What each of them needs was found by trying them.
"""

from __future__ import annotations

from typing import Any

import pydyf  # type: ignore[import-untyped]

FONT = "Webdings"
"""PDFium draws letters outside Windows-1252, such as the Vietnamese ones, with a font of the
machine, or not at all, unless the field's font is named like a font of signs."""
LINE_SIZE = 11
SHRINKS = 0
"""A size that viewers choose: text that does not fit gets smaller."""
SEVERAL_LINES = 1 << 12
DO_NOT_SCROLL = 1 << 23
"""A line takes only what it can show, where the viewer knows how."""
CHECK_MARK = "4"
"""Of ZapfDingbats, which every viewer has."""


def finish_fields(document: Any, pdf: Any) -> None:
    """WeasyPrint's finisher: runs when all objects are there, before they are written."""
    form = pdf.catalog.get("AcroForm")
    if form is None:
        return
    # With it, viewers throw away how a ticked box looks and draw their own, or nothing.
    del form["NeedAppearances"]
    form["DR"] = pydyf.Dictionary({"Font": _fonts(document, pdf)})
    empty = _empty_box(pdf)
    for field in [one for one in pdf.objects if _is_field(one)]:
        field["Rect"] = _upright(field["Rect"])
        if field["FT"] == "/Btn":
            _finish_box(field, pdf, empty)
        else:
            _finish_text(field)


def _is_field(thing: Any) -> bool:
    return isinstance(thing, dict) and thing.get("Subtype") == "/Widget"


def _fonts(document: Any, pdf: Any) -> Any:
    """The font of what is typed, and the two that viewers expect of every form."""
    (name,) = {font.hash for font in document.fonts.values() if font.used_in_forms}
    (page_fonts,) = (one for one in pdf.objects if isinstance(one, dict) and name in one)
    own = page_fonts.pop(name)  # no page writes with it
    text = {"Type": "/Font", "Subtype": "/Type1", "BaseFont": "/Helvetica"}
    helvetica = pydyf.Dictionary({**text, "Encoding": "/WinAnsiEncoding"})
    signs = pydyf.Dictionary({**text, "BaseFont": "/ZapfDingbats"})
    for font in (helvetica, signs):
        pdf.add_object(font)
    return pydyf.Dictionary({FONT: own, "Helv": helvetica.reference, "ZaDb": signs.reference})


def _upright(corners: list[float]) -> Any:
    """Lower left first: some viewers look for nothing else."""
    left, right = sorted((corners[0], corners[2]))
    bottom, top = sorted((corners[1], corners[3]))
    return pydyf.Array([round(edge, 3) for edge in (left, bottom, right, top)])


def _finish_text(field: Any) -> None:
    flags = int(field.get("Ff", 0))
    size = SHRINKS if flags & SEVERAL_LINES else LINE_SIZE
    field["DA"] = pydyf.String(f"/{FONT} {size} Tf {_colour(field['DA'].string.decode())}")
    field["Ff"] = flags if flags & SEVERAL_LINES else flags | DO_NOT_SCROLL


def _colour(look: str) -> str:
    """`/a1.0 gs 0.08 0.14 0.16 rg /F 12 Tf` -> `0.08 0.14 0.16 rg`: no state of the page's."""
    words = look.split()
    end = words.index("rg")
    return " ".join(words[end - 3 : end + 1])


def _finish_box(field: Any, pdf: Any, empty: Any) -> None:
    ticked = pdf.objects[int(field["AP"]["N"]["on"].split()[0])]
    colour = _colour(b" ".join(ticked.stream).decode())
    ticked.stream = [b"q", *(part for part in ticked.stream if not part.endswith(b" gs")), b"Q"]
    ticked.extra["Resources"] = pydyf.Dictionary()
    field["AP"]["N"]["Off"] = empty.reference
    field["DA"] = pydyf.String(f"/ZaDb {SHRINKS} Tf {colour}")
    field["MK"] = pydyf.Dictionary({"CA": pydyf.String(CHECK_MARK)})
    field["BS"] = pydyf.Dictionary({"W": 0})
    del field["Border"]


def _empty_box(pdf: Any) -> Any:
    extra = {"Type": "/XObject", "Subtype": "/Form", "BBox": pydyf.Array([0, 0, 8, 8])}
    empty = pydyf.Stream([], extra)
    pdf.add_object(empty)
    return empty
