"""Puts the region's facts into the Markdown of a page, strictly, and says plainly what is wrong."""

from __future__ import annotations

import re
import traceback
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

import jinja2
from jinja2.sandbox import SandboxedEnvironment

from intake_app.errors import Fault
from portal import facts
from portal.promises import promised

BLOCK = re.compile(r"\{%-?\s*(end)?(if|for|set|macro|filter|call)\b[^%]*%\}")
LONGEST = 300_000
"""Characters of a page, far above any that ships. More would keep the build for minutes."""
CURE = "Check the `{{ … }}` and `{% … %}` on this line."
GUARD = "Ask first: `{% if … %}`, then the sentence, then `{% endif %}`."


class NotKnown(ValueError):
    """A page prints a fact that its region has not supplied."""


class NotWords(ValueError):
    """A page prints a thing of several parts."""


def _printable(value: object) -> object:
    """What Jinja prints; a sentence with a hole in it is never printed."""
    if value is None or value == "":
        raise NotKnown("this region has not supplied it")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise NotWords
    return facts.escaped(value)


class _Pages(SandboxedEnvironment):
    """Nothing that a page says has to be multiplied; a slip of it would fill the memory."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, _context: object, operator: str, _left: object, _right: object) -> object:
        raise ValueError(f"pages do not reckon with `{operator}`")


@lru_cache(maxsize=1)
def environment() -> jinja2.Environment:
    """Jinja as pages use it: unknown names are faults, and facts cannot become markup."""
    jinja = _Pages(
        undefined=jinja2.StrictUndefined,
        finalize=_printable,
        keep_trailing_newline=True,
        # `{#` begins an anchor in Markdown: `## Heading {#anchor}`.
        comment_start_string="{##",
        comment_end_string="##}",
    )
    jinja.filters["counted"] = promised
    return jinja


@lru_cache(maxsize=1024)
def _compiled(path: str, source: str) -> jinja2.Template:
    """Remembered, which spares a preview 90 ms of the second that all checks take."""
    jinja = environment()
    code = jinja.compile(source, filename=path)
    return jinja2.Template.from_code(jinja, code, jinja.globals)


def fill(path: Path, source: str, names: Mapping[str, object], faults: list[Fault]) -> str | None:
    """The Markdown with every name filled in; None after a fault, which is added to `faults`."""
    try:
        filled = _compiled(str(path), source).render(names)
        if len(filled) <= LONGEST:
            return filled
        problem = f"This page would have {len(filled):,} characters."
        faults.append(Fault(f"{path}:1", problem, "Look for a loop, or write two pages."))
    except jinja2.TemplateSyntaxError as error:
        faults.append(_syntax_fault(path, source, error))
    except jinja2.TemplateRuntimeError as error:
        faults.append(_name_fault(f"{path}:{_line(error, path)}", str(error.message), names))
    except NotKnown as error:
        place = f"{path}:{_line(error, path)}"
        faults.append(Fault(place, f"A fact is printed that is not there: {error}.", GUARD))
    except NotWords as error:
        place = f"{path}:{_line(error, path)}"
        cure = "Name one of its parts, like `{{ lead_agency.name }}`; docs/editor.md lists them."
        faults.append(Fault(place, "This name has several parts, and is no text.", cure))
    except (TypeError, ValueError, ArithmeticError, LookupError) as error:
        place = f"{path}:{_line(error, path)}"
        told = f": {error}" if isinstance(error, ValueError | ArithmeticError) else ""
        faults.append(Fault(place, f"This cannot be worked out{told}.", CURE))
    except RecursionError:
        faults.append(Fault(f"{path}:1", "This page fills in itself.", "Take the loop out."))
    return None


def _syntax_fault(path: Path, source: str, error: jinja2.TemplateSyntaxError) -> Fault:
    opened = _unclosed(source)
    if opened and "end of template" in str(error.message):
        line, word = opened
        cure = f"Write `{{% end{word} %}}` where it ends."
        return Fault(f"{path}:{line}", f"`{{% {word} … %}}` is never ended.", cure)
    lines = source.splitlines()[error.lineno - 1 : error.lineno]
    if re.search("[“”‘’]", "".join(lines)) and "char" in str(error.message):
        cure = 'Type straight quotes (") inside `{{ … }}` and `{% … %}`.'
        return Fault(f"{path}:{error.lineno}", "Curly quotes stand in a name.", cure)
    if "unknown tag" in str(error.message).lower():
        tag = re.search(r"'(\w+)'", str(error.message))
        problem = f"`{{% {tag[1] if tag else '…'} %}}` is not known, or nothing was begun."
        return Fault(f"{path}:{error.lineno}", problem, "Known are if, elif, else, endif, for.")
    problem = f"`{{{{ … }}}}` or `{{% … %}}` cannot be read here: {error.message}."
    return Fault(f"{path}:{error.lineno}", problem.replace("..", "."), CURE)


def _unclosed(source: str) -> tuple[int, str] | None:
    """Line and word of the innermost block that was begun and not ended."""
    open_blocks: list[tuple[int, str]] = []
    for found in BLOCK.finditer(source):
        if not found[1]:
            open_blocks.append((source.count("\n", 0, found.start()) + 1, found[2]))
        elif open_blocks:
            open_blocks.pop()
    return open_blocks[-1] if open_blocks else None


def _name_fault(place: str, message: str, names: Mapping[str, object]) -> Fault:
    known = f"Known names: {', '.join(sorted(names))}."
    if found := re.search(r"has no attribute '(\w+)'", message):
        problem = f"There is no `.{found[1]}` in what stands before it."
        return Fault(place, problem, f"docs/editor.md lists what there is. {known}")
    if found := re.fullmatch(r"'(\w+)' is undefined", message):
        close = get_close_matches(found[1], names, n=1)
        hint = f"Did you mean `{close[0]}`? " if close else ""
        return Fault(place, f"`{found[1]}` is no name that pages know.", hint + known)
    return Fault(place, "This name cannot be used on a page.", known)


def _line(error: Exception, path: Path) -> int:
    frames = traceback.extract_tb(error.__traceback__)
    return next((frame.lineno or 1 for frame in reversed(frames) if frame.filename == str(path)), 1)
