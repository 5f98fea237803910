"""Canadian French spacing, so that editors can type plain spaces."""

from __future__ import annotations

import re

from intake_app.dates import NO_BREAK

BEFORE = re.compile(r"[ \u202f](?=[:»%])")
AFTER = re.compile(r"(?<=«)[ \u202f]")


def french_spacing(text: str) -> str:
    """No-break spaces before `:`, `»` and `%` and after `«` (OQLF); other marks take none."""
    return AFTER.sub(NO_BREAK, BEFORE.sub(NO_BREAK, text))
