"""Reads every page: front matter, then the region's facts into the Markdown, strictly.

All faults of all pages are found in one go, each with its file and line.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import jinja2
from jinja2.sandbox import SandboxedEnvironment

from intake_app.catalog import Language
from intake_app.catalog import Words
from intake_app.errors import Fault
from portal import documents
from portal import facts
from portal import frontmatter
from portal import sources
from portal.documents import Document
from portal.frontmatter import FrontMatter
from portal.promises import promised
from portal.sources import Sources

Facts = Mapping[Language, Mapping[str, object]]


@dataclass(frozen=True)
class SourcePage:
    """A page, ready for the Markdown renderer."""

    uri: str
    path: Path
    language: Language
    about: FrontMatter
    markdown: str
    form: Document | None = None
    """The form that this page shows, in place of Markdown."""


def form_pages(words: Mapping[Language, Words], path: Path) -> dict[str, SourcePage]:
    """A page for each form that can be printed; its words stand in the file at `path`."""
    return {
        uri: _form_page(uri, path, words[language], form)
        for language in words
        for uri, form in documents.form_pages(language).items()
    }


def _form_page(uri: str, path: Path, words: Words, form: Document) -> SourcePage:
    about = FrontMatter(
        title=words(f"documents.{form.name}.title"),
        description=words(f"documents.{form.name}.about"),
        template="main",
        audience="provider" if "/providers/" in uri else "family",
        first_line=1,
    )
    return SourcePage(uri, path, words.language, about, "", form)


def environment() -> jinja2.Environment:
    """Jinja as pages use it: unknown names are faults, and facts cannot become markup."""
    jinja = SandboxedEnvironment(
        undefined=jinja2.StrictUndefined,
        finalize=facts.escaped,
        keep_trailing_newline=True,
        # `{#` begins an anchor in Markdown: `## Heading {#anchor}`.
        comment_start_string="{##",
        comment_end_string="##}",
    )
    jinja.filters["counted"] = promised
    return jinja


def read_pages(pages: Sources, names: Facts, faults: list[Fault]) -> dict[str, SourcePage]:
    """Every page by its address; what is wrong is added to `faults`."""
    faults += sources.language_faults(pages) + sources.address_faults(pages)
    jinja = environment()
    read = {}
    for uri, path in pages.items():
        page = _read_page(uri, path, names, jinja, faults)
        if page is not None:
            read[uri] = page
    return read


def _read_page(
    uri: str, path: Path, names: Facts, jinja: jinja2.Environment, faults: list[Fault]
) -> SourcePage | None:
    language: Language = "fr" if uri.startswith("fr/") else "en"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        faults.append(Fault(f"{path}:1", "This file is not UTF-8 text.", "Save it as UTF-8."))
        return None
    about, markdown = frontmatter.split(path, text, faults)
    # The front matter's lines stay as blank ones, so that Jinja counts the lines of the file.
    padding = "\n" * (about.first_line - 1)
    filled = _fill(path, padding + markdown, names.get(language), jinja, faults)
    return SourcePage(uri, path, language, about, filled.lstrip("\n"))


def _fill(
    path: Path,
    source: str,
    names: Mapping[str, object] | None,
    jinja: jinja2.Environment,
    faults: list[Fault],
) -> str:
    if names is None:
        return source
    try:
        code = jinja.compile(source, filename=str(path))
        template = jinja2.Template.from_code(jinja, code, jinja.globals)
        return template.render(names)
    except jinja2.TemplateSyntaxError as error:
        cure = "Check the `{{ … }}` and `{% … %}` on this line."
        faults.append(Fault(f"{path}:{error.lineno}", f"{error.message}.", cure))
    except jinja2.TemplateRuntimeError as error:
        known = ", ".join(sorted(names))
        problem = f"Unknown name: {error.message}."
        faults.append(Fault(f"{path}:{_line(error, path)}", problem, f"Known names: {known}."))
    except (TypeError, ValueError, ArithmeticError) as error:
        cure = "Check the `{{ … }}` on this line."
        faults.append(
            Fault(f"{path}:{_line(error, path)}", f"Cannot be worked out: {error}.", cure)
        )
    return ""


def _line(error: Exception, path: Path) -> int:
    frames = traceback.extract_tb(error.__traceback__)
    return next((frame.lineno or 1 for frame in reversed(frames) if frame.filename == str(path)), 1)
