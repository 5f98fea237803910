"""The stylesheet keeps what the pages use, and nothing else."""

from __future__ import annotations

import pytest

from portal.outline import outline_of
from portal.stylesheet import hashed_name
from portal.stylesheet import make_stylesheet

PAGE = '<html dir="ltr"><body class="a b"><p id="one" data-x="1">Words</p></body></html>'
USED = frozenset(outline_of(PAGE).names)


def _kept(source: str) -> str:
    return make_stylesheet([source], USED)


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        (".a { color: red }", ".a{color:red}"),
        (".c { color: red }", ""),
        (".a, .c { color: red }", ".a{color:red}"),
        (".a > .b , #one{color:red}", ".a>.b,#one{color:red}"),
        (".a #two { color: red }", ""),
        ("table { color: red }", ""),
        ("p:hover::before { content: 'a  b' }", 'p:hover::before{content:"a  b"}'),
        (".a:not(.c) { color: red }", ".a:not(.c){color:red}"),
        ("[dir=ltr] p { color: red }", "[dir=ltr] p{color:red}"),
        ("[dir=rtl] p { color: red }", ""),
        ("[data-y] { color: red }", ""),
        ('[data-x$="9"] { color: red }', '[data-x$="9"]{color:red}'),
        ("/* why */ .a { color: /* so */ red !important }", ".a{color:red!important}"),
        ("@media print { .a { color: red } .c { color: red } }", "@media print{.a{color:red}}"),
        ("@media print { .c { color: red } }", ""),
        ("@charset 'utf-8'; @page { margin: 1cm }", "@page{margin: 1cm}"),
        ("@keyframes spin { to { rotate: 1turn } }", ""),
    ],
)
def test_a_rule_stays_when_a_page_holds_all_that_it_names(source: str, kept: str) -> None:
    assert _kept(source) == kept


def test_an_animation_stays_with_the_rule_that_plays_it() -> None:
    source = ".a{animation:spin 1s}@keyframes spin { to { rotate: 1turn } }"
    assert "@keyframes spin" in _kept(source)


def test_a_custom_property_stays_while_something_reads_it() -> None:
    source = ":root{--a:var(--b);--b:red;--c:blue}.a{color:var(--a)}.c{color:var(--c)}"
    assert _kept(source) == ":root{--a:var(--b);--b:red}.a{color:var(--a)}"


def test_a_selector_that_looks_inside_another_keeps_its_space() -> None:
    assert _kept(".a .b :is(p, a){color:red}") == ".a .b :is(p,a){color:red}"


def test_spaces_around_the_plus_of_a_sum_stay() -> None:
    """`calc(1px+2px)` is not CSS."""
    assert _kept(".a{width:calc(1px + 2px)}") == ".a{width:calc(1px + 2px)}"


def test_a_new_text_gets_a_new_name() -> None:
    assert hashed_name("a{}") != hashed_name("b{}")
    assert hashed_name("a{}").startswith("assets/one-story.")
