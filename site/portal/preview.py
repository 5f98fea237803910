"""What `mkdocs serve` shows an editor besides the pages: faults in the browser, and both languages.

Nothing of this is ever published: a build for families does not call it.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from html import escape
from logging import getLogger
from pathlib import Path

from mkdocs.utils import DuplicateFilter

from intake_app.errors import Fault

SIDE_BY_SIDE = "both"
STYLE = (
    "body{font:1.1rem/1.5 sans-serif;margin:2rem}li{max-width:60rem;margin:0 0 1rem}"
    "code{font-weight:700}iframe{width:49%;height:85vh;border:1px solid #999}"
)
HEAD = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
PAGE = HEAD + "<style>{style}</style></head><body><h1>{title}</h1>{body}</body></html>"


def write_faults(site: Path, faults: Iterable[Fault]) -> None:
    """Every page shows the faults, until they are mended and the pages are built anew."""
    rows = "".join(
        f"<li><code>{escape(fault.place)}</code><br>{escape(fault.problem)}<br>"
        f"{escape(fault.cure)}</li>"
        for fault in faults
    )
    body = f"<p>Mend this, save, and the pages come back by themselves.</p><ul>{rows}</ul>"
    text = PAGE.format(title="Not built yet", style=STYLE, body=body)
    for path in [*site.rglob("*.html"), site / "index.html"]:
        path.write_text(text, encoding="utf-8")


def write_both_languages(site: Path, addresses: Iterable[str]) -> None:
    """Each page in English beside the same in French: /both/contact/."""
    pages = [address.removeprefix("en/") for address in addresses if address.startswith("en/")]
    for page in pages:
        frames = "".join(
            f'<iframe src="/{language}/{page}" title="{language}"></iframe> '
            for language in ("en", "fr")
        )
        _write(site / SIDE_BY_SIDE / page / "index.html", f"/{page}", frames)
    links = "".join(f'<li><a href="/{SIDE_BY_SIDE}/{page}">/{page}</a></li>' for page in pages)
    _write(site / SIDE_BY_SIDE / "pages.html", "English beside French", f"<ul>{links}</ul>")


def _write(path: Path, title: str, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = PAGE.format(title=escape(title), style=STYLE, body=body)
    path.write_text(text, encoding="utf-8")


def never_stuck(
    build: Callable[..., None], site: Callable[[], Path], told: Callable[[], list[Fault]]
) -> Callable[..., None]:
    """The generator's own build, after which there is always something to look at."""

    def build_or_tell(*arguments: object, **options: object) -> None:
        told().clear()
        _tell_again()
        try:
            build(*arguments, **options)
        except (Exception, SystemExit):  # it has said which; `told` holds the faults
            write_faults(site(), told())

    return build_or_tell


def _tell_again() -> None:
    """The generator says each thing once while it runs; a mistake may be made again."""
    for heard in getLogger("mkdocs.commands.build").filters:
        if isinstance(heard, DuplicateFilter):
            heard.msgs.clear()
