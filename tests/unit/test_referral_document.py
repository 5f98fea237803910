"""referral.json keeps to its published schema, whatever was answered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from intake_app.reference import new_reference
from intake_app.referral import SCHEMA
from intake_app.referral import Referral
from intake_app.referral import Who
from intake_app.referral import published_schemas
from intake_app.referral import to_json
from intake_app.referral.published_schemas import TODAY
from intake_app.referral.published_schemas import copy_of
from tests.support import referrals
from tests.support.referrals import METADATA

VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
FROZEN = {
    "referral.schema.1.json": "3b1d7b53a9e0becba9e4abee2e64a329255675aaae146c5896694188569171f3",
    "referral.schema.2.json": "2bbde77a501554483f57f2094ede418c23b12f9b2b19cc194e5ea549de141532",
}
"""What was published of older versions, by its hash. Whoever raises a version adds to it."""
GROWN = """\
The schema is not that of its version any more. Raise VERSION in its module; only what CHANGELOG.md
calls not released yet may change without. Then write its copy: python -m portal schemas."""
CONTACTS = [
    referrals.BY_PHONE,
    referrals.BY_TEXT,
    referrals.BY_EMAIL,
    referrals.BY_THEMSELVES,
    replace(referrals.BY_EMAIL, others_read_email=None, do_not_contact="Mum"),
]


def document(referral: Referral) -> dict[str, object]:
    return to_json(
        referral,
        number=METADATA.number,
        reference=new_reference(),
        accepted_at=METADATA.accepted_at,
    )


def part(referral: Referral, name: str) -> Mapping[str, object]:
    found = document(referral)[name]
    assert isinstance(found, dict)
    return found


def test_the_schema_is_a_valid_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("contact", CONTACTS)
def test_every_way_of_contact_keeps_to_the_schema(contact: referrals.SafeContact) -> None:
    VALIDATOR.validate(document(referrals.reached(contact)))


@pytest.mark.parametrize("contact", CONTACTS)
@pytest.mark.parametrize("who", Who)
@pytest.mark.parametrize("taken", [replace, referrals.in_call])
def test_whoever_asks_in_whatever_way_keeps_to_the_schema(
    who: Who, contact: referrals.SafeContact, taken: Callable[[Referral], Referral]
) -> None:
    told = document(taken(referrals.asked_by(who, contact)))
    VALIDATOR.validate(told)
    assert ("helper" in told) == (who in referrals.HELPED)


def test_a_helper_says_no_more_than_they_typed() -> None:
    assert part(referrals.asked_by(Who.FRIEND), "helper") == {
        "agreed_how": "in-person",
        "agreed_when": "Sunday",
        "wants_told": False,
    }


def test_two_children_of_one_age_are_two() -> None:
    assert part(referrals.FULLEST, "child")["other_ages"] == ["0-5", "0-5"]


def test_what_was_published_of_older_versions_stays_as_it_was() -> None:
    today = {f"{name}.schema.json" for name in TODAY}
    old = {name: text for name, text in published_schemas().items() if name not in today}
    assert {name: hashlib.sha256(old[name].encode()).hexdigest() for name in old} == FROZEN


@pytest.mark.parametrize("name", TODAY)
def test_a_schema_grows_with_its_version(name: str) -> None:
    version, schema = TODAY[name]
    copy = copy_of(name, version)
    assert copy.exists(), GROWN
    assert json.loads(copy.read_text(encoding="utf-8")) == schema, GROWN


def test_the_shortest_request_keeps_to_the_schema() -> None:
    VALIDATOR.validate(document(referrals.SHORTEST))


def test_questions_left_open_are_left_out_and_no_is_an_answer() -> None:
    assert "place" not in document(referrals.SHORTEST)
    assert part(referrals.SHORTEST, "help") == {"not_sure": False}
    assert part(referrals.SHORTEST, "contact")["may_say_who"] is False


def test_what_was_typed_is_there_exactly() -> None:
    assert document(referrals.FULLEST)["name"] == referrals.NAME
    assert part(referrals.FULLEST, "help")["own_words"] == referrals.HOSTILE
    assert part(referrals.FULLEST, "help")["going_well"] == referrals.ONE_LONG_LINE


@pytest.mark.parametrize(
    "change",
    [
        {"contact": {"reach": "i-will-contact", "phone": "613-555-0123"}},
        {"contact": {"reach": "phone", "may_leave_message": True, "may_say_who": True}},
        {"number": "147"},
        {"health_card": "1234"},
        {"name": ""},
    ],
)
def test_the_schema_refuses_what_a_request_never_holds(change: dict[str, object]) -> None:
    assert not VALIDATOR.is_valid(document(referrals.FULLEST) | change)
