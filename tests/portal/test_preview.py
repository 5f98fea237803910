"""The preview as editors start it outlives whatever they save, and says what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.portal.handbook import lay_out_project
from tests.support.portal.preview import Preview
from tests.support.portal.preview import previewing

CONTACT, REGION = "content/pages/en/contact.md", "content/regions/halton/region.yml"
HEADING = "# Contact us"
BROKEN: dict[str, tuple[str, str, str | None, str]] = {
    "a link to no page": (CONTACT, HEADING, f"{HEADING}\n\n[Fax](fax.md)", "leads nowhere"),
    "no front matter": (CONTACT, "---\ntitle:", "title:", "front matter is missing"),
    "an if without its end": (CONTACT, HEADING, "{% if no %}\n# Us", "is never ended"),
    "a filter that is none": (CONTACT, HEADING, "# {{ 1|no }}", "No filter named"),
    "letters of another code": (CONTACT, HEADING, "# Caf\udce9", "not UTF-8"),
    "a page that is gone": (CONTACT, HEADING, None, "no English twin"),
    "rows that are no YAML": (REGION, "code: HAL", "code: [HAL", "Not valid YAML"),
    "a region that is gone": (REGION, "code: HAL", None, "is missing"),
}
"""What is saved over what, None for a file that is deleted; and what the browser then says."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_out_project(tmp_path_factory.mktemp("preview") / "one-story")


@pytest.fixture(scope="module")
def preview(project: Path) -> Iterator[Preview]:
    with previewing(project, "make preview") as running:
        running.shows("/en/contact/", "Contact us")
        yield running


@contextmanager
def broken(path: Path, old: str, new: str | None) -> Iterator[None]:
    """Saved over, or deleted; good again afterwards."""
    good = path.read_text(encoding="utf-8")
    assert old in good
    try:
        if new is None:
            path.unlink()
        else:
            path.write_text(good.replace(old, new, 1), encoding="utf-8", errors="surrogateescape")
        yield
    finally:
        path.write_text(good, encoding="utf-8")


@pytest.mark.parametrize("name", BROKEN)
def test_a_mistake_is_shown_in_the_browser_until_it_is_mended(
    project: Path, preview: Preview, name: str
) -> None:
    file, old, new, said = BROKEN[name]
    with broken(project / file, old, new):
        preview.shows("/en/contact/", "Not built yet", said, Path(file).name)
    preview.shows("/en/contact/", "Contact us")
    preview.shows_no_longer("/fr/contact/", "Not built yet")


def test_a_mistake_that_is_made_again_is_told_again_where_the_preview_was_started(
    project: Path, preview: Preview
) -> None:
    said = preview.log.read_text().count("`fax.md` leads nowhere")
    file, old, new, _ = BROKEN["a link to no page"]
    for more in (1, 2):
        with broken(project / file, old, new):
            preview.shows("/en/contact/", "Not built yet")
        preview.shows("/en/contact/", "Contact us")
        assert preview.log.read_text().count("`fax.md` leads nowhere") == said + more
