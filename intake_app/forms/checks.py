"""Checks of what was typed; every one says what to do. No check calls the network."""

from __future__ import annotations

import re
from typing import Any

import phonenumbers
from email_validator import EmailNotValidError
from email_validator import validate_email

from intake_app.forms.fields import Fault

PREFIX = re.compile(r"([ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z])(\s*-?\s*\d[A-Z]\d)?", re.IGNORECASE)
LOOKS_LIKE_POSTAL = re.compile(r"[A-Za-z]\d\S?(\s*-?\s*\S{3})?")


def is_phone_number(_form: Any, field: Any) -> None:
    """A number that could be dialled: Canadian as people write it, others with their `+`."""
    if not field.data:
        return
    try:
        number = phonenumbers.parse(field.data, "CA")
    except phonenumbers.NumberParseException:
        raise Fault(f"errors.{field.name}.wrong") from None
    found = phonenumbers.is_possible_number_with_reason(number)
    if found != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise Fault(f"errors.{field.name}.wrong")


def is_email(_form: Any, field: Any) -> None:
    """Syntax alone: no look-up, and special-use domains are the family's own business."""
    if not field.data:
        return
    try:
        validate_email(field.data, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise Fault(f"errors.{field.name}.wrong") from None


def is_place(_form: Any, field: Any) -> None:
    """A town, or a postal code, of which the first three characters are kept."""
    code = PREFIX.fullmatch(field.data)
    if code:
        field.data = code[1].upper()
    elif LOOKS_LIKE_POSTAL.fullmatch(field.data):
        raise Fault(f"errors.{field.name}.wrong")
