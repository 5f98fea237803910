"""What the words around a number make of it: not to be called, of old, a door's, of two places."""

from __future__ import annotations

import pytest

from intake_app.telephone import NotDialled
from intake_app.telephone import read_telephone

# What is dialled, and what is left for people to read.
CALLED = {
    # A no that is not about the number.
    "905-555-0123 no messages, please": ("+1-905-555-0123", "no messages, please"),
    "ne pas dire qui 905-555-0123": ("+1-905-555-0123", "ne pas dire qui"),
    "not after 9, 905-555-0123": ("+1-905-555-0123", "not after 9"),
    "pas avant 17 h 905-555-0123": ("+1-905-555-0123", "pas avant 17 h"),
    "if not, call 905-555-0123": ("+1-905-555-0123", "if not, call"),
    "parent 905-555-0123": ("+1-905-555-0123", "parent"),
    "n° 905-555-0123": ("+1-905-555-0123", "n°"),
    "call 289-555-0145 not 905-555-0123": ("+1-289-555-0145", "call, not 905-555-0123"),
    "905-555-0123 don't call after 9": ("+1-905-555-0123", "don't call after 9"),
    "905-555-0123 ne pas appeler avant 17 h": ("+1-905-555-0123", "ne pas appeler avant 17 h"),
    "905-555-0123 do not leave a message": ("+1-905-555-0123", "do not leave a message"),
    "905-555-0123 (don't text)": ("+1-905-555-0123", "don't text"),
    "905-555-0123 never call at night": ("+1-905-555-0123", "never call at night"),
    "905-555-0123, do not call 289-555-0145": ("+1-905-555-0123", "do not call 289-555-0145"),
    "905-555-0123 289-555-0145 do not use": ("+1-905-555-0123", "289-555-0145 do not use"),
    "911 or 905-555-0123": ("+1-905-555-0123", "911 or"),
    "711 or 905-555-0123": ("+1-905-555-0123", "711 or"),
    "any day except Monday 905-555-0123": ("+1-905-555-0123", "any day except Monday"),
    "area code 905 555-0123": ("+1-905-555-0123", "area code"),
}
REFUSED = {
    # Not this one.
    "not 905-555-0123, call 289-555-0145": "which",
    "don't call 905-555-0123 call 289-555-0145": "which",
    "do not call 905-555-0123": "which",
    "old number 905-555-0123 new 289-555-0145": "which",
    "905-555-0123 (old) 289-555-0145 (new)": "which",
    "905-555-0123 no longer works, use 289-555-0145": "which",
    "n’appelez pas le 905-555-0123, mais le 289-555-0145": "which",
    "ancien numéro : 905-555-0123, nouveau 289-555-0145": "which",
    "N’utilisez plus le 905-555-0123": "which",
    "905-555-0123 DO NOT CALL": "which",
    "905-555-0123 (my ex, don’t call)": "which",
    "905-555-0123 dont use this number, call 289-555-0145": "which",
    "905-555-0123: never call here!": "which",
    "905-555-0123 ne pas appeler": "which",
    "905-555-0123 (n’appelez pas)": "which",
    "905-555-0123 n'utilisez jamais ce numéro": "which",
    "905-555-0123 wrong number": "which",
    "905-555-0123 no longer in service": "which",
    "905-555-0123 ne fonctionne plus": "which",
    "905-555-0123 hors service": "which",
    "sauf le 905-555-0123": "which",
    "any number except 905-555-0123": "which",
    "avoid 905-555-0123": "which",
    "stop calling 905-555-0123": "which",
    "instead of 905-555-0123 call 289-555-0145": "which",
    "au lieu du 905-555-0123, le 289-555-0145": "which",
    # Of two area codes, one is a stranger's.
    "905 or 289 555-0123": "which",
    "(905 or 289) 555-0123": "which",
    "905 ou 289-555-0123": "which",
    # The code of a door is no area code.
    "buzzer 204 555-0123": "area",
    "buzz 204-555-0123": "area",
    "entry code 204 555-0123": "area",
    "code de porte 204 555-0123": "area",
    "interphone 204 555-0123": "area",
}


@pytest.mark.parametrize("typed", CALLED)
def test_words_that_do_not_forbid_a_number_are_kept_beside_it(typed: str) -> None:
    number = read_telephone(typed)
    assert (number.uri.removeprefix("tel:"), number.remark) == CALLED[typed]


@pytest.mark.parametrize("typed", REFUSED)
def test_a_number_that_words_forbid_or_leave_open_is_not_called(typed: str) -> None:
    with pytest.raises(NotDialled) as refused:
        read_telephone(typed)
    assert refused.value.why == REFUSED[typed]
