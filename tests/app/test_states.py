"""Every state in the table keeps every rule of the form, in both languages and both regions.

`Page` and `Visitor.page`, through which each state came, hold it to more: the header set, one
first heading that is the title, labels, no script, nothing loaded from elsewhere.
"""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from intake_app.catalog import french_spacing
from intake_app.catalog import load_texts
from intake_app.journey import QUESTIONS
from intake_app.journey import STEPS
from intake_app.routes.pages import WORDED
from intake_app.security.headers import WITH_HTTPS
from intake_app.security.weight import LEVEL
from tests.support.checker import complaints
from tests.support.form.gallery import Gallery
from tests.support.form.gallery import State
from tests.support.form.states import STATES
from tests.support.form.visitor import Page
from tests.support.form.visitor import Visitor
from tests.support.portal.reading import blocks_of
from tests.support.portal.reading import reading_level
from tests.support.project import PROJECT

TEMPLATES = PROJECT / "intake_app" / "templates"
NO_SCREENS = {"base.html", "parts.html"}
"""What other templates are made of; so are `screens`, one for each step."""
WEIGHT_LIMIT = 14 * 1024
GRADE_AT_MOST = 6.0
EASE_AT_LEAST = 70.0
WORDS_AT_MOST = 15.0
NOT_TOLD = re.compile(r"errors\.(page\..*|prefix|summary_.*|next|home|form)")
"""Words around errors, which say no error themselves."""


@pytest.fixture(params=STATES, ids=lambda state: state.name)
def state(request: pytest.FixtureRequest) -> State:
    found: State = request.param
    return found


@pytest.fixture
def page(gallery: Gallery, region_slug: str, language: Language, state: State) -> Page:
    return gallery.page(region_slug, language, state)


@pytest.fixture(scope="module")
def look(gallery: Gallery) -> bytes:
    """The stylesheet, which is the same everywhere."""
    return gallery.stylesheet("halton", "en")[1]


@pytest.fixture
def visitor(gallery: Gallery, region_slug: str, language: Language) -> Visitor:
    return gallery.house(region_slug, language).visitor()


def test_every_template_has_a_row() -> None:
    files = {file.name for file in TEMPLATES.glob("*.html")}
    assert {state.template for state in STATES} == files - NO_SCREENS


def test_every_step_has_a_row_with_and_without_errors() -> None:
    assert {state.step for state in STATES if state.step and not state.says} == set(STEPS)
    assert {state.step for state in STATES if state.step and state.says} == set(STEPS)
    fragments = {file.stem for file in (TEMPLATES / "screens").glob("*.html")}
    assert fragments == {*QUESTIONS, "trap"}


def test_every_worded_status_has_a_row_and_every_error_is_told_in_one() -> None:
    pages = {state.status for state in STATES if state.template == "error.html"}
    assert pages == set(WORDED)
    texts = {key for key in load_texts(PROJECT / "content") if key.startswith("errors.")}
    told = {key for state in STATES for key in state.says}
    assert {key for key in texts if not NOT_TOLD.fullmatch(key)} == told


def test_no_two_rows_have_one_name() -> None:
    assert len({state.name for state in STATES}) == len(STATES)


def test_a_state_is_what_its_row_says(page: Page, visitor: Visitor, state: State) -> None:
    assert page.status == state.status
    assert page.heading == visitor.say(state.heading)
    spoken = "\n".join([*page.errors(), *page.notices()])
    for key in state.says:
        text = re.sub(r"\\{\w+\\}", r"\\S+", re.escape(visitor.say(key)))
        assert re.search(text, spoken), key
    if not state.says:
        assert spoken == ""
    if state.step:
        place = visitor.say("ask.step.place", number=STEPS.index(state.step) + 1, count=len(STEPS))
        assert place in page.text or "one-page" in page.action
    assert "{" not in page.text


def test_a_state_is_private_and_carries_the_header_set(page: Page) -> None:
    headers = page.response.headers
    for name, value in WITH_HTTPS:
        assert headers.getlist(name) == [value]
    assert headers["Cache-Control"] == "no-store"
    assert "noindex" in headers["X-Robots-Tag"]
    assert page.response.mimetype == "text/html"


def test_a_state_says_error_first_and_takes_the_focus_there(page: Page, visitor: Visitor) -> None:
    prefix = french_spacing(visitor.say("errors.prefix"))
    errors = page.errors()
    assert page.title.startswith(prefix) is bool(errors)
    focused = [part.get("id") for part in page.root.iter() if "autofocus" in part.attrib]
    assert focused == (["errors"] if errors else [])
    if errors:
        shows_its_summary(page)


def shows_its_summary(page: Page) -> None:
    """First in main but for the way back; each link leads to a field that says its error."""
    parts = list(page.root.find(".//main/div") or ())
    (summary, *_) = [part for part in parts if part.get("class") != "way"]
    assert (summary.get("id"), summary.get("role"), summary.get("tabindex")) == (
        "errors", "alert", "-1",
    )  # fmt: skip
    fields = {field.get("id"): field for field in page.fields()}
    for link in summary.iter("a"):
        field = fields[link.get("href", "")[1:]]
        message = f"{field.get('name')}-error"
        (beside,) = [part for part in page.root.iter() if part.get("id") == message]
        assert page.words_of(beside).split(" ")[-1] in page.words_of(link)
        # A field is described by what is wrong with it; the name of a group holds it.
        named = [part.get("aria-describedby") or "" for part in page.root.iter()]
        in_legend = any(beside in legend.iter() for legend in page.root.iter("legend"))
        assert in_legend or any(message in ids.split() for ids in named)


def test_a_state_travels_in_14_kilobytes_with_its_stylesheet(page: Page, look: bytes) -> None:
    links = [link for link in page.root.iter("link") if link.get("rel") == "stylesheet"]
    assert len(links) == 1
    travels = (look, page.response.data)
    assert sum(len(gzip.compress(part, LEVEL)) for part in travels) <= WEIGHT_LIMIT


def test_a_state_is_plain_to_read(page: Page, language: Language) -> None:
    level = reading_level(blocks_of(page.response.text), language)
    assert level.words_per_sentence <= WORDS_AT_MOST, level
    if language == "en":
        assert level.score <= GRADE_AT_MOST, level
    else:
        assert level.score >= EASE_AT_LEAST, level


def test_every_state_is_valid(gallery: Gallery, region_slug: str, tmp_path: Path) -> None:
    for language in LANGUAGES:
        for number, state in enumerate(STATES):
            name = re.sub(r"\W+", "-", state.name)
            html = gallery.page(region_slug, language, state).response.data
            (tmp_path / f"{language}-{number:03}-{name}.html").write_bytes(html)
    found = complaints(*tmp_path.glob("*.html"))
    assert found == [], "\n".join(found)
