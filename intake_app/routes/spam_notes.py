"""What looked odd on the way of a request or a sign-up. Staff read it; nothing odd stops a Send."""

from __future__ import annotations

from flask import request

from intake_app.forms.honeypot import TrapScreen
from intake_app.security.rate_limit import RequestRate
from intake_app.security.tokens import FormToken


def spam_notes(trap: TrapScreen, token: FormToken, rate: RequestRate) -> tuple[str, ...]:
    """Names of the signs that were seen; each has its words below `mail.note`."""
    signs = {
        "honeypot": trap.caught,
        "fast": token.too_fast,
        "many": rate.are_many(request.remote_addr),
    }
    return tuple(name for name, seen in signs.items() if seen)
