"""What stands beside a number: its extension, and the remark that people are to read."""

from __future__ import annotations

import re
import unicodedata

from intake_app.telephone.national import ANY_WHOLE
from intake_app.telephone.number import Telephone

MORE = rf"(?!\w|(?![-./ ]*{ANY_WHOLE})[-./ ]*\d)"
COUNTED = (
    r"(?:days?|jours?|times?|fois|h|hrs?|heures?|hours?|[ap]\.?m|min\w*|weeks?|semaines?|rings?|coups?"
    r"|kids|children|enfants?|years?|ans?)(?!\w)"
)
SPELT = rf"(?:extension|extn|ext|poste|interne|int)[.:=# ]*(?:n[o°º]\.? *)?(\d{{1,7}}){MORE}"
CROSS = rf"(?<![^\W\d_])x[.:=# ]*(\d{{1,7}})(?= *(?:$|[].,;()/|])| +(?!{COUNTED})[^\W\d])"
SIGN = r"(?:(?<![^\W\d_])p[.:=# ]*|#[.:=# ]*)(\d{1,7})(?= *(?:$|[],;()/|]))"
"""`#` and `p` begin much else, as in `#2 is my mom` and `p. 17 h`."""
EXTENSION = re.compile(
    rf"[ ,;(\[]*(?:(?<![^\W\d_]){SPELT}|{CROSS}|{SIGN})[)\]]?|,+ *(\d{{1,7}})(?= *(?:$|[(;]))",
    re.IGNORECASE,
)
"""Right behind the number."""
EXTENSION_ELSEWHERE = re.compile(rf"(?<!\w)(?:{SPELT}|{CROSS})[)\]]?", re.IGNORECASE)
"""In what was written beside it; there only the words, for `p. 5` may be a time."""
OTHER_NUMBER = re.compile(r"\d{3}[ .()/-]*\d{3,4}")
EDGES = " ,;:/-.|"


def with_what_is_left(digits: str, before: str, after: str) -> Telephone:
    """The number, with its extension and with what else was written."""
    after = after.removeprefix(")") if before.endswith("(") else after
    before = before.removesuffix("(") if before.endswith("(") else before
    if found := EXTENSION.match(after):
        extension, after = _digits(found), after[found.end() :]
    else:
        extension, before, after = _extension_in_remark(before, after)
    parts = (_tidy(before), _tidy(after))
    return Telephone(digits, extension, ", ".join(part for part in parts if _says_something(part)))


def has_other_number(text: str) -> bool:
    """Whether there is a second number in what is left."""
    return bool(OTHER_NUMBER.search(text))


def _digits(found: re.Match[str]) -> str:
    return next(part for part in found.groups() if part)


def _extension_in_remark(before: str, after: str) -> tuple[str, str, str]:
    """The extension, and what is left. Behind another number it would be that number's."""
    behind = EXTENSION_ELSEWHERE.search(after)
    if behind and not has_other_number(after[: behind.start()]):
        return _digits(behind), before, _without(after, behind)
    first = EXTENSION_ELSEWHERE.search(before)
    if first and not has_other_number(before):
        return _digits(first), _without(before, first), after
    return "", before, after


def _without(text: str, found: re.Match[str]) -> str:
    before, after = text[: found.start()].rstrip(EDGES), text[found.end() :].lstrip(EDGES)
    return f"{before} {after}"


def _tidy(remark: str) -> str:
    text = remark.strip(EDGES)
    for one, other, side in (("(", ")", text.lstrip), (")", "(", text.rstrip)):
        if one in text and other not in text:
            text = side(one + EDGES)
    inner = text[1:-1]
    wrapped = text.startswith("(") and text.endswith(")") and not re.search("[()]", inner)
    return inner.strip(EDGES) if wrapped else text.strip(EDGES)


def _says_something(remark: str) -> bool:
    """A letter, a digit or a picture; brackets and marks alone tell staff nothing."""
    return any(
        character.isalnum() or unicodedata.category(character) == "So" for character in remark
    )
