"""A street or a whole postal code is shown to who typed it once more, and never kept."""

from __future__ import annotations

from base64 import urlsafe_b64decode

import pytest

from intake_app.drafts import Draft
from intake_app.routes.services import KEY
from tests.support.form.visitor import SITE
from tests.support.form.visitor import Page
from tests.support.form.walker import Walker

STREET = "12 Elm Street, Burlington L7R 3X4"


def _draft(walker: Walker) -> Draft:
    assert walker.cookie
    drafts = walker.client.application.extensions[KEY].drafts
    found = drafts.open(urlsafe_b64decode(walker.cookie + "="))
    assert isinstance(found, Draft)
    return found


def _place(page: Page) -> str:
    return page.typed().get("place", "")


def test_a_street_is_shown_once_with_what_to_do_and_rests_in_no_draft(walker: Walker) -> None:
    answer = walker.press(walker.walk("place"), "continue", lives_in_region="yes", place=STREET)
    assert _draft(walker).fields.get("place") is None
    page = walker.follow(answer)
    assert page.errors() == [walker.say("errors.place.street")]
    assert _place(page) == STREET
    once_more = walker.client.get(answer.location, base_url=SITE)
    assert _place(walker.follow(once_more)) == ""


def test_it_stays_in_the_page_through_another_language_and_more_time(walker: Walker) -> None:
    page = walker.walk("place")
    for button in ("switch", "keep"):
        answer = walker.press(page, button, lives_in_region="yes", place=STREET)
        assert _draft(walker).fields.get("place") is None
        page = Page(walker.client.get(answer.location, base_url=SITE))
        assert (_place(page), page.errors()) == (STREET, [])


@pytest.mark.parametrize(
    ("typed", "kept"), [("K6V 5T1", ("K6V",)), ("Delta K0E 1G0", ("Delta K0E",)), (STREET, None)]
)
def test_beside_another_fault_only_three_characters_are_kept(
    walker: Walker, typed: str, kept: tuple[str, ...] | None
) -> None:
    page = walker.walk("place")
    walker.press(page, "continue", lives_in_region="", place=typed)
    assert _draft(walker).fields.get("place") == kept


def test_a_code_for_later_opens_no_street(walker: Walker) -> None:
    page = walker.walk("place")
    walker.press(page, "later", lives_in_region="yes", place=STREET)
    assert _draft(walker).fields.get("place") is None
    assert _draft(walker).fields["lives_in_region"] == ("yes",)
