"""Checks of what was typed; every one says what to do. No check calls the network."""

from __future__ import annotations

from typing import Any

from intake_app.forms.addresses import flaw
from intake_app.forms.addresses import tidy_address
from intake_app.forms.fields import AnswerFault
from intake_app.forms.places import NotAPlace
from intake_app.forms.places import read_place
from intake_app.telephone import NotDialled
from intake_app.telephone import read_telephone


def is_phone_number(_form: Any, field: Any) -> None:
    """A whole number that can be dialled, with whatever people write beside it."""
    if not field.data:
        return
    try:
        read_telephone(field.data)
    except NotDialled as refused:
        raise AnswerFault(f"errors.number.{refused.why}") from None


def is_email(_form: Any, field: Any) -> None:
    """One address that can be written to, without what surely is a slip."""
    if not field.data:
        return
    tidied = tidy_address(field.data)
    why, meant = flaw(tidied)
    if why == "wrong":
        raise AnswerFault(f"errors.{field.name}.wrong")
    if why:
        raise AnswerFault(f"errors.address.{why}", **({"meant": meant} if meant else {}))
    field.data = tidied  # what is refused comes back as it was typed


def is_place(_form: Any, field: Any) -> None:
    """A town, or a postal code, of which the first three characters are kept; never a street."""
    try:
        field.data = read_place(field.data)
    except NotAPlace as refused:
        raise AnswerFault(f"errors.{field.name}.{refused.why}") from None
