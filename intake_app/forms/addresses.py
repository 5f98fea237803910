"""Puts right in an e-mail address what can only be meant one way."""

from __future__ import annotations

import re
import unicodedata

from intake_app.forms.cleaning import BLANKS
from intake_app.telephone import plain

APOSTROPHES = re.compile("[\u2018\u2019\u02bc\u2032\u00b4`]")
AROUND = "<>()[]\"' ,;:"


def tidy_address(typed: str) -> str:
    """Plain apostrophes and signs, nothing unseen, and no brackets or full stop around it."""
    seen = "".join(character for character in typed if not _is_unseen(character))
    plainly = APOSTROPHES.sub("'", plain(seen))
    return re.sub("^mailto:", "", _bare(plainly), flags=re.IGNORECASE).strip(AROUND)


def _bare(address: str) -> str:
    return address.lstrip(AROUND).rstrip(f"{AROUND}.")


def _is_unseen(character: str) -> bool:
    selector = "VARIATION SELECTOR" in unicodedata.name(character, "")
    return selector or character in BLANKS or unicodedata.category(character) in ("Cf", "Cc", "Cs")
