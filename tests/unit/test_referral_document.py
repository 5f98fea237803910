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
from intake_app.referral import schema
from intake_app.referral import to_json
from tests.support import referrals
from tests.support.referrals import METADATA

VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
PUBLISHED = {
    1: "e986f4f932205b79181ed984940cf865157e94b22a21f9c2b609030cd9f5e916",
    2: "7fc801d382bb4e2a436ed7c3efdc6d2896bbe5d0f936daaf8fd0970c5a6f2781",
}
"""What was published, by a hash of its JSON with sorted names."""
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


@pytest.mark.parametrize("version", [1, 2])
def test_an_older_schema_stays_as_it_was(version: int) -> None:
    text = json.dumps(schema(version), sort_keys=True)
    assert hashlib.sha256(text.encode()).hexdigest() == PUBLISHED[version]


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
