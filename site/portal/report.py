"""What a build tells: faults, which stop it; advice of libraries, which does not; facts to check.

The site generator runs in a process of its own, and so may the printing. All of them write to the
file that PORTAL_REPORT names, one line of JSON each; without it, advice goes to standard error.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import traceback
import warnings
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TextIO

import jinja2

from intake_app.errors import Fault
from intake_app.errors import FaultsFound
from intake_app.errors import OneStoryError

FILE = "PORTAL_REPORT"
SITE = Path(__file__).resolve().parents[1]
BUILD = "The build"
BROKE_OFF = "This is a fault of the program: tell whoever looks after it."
NO_ACCESS = "Is the disk full, and may this user read and write there?"
TOLD_AS_FAULTS = ("mkdocs", "properdocs", "weasyprint")
"""Their errors end the build, and are told then; their warnings are advice."""


class LineKind(StrEnum):
    """How a line is called when a person reads it."""

    FAULT = "Fault"
    ADVICE = "Advice"
    TO_CHECK = "To check"


def tell(kind: LineKind, text: object) -> None:
    """One line, whatever the text. Without a report the generator shows faults by itself."""
    line = " ".join(str(text).split())
    path = os.environ.get(FILE)
    if path:
        with Path(path).open("a", encoding="utf-8") as report:
            report.write(f"{json.dumps([kind, line])}\n")
    elif kind is not LineKind.FAULT:
        sys.stderr.write(f"{kind}: {line}\n")


def read(path: Path) -> dict[LineKind, tuple[str, ...]]:
    """What was told, each thing once, in order."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {
        kind: tuple(dict.fromkeys(text for of, text in rows if of == kind)) for kind in LineKind
    }


def listen(generator: str = "mkdocs") -> None:
    """From now on, what any library warns of is told as advice, and stops nothing."""
    warnings.showwarning = _tell_warning
    logging.getLogger().addHandler(_Advice())
    if os.environ.get(FILE):  # else it shows its own warnings
        logging.getLogger(generator).addHandler(_Advice())


class _Advice(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno < logging.ERROR or not record.name.startswith(TOLD_AS_FAULTS):
            tell(LineKind.ADVICE, f"{record.name}: {record.getMessage()}")


def _tell_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    tell(LineKind.ADVICE, f"{category.__name__}: {message} ({_shown(filename)}:{lineno})")


def faults_of(error: BaseException) -> tuple[Fault, ...]:
    """What ended the build, whoever raised it: each thing with its place, problem and cure."""
    chain = list(_causes(error))
    for one in chain:
        if isinstance(one, FaultsFound):
            return one.faults
        if isinstance(one, OneStoryError):
            return (Fault(BUILD, str(one), ""),)
    return (_unexpected(chain[-1]),)


def _unexpected(error: BaseException) -> Fault:
    said = str(error).removesuffix(".") or "no reason given"
    if isinstance(error, jinja2.TemplateSyntaxError):
        return Fault(f"{_shown(error.filename)}:{error.lineno}", f"{said}.", "Mend the template.")
    if isinstance(error, OSError):
        return file_fault(error)
    return Fault(_place(error), f"{type(error).__name__}: {said}.", BROKE_OFF)


def file_fault(error: OSError) -> Fault:
    """A file that could not be read or written."""
    return Fault(_shown(error.filename), f"{error.strerror or error}.", NO_ACCESS)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    # What another process hands over as a cause is the text of its traceback.
    while error is not None and type(error).__name__ != "_RemoteTraceback":
        yield error
        error = error.__cause__


def _place(error: BaseException) -> str:
    """The innermost line of this project that led there, template or code; else the last line."""
    frames = traceback.extract_tb(error.__traceback__)
    places = (Path.cwd() / SITE.name, SITE)
    ours = [at for at in frames if any(Path(at.filename).is_relative_to(one) for one in places)]
    return next((f"{_shown(at.filename)}:{at.lineno}" for at in reversed(ours or frames)), BUILD)


def _shown(filename: object) -> str:
    """As it is called from the project's own folder."""
    if not isinstance(filename, str):
        return BUILD
    for root in (Path.cwd(), SITE.parent):
        if Path(filename).is_relative_to(root):
            return Path(filename).relative_to(root).as_posix()
    return filename
