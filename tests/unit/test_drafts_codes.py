"""Codes for finishing later, as people type them."""

from __future__ import annotations

import pytest

from intake_app.drafts import read_code


@pytest.mark.parametrize(
    "typed",
    [
        "7K3M 9QXT 2VBN H4RP 01ZC",
        "7k3m9qxt2vbnh4rp01zc",
        " 7K3M-9QXT-2VBN-H4RP-OIZC ",
        "7k3m\u20139qxt 2vbn.h4rp_olzc",
        "７Ｋ３Ｍ 9qxt 2vbn\th4rp oLzc",
    ],
)
def test_a_code_may_be_typed_as_people_type(typed: str) -> None:
    assert read_code(typed) == "7K3M9QXT2VBNH4RP01ZC"


@pytest.mark.parametrize(
    "typed", ["", "7K3M", "7K3M9QXT2VBNH4RP01ZU", "7" * 21, "é" * 20, "\ud800"]
)
def test_what_cannot_be_a_code_is_known_at_once(typed: str) -> None:
    assert read_code(typed) is None
