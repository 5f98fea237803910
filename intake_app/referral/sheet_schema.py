"""The schema of sheet.json: a request laid out as staff read it, ready to be drawn.

Text and HTML of the mail and the request box are three looks of the same sheet. Published: what a
version says stays; more is a new version.
"""

from __future__ import annotations

from intake_app.referral.json_schema import DIALECT
from intake_app.referral.json_schema import LANGUAGE
from intake_app.referral.json_schema import TEXT
from intake_app.referral.json_schema import YES_OR_NO
from intake_app.referral.json_schema import Json
from intake_app.referral.json_schema import record

SHEET_VERSION = 1


def _list_of(item: Json, at_least: int = 0) -> Json:
    return {"type": "array", "items": item, "minItems": at_least}


_MARKS: Json = {"language": LANGUAGE, "forbids": {"const": True}}
_LINE: Json = {
    "oneOf": [
        record({"label": TEXT, "typed": TEXT}, _MARKS),
        record({"label": TEXT, "said": _list_of(TEXT, 1)}, _MARKS),
    ]
}
_SAFE = record(
    {
        "title": TEXT,
        "may_contact": YES_OR_NO,
        "action": TEXT,
        "only": TEXT,
        "permissions": _list_of(record({"allowed": YES_OR_NO, "text": TEXT})),
        "lines": _list_of(_LINE),
    },
    {"address": TEXT},
)
_SECTION = record({"title": TEXT, "lines": _list_of(_LINE)}, {"lead": TEXT})
_HAVE_IT = record({"link": {"type": "string", "pattern": "^https?://"}, "label": TEXT, "why": TEXT})
_AIMS = record({"first_meeting_days": {"type": "integer", "minimum": 1}})

SHEET_SCHEMA: Json = {
    "$schema": DIALECT,
    "$id": f"urn:one-story:sheet:{SHEET_VERSION}",
    "title": "A family's request, laid out as staff read it",
    **record(
        {
            "version": {"const": SHEET_VERSION},
            "language": LANGUAGE,
            "title": TEXT,
            "facts": _list_of(_LINE, 1),
            "what_counts": TEXT,
            "safe": _SAFE,
            "no_reply": TEXT,
            "sections": _list_of(_SECTION, 1),
        },
        {"have_it": _HAVE_IT, "aims": _AIMS},
    ),
}
