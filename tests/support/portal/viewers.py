"""Ways in which people fill in, print and flatten a form: each by the real program."""

from __future__ import annotations

import base64
import subprocess
import warnings
from collections.abc import Mapping
from html import escape
from pathlib import Path

import pikepdf
import pypdfium2
from PIL import Image
from playwright.sync_api import Browser
from pypdfium2 import raw

from tests.support.machine import TOOLS

DOTS = 144
PIXELS = DOTS / 72
PDFJS = TOOLS / "node_modules" / "pdfjs-dist"
ADDRESS = "http://viewer.test/"
PAGE = """<!doctype html><title>viewer</title><script type="module">
import * as pdfjs from "./build/pdf.mjs"
pdfjs.GlobalWorkerOptions.workerSrc = "./build/pdf.worker.mjs"
window.pdfjs = pdfjs
</script>"""
FILL = """async ([data, values]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))
  const file = await pdfjs.getDocument({
    data: bytes, standardFontDataUrl: "./standard_fonts/", cMapUrl: "./cmaps/", wasmUrl: "./wasm/",
  }).promise
  const pictures = []
  for (let number = 1; number <= file.numPages; number++) {
    const page = await file.getPage(number)
    for (const field of await page.getAnnotations()) {
      const value = values[field.fieldName]
      if (value !== undefined) file.annotationStorage.setValue(field.id, { value })
    }
    const viewport = page.getViewport({ scale: SCALE })
    const canvas = document.createElement("canvas")
    canvas.width = viewport.width
    canvas.height = viewport.height
    await page.render({
      canvas, viewport, intent: "print", annotationMode: pdfjs.AnnotationMode.ENABLE_STORAGE,
      printAnnotationStorage: file.annotationStorage.print,
    }).promise
    pictures.push(canvas.toDataURL("image/png").split(",")[1])
  }
  const saved = await file.saveDocument()
  let text = ""
  for (const byte of saved) text += String.fromCharCode(byte)
  return [btoa(text), pictures]
}""".replace("SCALE", str(PIXELS))

Values = Mapping[str, str | bool]
"""What is typed into fields, and which boxes are ticked."""


def set_values(form: Path, filled: Path, values: Values) -> Path:
    """As a program does that knows nothing of looks."""
    with pikepdf.open(form) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            value = values.get(str(field.T))
            if isinstance(value, str):
                field.V = pikepdf.String(value)
            elif value:
                field.V = field.AS = pikepdf.Name.on
        pdf.save(filled)
    return filled


def type_in_pdfium(form: Path, filled: Path, values: Values) -> Path:
    """Key by key and click by click, as in Chrome; then saved."""
    document = pypdfium2.PdfDocument(form)
    document.init_forms()
    keys = document.formenv.raw
    with pikepdf.open(form) as pdf:
        for page, drawn in zip(pdf.pages, document, strict=True):
            for field in page.get("/Annots", []):
                value = values.get(str(field.get("/T", "")))
                if value is not None:
                    _press(keys, drawn, [float(edge) for edge in field.Rect], value)
    document.save(filled)
    return filled


def _press(keys: object, page: pypdfium2.PdfPage, box: list[float], value: str | bool) -> None:
    left, bottom, right, top = box
    ticks = isinstance(value, bool)
    place = ((left + right) / 2, (bottom + top) / 2) if ticks else (left + 4, top - 5)
    if value:
        raw.FORM_OnLButtonDown(keys, page.raw, 0, *place)
        raw.FORM_OnLButtonUp(keys, page.raw, 0, *place)
        for letter in "" if ticks else str(value):
            raw.FORM_OnChar(keys, page.raw, 13 if letter == "\n" else ord(letter), 0)
        raw.FORM_ForceToKillFocus(keys)


def fill_in_pdfjs(browser: Browser, form: Path, filled: Path, values: Values) -> list[Image.Image]:
    """Filled in and saved by the viewer of Firefox; gives what it prints."""
    page = browser.new_page()
    page.route(f"{ADDRESS}**", lambda route: route.fulfill(**_answer(route.request.url)))
    page.goto(ADDRESS)
    page.wait_for_function("window.pdfjs")
    data = base64.b64encode(form.read_bytes()).decode()
    saved, pictures = page.evaluate(FILL, [data, dict(values)])
    page.close()
    filled.write_bytes(base64.b64decode(saved))
    folder = filled.parent
    shown = []
    for number, picture in enumerate(pictures, 1):
        path = folder / f"{filled.stem}-printed-{number}.png"
        path.write_bytes(base64.b64decode(picture))
        shown.append(Image.open(path).convert("L"))
    return shown


def _answer(url: str) -> dict[str, str | bytes]:
    name = url.removeprefix(ADDRESS)
    if not name:
        return {"body": PAGE, "content_type": "text/html"}
    kind = "text/javascript" if name.endswith(".mjs") else "application/octet-stream"
    return {"body": (PDFJS / name).read_bytes(), "content_type": kind}


def fill_and_flatten_in_pdftk(form: Path, flat: Path, values: Values, *options: str) -> Path:
    """By a list of values, as offices do that fill in many."""
    rows = "".join(
        f'<field name="{escape(name)}"><value>{"on" if value is True else escape(str(value))}'
        "</value></field>"
        for name, value in values.items()
        if value
    )
    data = flat.with_suffix(".xfdf")
    data.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><xfdf xmlns="http://ns.adobe.com/xfdf/">'
        f"<fields>{rows}</fields></xfdf>",
        encoding="utf-8",
    )
    _run("pdftk", form, "fill_form", data, "output", flat, "flatten", *options)
    return flat


def flatten_in_pdftk(filled: Path, flat: Path) -> Path:
    _run("pdftk", filled, "output", flat, "flatten")
    return flat


def flatten_in_qpdf(filled: Path, flat: Path) -> Path:
    _run("qpdf", "--flatten-annotations=all", filled, flat)
    return flat


def flatten_in_pikepdf(filled: Path, flat: Path) -> Path:
    with pikepdf.open(filled) as pdf, warnings.catch_warnings():
        warnings.simplefilter("ignore", pikepdf.PageCopyWarning)  # of fields left empty
        pdf.flatten_annotations("all")
        pdf.save(flat)
    return flat


def draw_in_poppler(path: Path) -> list[Image.Image]:
    """As Evince, Okular and most Linux printers do."""
    stem = path.with_suffix("")
    _run("pdftoppm", "-gray", "-png", "-r", DOTS, path, stem)
    pictures = sorted(stem.parent.glob(f"{stem.name}-[0-9].png"))
    return [Image.open(picture).convert("L") for picture in pictures]


def draw_in_pdfium(path: Path) -> list[Image.Image]:
    """As Chrome and Edge do."""
    document = pypdfium2.PdfDocument(path)
    document.init_forms()
    return [
        page.render(scale=PIXELS, may_draw_forms=True).to_pil().convert("L") for page in document
    ]


def _run(*words: object) -> None:
    subprocess.run([str(word) for word in words], check=True, capture_output=True)
