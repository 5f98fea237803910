"""What the build takes for a promise that no setting stands behind."""

from __future__ import annotations

import pytest

from intake_app.catalog import Text
from portal.promises import promise_faults

PROMISES = [
    "We call within 2 working days.",
    "We call within one business day.",
    "We call within two hours.",
    "We call within 3 weeks.",
    "We will call you tomorrow.",
    "We call you by the next working day.",
    "We guarantee an answer.",
    "We answer immediately.",
    "We answer promptly.",
    "We answer within 2 days.",
    "We reply in 48 hours.",
    "You will hear from us the next morning.",
    "We will call you ASAP.",
    "Nous appelons d’ici deux jours ouvrables.",
    "Nous appelons dans les 24 heures.",
    "Nous appelons d’ici trois semaines.",
    "Nous appelons en moins de 2 heures.",
    "Nous appelons dès demain.",
    "Nous appelons le prochain jour ouvrable.",
    "Nous appelons immédiatement.",
    "Nous vous répondrons le lendemain.",
    "Nous communiquerons avec vous sous deux jours.",
]
NONE = [
    "We call as soon as we can.",
    "We call within {days:working day|working days}.",
    "We cannot promise you a place in a service.",
    "The law says we must tell a children’s aid society right away.",
    "It takes about five minutes.",
    "The code works for 7 days.",
    "Bring your card the same day.",
    "Nous appelons d’ici {days:jour ouvrable|jours ouvrables}.",
    "Nous appellerons dès que possible.",
]


@pytest.mark.parametrize("said", PROMISES)
def test_a_time_without_its_setting_is_a_fault_with_place_and_cure(said: str) -> None:
    (fault,) = promise_faults({}, {"ask.next": Text(said, "Oui.")})
    assert fault.place == "content/words: ask.next (en)"
    assert "is promised without a setting of the region." in fault.problem
    assert fault.cure.startswith(("Name the setting, like `promise.", "Leave it out"))


@pytest.mark.parametrize("said", NONE)
def test_what_is_no_promise_passes(said: str) -> None:
    assert promise_faults({}, {"ask.next": Text(said, said)}) == []
