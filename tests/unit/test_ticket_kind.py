"""What the confirmation's address says of a request; whoever may ask has a letter there."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from intake_app.referral import Who
from intake_app.ticket_kind import KINDS
from intake_app.ticket_kind import Kind
from intake_app.ticket_kind import split_kind
from intake_app.ticket_kind import with_kind
from tests.support.changed_service import MODEL
from tests.support.changed_service import Change
from tests.support.changed_service import assert_named
from tests.support.changed_service import below
from tests.support.changed_service import told

KIND_PY = "intake_app/ticket_kind.py"
NEW_WAY = below(MODEL, '    I_WILL_CONTACT = "i-will-contact"\n', '    VIDEO = "video"\n')
READ = """
import json
from intake_app.ticket_kind import Kind
found = {letters: Kind.read(letters) for letters in ("v", "Vy", "vhn", "x")}
print(json.dumps({letters: kind and (kind.reach, kind.in_call) for letters, kind in found.items()}))
"""


def test_the_kind_of_contact_stands_behind_the_ticket_and_another_letter_does_not() -> None:
    asked = {"": Who.PARENT, "h": Who.FRIEND, "y": Who.YOUNG_PERSON}
    for (reach, letter), (who, person), unnamed in product(
        KINDS.items(), asked.items(), (False, True)
    ):
        behind = letter + who + "n" * unnamed
        kind = Kind(reach, voices=person.voices, unnamed=unnamed)
        assert split_kind(with_kind("ticket", behind)) == ("ticket", kind)
        in_call = replace(kind, in_call=True)
        assert split_kind(f"ticket.{behind.capitalize()}") == ("ticket", in_call)
    for unknown in ("x", "px", "hp", "phh", "pnh", "pN", "h", ""):
        assert with_kind("ticket", unknown) == "ticket"
        assert split_kind(f"ticket.{unknown}") == (f"ticket.{unknown}", Kind())


def test_a_new_way_of_contact_is_read_by_its_letter(tmp_path: Path) -> None:
    lettered = (KIND_PY, 'Reach.I_WILL_CONTACT: "w"', 'Reach.I_WILL_CONTACT: "w", Reach.VIDEO: "v"')
    found = told(tmp_path, [NEW_WAY, lettered], READ)
    assert found == {
        "v": ["video", False],
        "Vy": ["video", True],
        "vhn": ["video", False],
        "x": None,
    }


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        pytest.param(
            [NEW_WAY], r"ticket_kind\.py, KINDS: .*video has no letter", id="a way without letter"
        ),
        pytest.param(
            [(KIND_PY, 'Reach.TEXT: "t"', 'Reach.TEXT: "p"')],
            r"ticket_kind\.py, KINDS: .*text has no letter of its own", id="two ways of one letter",
        ),
        pytest.param(
            [NEW_WAY], r"ask\.yml: .*video.*ask\.received\.next_video", id="a way not told of"
        ),
        pytest.param(
            [NEW_WAY], r"ask\.yml: .*video.*ask\.status\.wait_video", id="a way not waited for"
        ),
        pytest.param(
            [(KIND_PY, ', "y": Who.YOUNG_PERSON', "")],
            r"ticket_kind\.py, WHO_ASKED: .*young-person.*letter", id="who has no letter",
        ),
        pytest.param(
            [below(MODEL, '    CONTACT_ME = "contact-me"\n', '    CHAT = "chat"\n')],
            r"model\.py, ConsentWording: .*consent chat.*`of_kind`", id="a consent without text",
        ),
    ],
)  # fmt: skip
def test_what_the_confirmation_cannot_say_stops_the_start(
    tmp_path: Path, changes: list[Change], fault: str
) -> None:
    assert_named(tmp_path, changes, fault)
