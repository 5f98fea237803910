"""Whoever asks: what they must say, what they may say, and what staff then read of it."""

from __future__ import annotations

import pytest

from intake_app.questions import SCREENS
from tests.support.form.answers import FRIEND
from tests.support.form.answers import HELPER
from tests.support.form.site import Site
from tests.support.form.visitor import Visitor

OWN = tuple(question.name for question in SCREENS[0].questions if question.name != "who")
"""What is asked of helpers alone."""
WAYS: dict[str, dict[str, str]] = {
    "phone": {"reach": "phone", "phone": "613-555-0123"},
    "text": {"reach": "text", "text_phone": "613-555-0123"},
    "email": {"reach": "email", "email": "zoe@example.com"},
    "call themselves": {"reach": "i-will-contact"},
}
PHONE = {"helper_phone": "905-555-0145"}
EMAIL = {"helper_email": "amelie@example.com"}
NO_CONTACT = {"helper_phone": "", "helper_email": ""}
TOLD = {"tell_helper": "yes"}
# Who asks, what else they say, and what is then missing.
ASKING: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "a parent": ({"who": "parent"}, ()),
    "a young person": ({"who": "young-person"}, ()),
    "a parent, with a helper's answers left over": ({**HELPER, "who": "parent"}, ()),
    "a friend, the least": (FRIEND, ()),
    "a friend with a name": ({**FRIEND, "helper_name": "Rose"}, ()),
    "a friend with a phone": ({**FRIEND, **PHONE}, ()),
    "a friend with e-mail, to be told": ({**FRIEND, **EMAIL, **TOLD}, ()),
    "a friend to be told, out of reach": ({**FRIEND, **TOLD}, ("helper_phone.to_be_told",)),
    "a friend who says nothing": (
        {"who": "friend"},
        ("family_agrees.missing", "agreed_how.missing", "agreed_when.missing"),
    ),
    "a worker, the least": (HELPER, ()),
    "a worker by e-mail alone": ({**HELPER, **NO_CONTACT, **EMAIL}, ()),
    "a worker with both, to be told": ({**HELPER, **EMAIL, **TOLD}, ()),
    "a worker out of reach": ({**HELPER, **NO_CONTACT}, ("helper_phone.missing",)),
    "a worker to be told, out of reach": (
        {**HELPER, **NO_CONTACT, **TOLD},
        ("helper_phone.missing",),
    ),
    "a worker who says nothing": (
        {"who": "worker"},
        (
            "family_agrees.missing",
            "agreed_how.missing",
            "agreed_when.missing",
            "helper_name.missing",
            "organisation.missing",
            "helper_phone.missing",
        ),
    ),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("asking", ASKING)
def test_each_who_asks_says_what_is_needed_of_them_and_no_more(
    neighbour: Visitor, asking: str, way: str
) -> None:
    typed, missing = ASKING[asking]
    page = neighbour.go_on(**{**WAYS[way], **typed})
    assert page.errors() == [neighbour.say(f"errors.{key}") for key in missing]


@pytest.mark.parametrize("asking", [name for name, (_, missing) in ASKING.items() if not missing])
def test_staff_read_of_a_helper_what_the_helper_said(
    neighbour: Visitor, halton: Site, asking: str
) -> None:
    typed, _ = ASKING[asking]
    assert neighbour.send(**typed).status_code == 303
    told = halton.last_request()
    if typed["who"] not in ("friend", "worker"):
        assert "helper" not in told
        return
    helper = told["helper"]
    assert (helper["agreed_how"], helper["agreed_when"]) == ("by-phone", typed["agreed_when"])
    assert helper["wants_told"] is ("tell_helper" in typed)
    assert helper.get("name") == typed.get("helper_name")
    assert ("phone" in helper) is bool(typed.get("helper_phone"))
    assert ("email" in helper) is bool(typed.get("helper_email"))
    assert told["contact"]["phone"] == "613-555-0123", "the family's own, never the helper's"


def test_nobody_who_asks_for_themselves_is_asked_about_a_helper(visitor: Visitor) -> None:
    page = visitor.go_on(who="parent")
    assert page.errors() == []
    assert [name for name in OWN if visitor.say(f"ask.{name}.label") in page.text] == []


def test_an_age_for_each_child_arrives_in_order(neighbour: Visitor, halton: Site) -> None:
    ages = ["12-15", "", "0-5", "0-5", "martian"]
    neighbour.send(more_children="yes", other_ages=ages)
    child = halton.last_request()["child"]
    assert child["other_ages"] == ["12-15", "0-5", "0-5"]
    assert (child["age_band"], child["more_children"]) == ("6-11", True)
