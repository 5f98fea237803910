"""HTML in, PDF bytes out, the same bytes each time. WeasyPrint is known here and nowhere else.

Nothing is fetched: styles, fonts and pictures are handed over. What WeasyPrint calls an error (a
picture that it cannot have) stops the build; what it warns of is told as advice, see `report`.
"""

from __future__ import annotations

import io
import logging
import math
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import redirect_stderr
from contextlib import redirect_stdout
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

from intake_app.errors import ContentFaults
from intake_app.errors import Fault
from intake_app.errors import OneStoryError
from portal import machine
from portal.documents.fields import finish_fields
from portal.documents.fonts import Cut
from portal.documents.fonts import cuts
from portal.documents.fonts import script_cuts

if TYPE_CHECKING:
    from weasyprint import CSS  # type: ignore[import-untyped]
    from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]
    from weasyprint.urls import URLFetcher  # type: ignore[import-untyped]

NO_PANGO = (
    "PDFs need the library pango, which this machine lacks. On Debian: "
    f"{machine.command(machine.packages_of(machine.DOCUMENTS))}"
)


class DocumentsUnavailable(OneStoryError):
    """This machine cannot make PDFs; the message says how to cure it."""


class DocumentFault(ContentFaults):
    """A document came out, but not as it should."""

    @classmethod
    def of(cls, place: str, problem: str, cure: str) -> DocumentFault:
        """One fault. `place` names the document until its page is known."""
        return cls([Fault(place, problem, cure)])


def check_machine() -> None:
    """Raises DocumentsUnavailable when the libraries behind WeasyPrint are not there."""
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):  # it says much
            import weasyprint  # noqa: F401 - loads pango, which may be missing or too old
    except (OSError, AttributeError) as error:
        raise DocumentsUnavailable(NO_PANGO) from error


def prepare(*more: tuple[Path | None, frozenset[str]]) -> None:
    """Cuts the fonts now, so that processes forked from this one need not.

    `more` are fonts of the machine, each with the letters that will be needed.

    Nothing of pango's may begin here: from version 1.52 on it looks for fonts in a thread of its
    own, and a forked process would wait for ever for a thread that it does not have.
    """
    cuts()
    for path, letters in more:
        script_cuts(path, letters)


@lru_cache(maxsize=64)
def print_html(
    html: str, styles: str, *, fillable: bool = False, faces: tuple[Cut, ...] = ()
) -> bytes:
    """A tagged PDF. `html` must name its language and title; `fillable` makes inputs work.

    `faces` are fonts besides the documents' own.

    Remembered, so that `mkdocs serve` prints again only what has changed.
    """
    from weasyprint import HTML

    fonts, own, fetcher = _workshop()
    with _errors_are_faults():
        sheets = [own, *(_sheet(_font_face(face)) for face in faces), _sheet(styles)]
        options = {"pdf_variant": "pdf/ua-1", "pdf_forms": fillable}
        page = HTML(string=html, url_fetcher=fetcher)
        document = page.render(font_config=fonts, stylesheets=sheets, **options)
        _check_limits(document)
        printed: bytes = document.write_pdf(finisher=finish_fields, **options)
    return printed


def _check_limits(document: Any) -> None:
    """What ends at the mark `end-x` stands above the mark `limit-x` of the same page, whole."""
    for number, page in enumerate(document.pages, 1):
        heights = {name: place[1] for name, place in page.anchors.items()}
        for limit in (name for name in heights if name.startswith("limit-")):
            panel = limit.removeprefix("limit-")
            # What does not fit at all is left out, and its mark with it.
            if heights.get(f"end-{panel}", math.inf) > heights[limit]:
                raise DocumentFault.of(
                    f"“{document.metadata.title}”",
                    f"On side {number} the text of the panel `{panel}` is too long.",
                    "Shorten its page.",
                )


@lru_cache(maxsize=1)
def _workshop() -> tuple[FontConfiguration, CSS, URLFetcher]:
    """The fonts, made known to pango once, and a fetcher that opens no file and no address."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    fonts, fetcher = FontConfiguration(), URLFetcher(allowed_protocols=("data",))
    with _errors_are_faults():
        own = "".join(map(_font_face, cuts()))
        return fonts, CSS(string=own, font_config=fonts, url_fetcher=fetcher), fetcher


@lru_cache(maxsize=32)
def _sheet(styles: str) -> CSS:
    """Read once for all documents that wear it; a font is made known to pango once."""
    from weasyprint import CSS

    fonts, _, fetcher = _workshop()
    return CSS(string=styles, font_config=fonts, url_fetcher=fetcher)


def _font_face(cut: Cut) -> str:
    return (
        f'@font-face {{ font-family: "{cut.family}"; font-weight: {cut.weight};'
        f" src: url(data:font/ttf;base64,{b64encode(cut.data).decode()}) }}"
    )


@contextmanager
def _errors_are_faults() -> Iterator[None]:
    log, heard = logging.getLogger("weasyprint"), _Heard()
    log.addHandler(heard)
    try:
        yield
    finally:
        log.removeHandler(heard)
    if heard.lines:
        cure = "Mend what it names, in the page or in site/documents."
        raise DocumentFault([Fault("A document", f"{line}.", cure) for line in heard.lines])


class _Heard(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage().removesuffix("."))
