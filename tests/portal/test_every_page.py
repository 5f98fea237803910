"""What holds on every page of every region."""

from __future__ import annotations

import re
from urllib.parse import urljoin
from urllib.parse import urlsplit

import pytest

from portal.links import SERVED_BY_THE_INTAKE
from portal.sources import twin_of
from tests.support.portal.builds import Built
from tests.support.portal.builds import Page

FAMILY_PAGE_AT_MOST = 14_000
PROVIDER_PAGE_AT_MOST = 24_000
CHILD_PROTECTION = ("905-333-4441", "1-866-607-5437", "1-855-667-2726", "613-498-2100")
CHILD_PROTECTION_DIALLED = [number.removeprefix("1-") for number in CHILD_PROTECTION]
LOADS = {"script", "img", "iframe", "object", "embed", "video", "audio", "source", "style"}


def _texts(page: Page, tag: str) -> list[str]:
    return [page.words(element) for element in page.all(tag)]


def test_markup_is_valid_html(portal: Built) -> None:
    for page in portal.pages:
        assert page.document is not None, page.name


def test_one_heading_begins_the_title(portal: Built) -> None:
    for page in portal.pages:
        (heading,), (title,) = _texts(page, "h1"), _texts(page, "title")
        if page.language:
            assert title == heading, page.name


def test_the_language_is_declared(portal: Built) -> None:
    for page in portal.pages:
        (html,) = page.all("html")
        assert html.get("lang") == (page.language or "en")
        if not page.language:
            assert "fr" in page.attributes("lang"), page.name


def test_every_page_describes_itself(portal: Built) -> None:
    for page in portal.pages:
        described = [meta.get("content") for meta in page.all("meta") if meta.get("name")]
        assert all(described), page.name


def test_no_script_no_inline_style_nothing_from_elsewhere(portal: Built) -> None:
    """What `default-src 'none'; style-src 'self'; img-src 'self' data:` would forbid."""
    for page in portal.pages:
        tags = {element.tag for element in page.document.iter() if isinstance(element.tag, str)}
        assert not LOADS & tags, page.name
        names = {name for element in page.document.iter() for name in element.attrib}
        assert not {name for name in names if name == "style" or name.startswith("on")}, page.name
        assert "javascript:" not in page.text


def test_first_load_is_the_page_and_one_stylesheet(portal: Built) -> None:
    for page in portal.pages:
        rows = [(link.get("rel"), link.get("href")) for link in page.all("link")]
        loaded = [href for rel, href in rows if rel != "icon"]
        assert len(loaded) == 1, page.name
        assert ("icon", "data:,") in rows, "or the browser asks for /favicon.ico"
        address = urlsplit(urljoin(f"https://site/{page.name}", loaded[0]))
        assert address.netloc == "site"
        assert portal.folder / address.path.lstrip("/") == portal.stylesheet


def test_first_load_is_light(portal: Built) -> None:
    weights = {page.name: portal.first_load(page) for page in portal.pages}
    limits = {
        name: PROVIDER_PAGE_AT_MOST if "/providers/" in name else FAMILY_PAGE_AT_MOST
        for name in weights
    }
    assert {name: size for name, size in weights.items() if size > limits[name]} == {}


def test_the_stylesheet_calls_nothing(portal: Built) -> None:
    addresses = re.findall(r"url\(\W?([^)]{0,30})", portal.stylesheet.read_text(encoding="utf-8"))
    assert [address for address in addresses if not address.startswith("data:")] == []


def test_nothing_else_of_the_theme_is_published(portal: Built) -> None:
    """One stylesheet and its compressed copies; no script, no font, no source map."""
    names = {path.name for path in (portal.folder / "assets").iterdir()}
    assert names == {portal.stylesheet.name + suffix for suffix in ("", ".gz", ".br")}
    assert [path for path in portal.folder.rglob("*") if path.suffix in {".js", ".map"}] == []


def test_every_page_has_its_twin_and_the_switch_leads_there(portal: Built) -> None:
    names = {page.name for page in portal.pages}
    for page in portal.pages:
        if not page.language:
            continue
        twin = twin_of(page.name)
        assert twin in names
        other = "fr" if page.language == "en" else "en"
        (switch,) = (a for a in page.all("a") if a.get("hreflang") == other)
        assert urljoin(f"/{page.name}", switch.get("href")) == f"/{twin}"
        assert switch.get("lang") == other


def test_internal_links_and_fragments_resolve(portal: Built) -> None:
    ids = {f"/{page.name}": set(page.attributes("id")) for page in portal.pages}
    for page in portal.pages:
        for href in page.attributes("href") + page.attributes("action"):
            address = urlsplit(urljoin(f"https://site/{page.name}", href))
            if address.netloc != "site" or SERVED_BY_THE_INTAKE.fullmatch(address.path):
                continue
            if address.path.startswith("/assets/"):
                continue
            assert address.path in ids or (portal.folder / address.path[1:]).is_file(), href
            assert not address.fragment or address.fragment in ids[address.path], href


def test_leaving_comes_first_and_the_skip_link_second(portal: Built) -> None:
    for page in portal.pages:
        leave, skip = page.all("a")[:2]
        by_the_intake = "/self-check/" in f"/{page.name}"
        way_out = leave.get("href", "")
        assert by_the_intake == way_out.endswith("/leave"), page.name
        assert by_the_intake or urlsplit(way_out).scheme == "https", page.name
        assert leave.get("rel") == "noreferrer"
        assert skip.get("href") == "#main"


def test_help_is_in_reach_on_every_page(portal: Built) -> None:
    for page in portal.pages:
        assert {"tel:911", "tel:988"} <= set(page.attributes("href")), page.name


def test_every_page_says_that_it_is_a_demonstration(portal: Built) -> None:
    banner = {
        "en": "Demonstration: nobody reads what you send.",
        "fr": "Démonstration : personne ne lit ce qui est envoyé.",
    }
    for page in portal.pages:
        (body,) = _texts(page, "body")
        for language in (page.language,) if page.language else ("en", "fr"):
            assert banner[language] in body, page.name


def test_the_number_of_child_protection_stands_on_get_help_now_alone(portal: Built) -> None:
    for page in portal.pages:
        if page.name.endswith("/get-help-now/"):
            numbers = {tel.removeprefix("tel:+1-") for tel in page.attributes("href")}
            assert numbers & set(CHILD_PROTECTION_DIALLED), page.name
            continue
        digits = re.sub(r"\D", "", page.text)
        for number in CHILD_PROTECTION:
            assert number not in page.text, page.name
            assert re.sub(r"\D", "", number)[-10:] not in digits, page.name


@pytest.mark.parametrize("region", ["halton", "leeds-grenville"])
def test_who_to_phone_is_there_or_said_to_be_unknown(
    portals: dict[str, Built], region: str
) -> None:
    expected = {"halton": "Phone: 289-266-0036", "leeds-grenville": "Phone: not supplied"}
    for page in portals[region].pages:
        if page.language == "en":
            (foot,) = _texts(page, "footer")
            assert expected[region] in foot


def test_french_marks_never_stand_alone_on_a_line(portal: Built) -> None:
    """No plain space before `:` and `»` or after `«`; none at all before `;`, `!` and `?`."""
    for page in portal.pages:
        if page.language == "fr":
            text = "".join(page.all("body")[0].itertext())
            assert not re.search(r" [:»%]|« | [;!?]", text), page.name


def test_nothing_is_left_of_the_templates(portal: Built) -> None:
    for page in portal.pages:
        assert not re.search(r"\{\{|\}\}|\{%|\bNone\b|Undefined", page.text), page.name
