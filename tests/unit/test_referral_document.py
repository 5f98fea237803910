"""referral.json keeps to its published schema, whatever was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from intake_app.reference import new_reference
from intake_app.referral import SCHEMA
from intake_app.referral import Referral
from intake_app.referral import to_json
from tests.support import referrals
from tests.support.referrals import METADATA

VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
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
