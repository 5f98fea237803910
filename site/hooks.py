"""Every MkDocs event that the portal uses, and all code that knows MkDocs.

Each event hands on to package `portal`, which is plain functions. MkDocs keeps hooks in memory:
restart `mkdocs serve` after a change here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

import jinja2
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

from intake_app import shell
from intake_app.dates import at
from intake_app.errors import Fault
from intake_app.errors import OneStoryError
from portal import artifacts
from portal import build_time
from portal import page_finishing
from portal import preview
from portal import rendering
from portal import report
from portal import sources
from portal import stale_facts
from portal.leaflets.pages import leaflet_names
from portal.markdown_pages import address_of
from portal.site_model import load_site_model

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page


@contextmanager
def _faults_stop_the_build() -> Iterator[None]:
    try:
        yield
    except OneStoryError as error:
        raise PluginError(str(error)) from error


EPOCH = "SOURCE_DATE_EPOCH"
GIVEN = os.environ.get(EPOCH)
"""As the caller set it: what is written below is for libraries that put a time into files."""

FAULTS: list[Fault] = []
"""Of the last build that failed, for the preview."""


def on_startup(command: str, **_: Any) -> None:
    os.environ["PORTAL_COMMAND"] = command
    report.listen()


def on_serve(server: Any, config: MkDocsConfig, **_: Any) -> None:
    """The preview answers after a fault too, and shows it."""
    server.watch(str(shell.TEMPLATES))
    server.builder = preview.never_stuck(
        server.builder, lambda: Path(config.site_dir), lambda: FAULTS
    )


def on_build_error(error: Exception, **_: Any) -> None:
    FAULTS.extend(report.faults_of(error))
    for fault in report.faults_of(error):
        report.tell(report.LineKind.FAULT, fault)


def on_config(config: MkDocsConfig) -> None:
    config.docs_dir = str(Path(config.docs_dir) / "pages")
    made_on = build_time.content_day(_content(config), GIVEN)
    os.environ[EPOCH] = GIVEN or f"{at(made_on, 12).timestamp():.0f}"
    with _faults_stop_the_build():
        config.extra["articles"] = {}
        config.extra["book"] = load_site_model(
            _content(config), made_on=made_on, **_choices(config.extra)
        )


def on_files(files: Files, config: MkDocsConfig) -> None:
    _leave_out_theme_assets(files, config)
    _lay_regional_pages_over(files, config)
    book = config.extra["book"]
    for file in [one for one in files if one.src_uri not in book.pages]:
        files.remove(file)  # its day has not come
    forms = (uri for uri, page in book.pages.items() if page.form)
    for uri in (*forms, *book.leaflets.pages):
        files.append(File.generated(config, uri, content=""))


def on_env(env: jinja2.Environment, **_: Any) -> None:
    env.autoescape, env.trim_blocks, env.lstrip_blocks = True, True, True
    env.undefined = jinja2.StrictUndefined
    env.loader = jinja2.ChoiceLoader([env.loader, jinja2.FileSystemLoader(shell.TEMPLATES)])


def on_page_markdown(_: str, page: Page, config: MkDocsConfig, **__: Any) -> str:
    """Nothing is left for the generator to render: `portal.markdown_pages` has done it."""
    if page.file.src_uri in config.extra["book"].leaflets.pages:
        page.meta = {"title": page.file.src_uri, "template": "leaflet.html"}
        return ""
    source = config.extra["book"].pages[page.file.src_uri]
    page.meta = {"title": source.about.title, "template": f"{source.about.template}.html"}
    return ""


def on_page_content(html: str, page: Page, config: MkDocsConfig, **_: Any) -> str:
    if page.file.src_uri in config.extra["book"].leaflets.pages:
        return html
    with _faults_stop_the_build():
        finished = rendering.finished_content(config.extra["book"], page.file.src_uri)
    config.extra["articles"][page.file.src_uri] = finished
    return finished


def on_page_context(context: Any, page: Page, config: MkDocsConfig, **_: Any) -> Any:
    book, uri = config.extra["book"], page.file.src_uri
    if uri in book.leaflets.pages:
        return {**context, **leaflet_names(book, uri)}
    names = rendering.page_names(book, uri, page.content or "")
    return {**context, **names}


def on_template_context(context: Any, template_name: str, config: MkDocsConfig) -> Any:
    return {**context, **rendering.template_names(config.extra["book"])}


def on_post_build(config: MkDocsConfig) -> None:
    with _faults_stop_the_build():
        site, model = Path(config.site_dir), config.extra["book"]
        artifacts.write_data(site, model)
        page_finishing.finish_site(site, model, _stylesheets(config))
        artifacts.write_redirects(site, model)
        # Last: printing takes longest, and nothing is printed for pages that have faults.
        artifacts.print_documents(site, model, config.extra["articles"])
        if os.environ.get("PORTAL_COMMAND") == "serve":
            preview.write_both_languages(site, map(address_of, model.pages))
            return  # facts to check are told by `make portal`, and not at each change
    for fact in (*stale_facts.facts_to_check(model), *model.leaflets.to_check):
        report.tell(report.LineKind.TO_CHECK, fact)


def _choices(extra: Any) -> dict[str, Any]:
    demo_rows = Path(extra["demo_rows"]) if extra["demo_rows"] else None
    return {
        "slug": extra["region"],
        "demo_rows": demo_rows,
        "public_url": extra["public_url"],
        "today": build_time.build_day(GIVEN),
        "has_documents": _is_printing(extra)
        and artifacts.can_print(may_do_without=bool(demo_rows)),
    }


def _is_printing(extra: Any) -> bool:
    """An editor who looks at pages with `mkdocs serve` needs no PDFs."""
    return bool(extra["documents"]) and os.environ.get("PORTAL_COMMAND") != "serve"


def _content(config: MkDocsConfig) -> Path:
    """content/, as it is called from the project's own folder: faults name files that way."""
    folder = Path(config.docs_dir).parent
    root = Path(config.config_file_path).parent
    return folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else root / folder


def _leave_out_theme_assets(files: Files, config: MkDocsConfig) -> None:
    docs = Path(config.docs_dir)
    for file in list(files):
        if not file.abs_src_path or not Path(file.abs_src_path).is_relative_to(docs):
            files.remove(file)


def _lay_regional_pages_over(files: Files, config: MkDocsConfig) -> None:
    region = config.extra["region"]
    folder = _content(config) / "regions" / region / "pages"
    for uri in sources.regional_sources(_content(config), region):
        if uri in files.src_uris:
            files.remove(files.src_uris[uri])
        files.append(File(uri, str(folder), config.site_dir, config.use_directory_urls))


def _stylesheets(config: MkDocsConfig) -> list[Path]:
    """Material's, then the shell's and the portal's own over it."""
    own, material = (Path(folder) / "assets" for folder in config.theme.dirs[:2])
    theirs = sorted((material / "stylesheets").glob("main.*.css"))
    return [*theirs, shell.STYLESHEET, own / "one-story.css"]
