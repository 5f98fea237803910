"""Every state in the table keeps every rule of the form, in both languages and both regions.

`Page` and `Visitor.page`, through which each state came, hold it to more: the header set, one
first heading that is the title, labels, no script, nothing loaded from elsewhere.
"""

from __future__ import annotations

import gzip
import re
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from intake_app.catalog import french_spacing
from intake_app.catalog import load_texts
from intake_app.catalog.words import FOR_YOUNG
from intake_app.journey import QUESTIONS
from intake_app.journey import STEPS
from intake_app.routes.pages import WORDED
from intake_app.security.compression import LEVEL
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
NO_SCREENS = {"base.html", "parts.html", "staff.html", "training.html"}
"""What other templates are made of; so are `screens`, one for each step."""
WEIGHT_LIMIT = 14 * 1024
ERROR_FIRST = ("Error:", "Erreur\u00a0:")
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
    assert fragments == {*QUESTIONS, "call", "trap"}


def test_every_worded_status_has_a_row_and_every_error_is_told_in_one() -> None:
    pages = {state.status for state in STATES if state.template == "error.html"}
    assert pages == set(WORDED)
    keys = (key for key in load_texts(PROJECT / "content") if key.startswith("errors."))
    texts = {key for key in keys if not key.endswith(FOR_YOUNG)}  # told in test_young.py
    told = {key for state in STATES for key in state.says}
    assert {key for key in texts if not NOT_TOLD.fullmatch(key)} == told


def test_no_two_rows_have_one_name() -> None:
    assert len({state.name for state in STATES}) == len(STATES)


def test_a_state_is_what_its_row_says(page: Page, visitor: Visitor, state: State) -> None:
    assert page.status == state.status
    assert page.heading == visitor.say(state.heading)
    spoken = "\n".join([*page.errors(), *page.notices()])
    for key in state.says:
        text = re.sub(r"\\{.+?\\}", ".+?", re.escape(visitor.say(key)))
        assert re.search(text, spoken), key
    if not state.says:
        assert spoken == ""
    if state.step:
        place = visitor.say("ask.step.place", number=STEPS.index(state.step) + 1, count=len(STEPS))
        assert place in page.text or "one-page" in page.action
    assert "{" not in page.text


def test_a_state_says_error_first_and_takes_the_focus_there(
    page: Page, visitor: Visitor, state: State
) -> None:
    prefix = french_spacing(visitor.say("errors.prefix"))
    errors = page.errors()
    assert page.title.startswith(prefix) is bool(errors)
    focused = [part.get("id") for part in page.root.iter() if "autofocus" in part.attrib]
    first = ["who-parent"] if state.name == "form, in a call" else []
    assert focused == (["errors"] if errors else first)
    if errors:
        shows_its_summary(page)


def shows_its_summary(page: Page) -> None:
    """First in main but for the way back; each link leads to a field that says its error."""
    parts = page.root.findall(".//main/div[1]/*")
    (summary, *_) = [part for part in parts if part.get("class") != "way"]
    assert (summary.get("id"), summary.get("role"), summary.get("tabindex")) == (
        "errors", "alert", "-1",
    )  # fmt: skip
    fields = {field.get("id"): field for field in page.fields()}
    for link in summary.iter("a"):
        tells_its_error(page, fields[link.get("href", "")[1:]], page.words_of(link))


def tells_its_error(page: Page, field: Element, told: str) -> None:
    """A group's name holds what is wrong with it; any other field is described by it."""
    message = f"{field.get('name')}-error"
    (beside,) = [part for part in page.root.iter() if part.get("id") == message]
    complaint = page.words_of(beside)
    assert complaint.startswith(ERROR_FIRST)
    assert told.endswith(complaint.partition(":")[2].strip())
    if field.get("type") == "radio":
        assert beside in set(legend_of(page, field).iter()), f"{message} is not heard at its group"
    else:
        assert message in (field.get("aria-describedby") or "").split()
        assert field.get("aria-invalid") == "true"


def legend_of(page: Page, field: Element) -> Element:
    """The name of the nearest group that a field stands in."""
    parents = {child: parent for parent in page.root.iter() for child in parent}
    group = parents[field]
    while group.tag != "fieldset":
        group = parents[group]
    legend = group.find("legend")
    assert legend is not None
    return legend


def test_the_first_heading_comes_first_and_no_level_is_left_out(page: Page) -> None:
    """The summary of errors stands before it, and so its title is no heading."""
    levels = [
        int(part.tag[1]) for part in page.root.iter() if re.fullmatch("h[1-6]", str(part.tag))
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_every_notice_names_somebody_to_call(page: Page, visitor: Visitor) -> None:
    agency = visitor.region.lead_agency
    whom = agency.phone.said(visitor.language) if agency.phone else "9-8-8"
    alerts = [part for part in page.root.iter() if part.get("role") == "alert"]
    for notice in (alert for alert in alerts if alert.get("id") != "errors"):
        assert whom in page.words_of(notice)


def test_whoever_is_sent_to_one_of_these_numbers_finds_them_there(
    page: Page, visitor: Visitor
) -> None:
    sent = visitor.say("ask.no_phone", agency=visitor.region.lead_agency.name[visitor.language])
    for parent in page.root.iter():
        parts = list(parent)
        for place, part in enumerate(parts):
            if part.tag == "p" and page.words_of(part) == sent:
                (following,) = parts[place + 1 : place + 2]
                assert following.tag == "ul"
                numbers = page.words_of(following)
                assert all(
                    line.phone.said(visitor.language) in numbers
                    for line in visitor.region.crisis_lines
                )


def test_a_number_stays_on_one_line(page: Page) -> None:
    """Wherever a number stands in our own words it is a link or marked; both never break."""
    for part in page.root.iter():
        if part.get("class") in ("phone", "unbroken", "reference") or part.tag in (
            "title",
            "input",
            "textarea",
        ):
            continue
        if part.get("class") in ("error", "summary") or part.tag == "a":
            continue  # an example of how to write one
        own = [part.text or "", *(child.tail or "" for child in part)]
        assert not [text for text in own if re.search(r"\d{3}-\d{4}", text)], part.tag


def test_a_form_that_is_found_is_told_of_before_all_else(
    gallery: Gallery, region_slug: str, language: Language
) -> None:
    (found,) = [state for state in STATES if state.name == "start, a form is here"]
    page = gallery.page(region_slug, language, found)
    column = page.root.findall(".//main/div[1]/*")
    assert column[0].tag == "h1"
    assert "note" in (column[1].get("class") or "")
    assert column[1].find(".//form[@id='fresh']") is not None


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
