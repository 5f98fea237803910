"""What was typed is shown so that no mail program makes a link of it, and nothing else is changed.

One table: typed, and shown.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_app.message.inert import inert
from intake_app.message.inert import no_formula

CASES = {
    "example.org": "example [.] org",
    "See example.org.": "See example [.] org.",
    "(www.example.org/path)": "(www [.] example [.] org/path)",
    "http://example.org": "http: //example [.] org",
    "HTTPS://Evil.Example/a.b?c=d.e#f": "HTTPS: //Evil [.] Example/a [.] b?c=d [.] e#f",
    "https://zoe@evil.example/": "https: //zoe@evil [.] example/",
    "ftp://192.0.2.1/x": "ftp: //192 [.] 0 [.] 2 [.] 1/x",
    "ms-word:ofe|u|https://evil.example/": "ms-word: ofe|u|https: //evil [.] example/",
    "geo:43.3,-79.8": "geo: 43.3,-79.8",
    "intent:#Intent;end": "intent: #Intent;end",
    "magnet:?xt=urn": "magnet: ?xt=urn",
    "192.0.2.1/x": "192 [.] 0 [.] 2 [.] 1/x",
    "192.0.2.1:8080": "192 [.] 0 [.] 2 [.] 1:8080",
    "version 1.2.3.4": "version 1.2.3.4",
    "evil\u2024example": "evil [.] example",
    "école.example": "école [.] example",
    "例え.テスト": "例え [.] テスト",
    "例え。テスト": "例え [.] テスト",
    "xn--r8jz45g.xn--zckzah": "xn--r8jz45g [.] xn--zckzah",
    "evil.example:8443/x": "evil [.] example:8443/x",
    "tel:+16135550123": "tel: +16135550123",
    "javascript:alert(1)": "javascript: alert(1)",
    "mailto:zoe@home.example": "mailto: zoe@home.example",
    "« https://evil.example »": "« https: //evil [.] example »",
    "« evil.example » ! Voir : evil.example ?": "« evil [.] example » ! Voir : evil [.] example ?",
    "https ://evil.example": "https : //evil [.] example",
    "www.bank.example@evil.example": "www [.] bank [.] example@evil [.] example",
    "ftp.evil": "ftp [.] evil",
    "हिन्दी.भारत": "हिन्दी [.] भारत",
    "www.हि.भारत": "www [.] हि [.] भारत",
    "i❤.ws": "i❤ [.] ws",
    "evil﹒example": "evil [.] example",
    "\\\\evil\\share": "\\\\ evil\\share",
    "\\\\192.0.2.1\\share": "\\\\ 192.0.2.1\\share",
    "c:\\folder and \\o/": "c:\\folder and \\o/",
    "zoe@home.example": "zoe@home.example",
    "zoe.o'hara+x@home.example": "zoe.o'hara+x@home.example",
    "after 6 p.m. or 7 a.m.": "after 6 p.m. or 7 a.m.",
    "he weighs 2.5kg, e.g. 3.5": "he weighs 2.5kg, e.g. 3.5",
    "613.555.0123": "613.555.0123",
    "Call. Then wait... and/or text: yes": "Call. Then wait... and/or text: yes",
    "Zoë O’Hara d'Arc-المسعود 🦉": "Zoë O’Hara d'Arc-المسعود 🦉",
    "": "",
}


@pytest.mark.parametrize("typed", CASES)
def test_web_addresses_are_broken_and_the_rest_is_as_it_was_typed(typed: str) -> None:
    assert inert(typed) == CASES[typed]


@given(st.text(st.sampled_from("aé1.。:/@ -w+\n"), max_size=60))
def test_nothing_is_left_that_begins_like_a_link(typed: str) -> None:
    shown = inert(typed)
    assert "://" not in shown
    assert not re.search(r"\bwww\.\w\w", shown)
    # Taking our marks away gives back what was typed.
    assert re.sub(r"[.。]", ".", shown.replace(" [.] ", ".").replace(": //", "://")) == re.sub(
        "[.。]", ".", typed.replace(": //", "://")
    )


@pytest.mark.parametrize(
    "typed",
    ["=1+1", "+1 613", "-2", "@SUM", "\tx", "\rx", "＝1", "＋1", "－1", "＠A", " =1", '"=1'],
)
def test_a_formula_becomes_text(typed: str) -> None:
    assert no_formula(typed) == f"'{typed}"
    assert no_formula(f"a{typed}") == f"a{typed}"
