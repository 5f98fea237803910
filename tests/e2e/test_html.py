"""The Nu HTML checker finds neither errors nor warnings in what really travels."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page
from playwright.sync_api import Response

from tests.support.browsers.states import form_states
from tests.support.browsers.visitor import Visitor
from tests.support.checker import complaints
from tests.support.demo import Demo


def test_every_page_of_the_portal_is_valid(demo: Demo):
    found = complaints(demo.portal)
    assert found == [], "\n".join(found)


def test_every_state_of_the_form_is_valid(page: Page, visitor: Visitor, tmp_path: Path):
    answers: list[Response] = []

    def note(response: Response) -> None:
        if response.request.is_navigation_request() and response.status != 303:
            answers.append(response)

    page.on("response", note)
    for number, state in enumerate(form_states(visitor)):
        name = "".join(letter if letter.isalnum() else "-" for letter in state)
        (tmp_path / f"{number:02}-{name}.html").write_bytes(answers[-1].body())
    found = complaints(*tmp_path.glob("*.html"))
    assert found == [], "\n".join(found)
