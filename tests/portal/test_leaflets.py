"""Leaflets for newcomers, once a person has signed them: page, PDF, and the way there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import pikepdf
import pytest
import yaml
from playwright.sync_api import Browser

from portal.leaflets import LANGUAGES
from portal.leaflets import LeafletLanguage
from tests.support.browsers.axe import violations
from tests.support.portal.builds import Built
from tests.support.portal.builds import Page
from tests.support.portal.builds import build
from tests.support.portal.builds import build_pages
from tests.support.portal.builds import copy_project
from tests.support.portal.builds import make_fit
from tests.support.portal.leaflets import IDS
from tests.support.portal.leaflets import sign
from tests.support.portal.papers import text_of
from tests.support.shared import Once
from tests.support.web_server import serving

PAGE_AT_MOST = 14_000
PDF_AT_MOST = 60_000
COMING = {
    "en": "Leaflets are not ready yet in these languages.",
    "fr": "Les feuillets ne sont pas encore prêts dans ces langues.",
}
OF_THE_FRAME = {"leave", "skip", "print", "demonstration", "about"}
"""Texts that do not stand below the title."""


@pytest.fixture(scope="session")
def signed(once: Once) -> Built:
    """Halton as it will be once all ten are signed and everything is approved."""
    return Built("halton", once("leaflets", _build_signed) / "build" / "portal")


def _build_signed(project: Path) -> None:
    copy_project(project)
    make_fit(project / "content/regions/halton/region.yml")
    sign(project / "content", *IDS)
    outcome = build(project, REGION="halton", INTAKE_PUBLIC_URL="https://service.example")
    assert outcome.faults == ()


@pytest.fixture(scope="session")
def few(once: Once) -> Built:
    """A demonstration for a region without a phone number; two leaflets are signed."""
    return Built("leeds-grenville", once("few-leaflets", _build_few) / "build" / "portal")


def _build_few(project: Path) -> None:
    copy_project(project)
    sign(project / "content", "ur", "pl")
    outcome = build_pages(project, REGION="leeds-grenville")
    assert outcome.faults == ()


@pytest.fixture(params=LANGUAGES, ids=IDS)
def language(request: pytest.FixtureRequest) -> LeafletLanguage:
    found: LeafletLanguage = request.param
    return found


@pytest.fixture
def page(signed: Built, language: LeafletLanguage) -> Page:
    return signed.page(f"leaflets/{language.id}/")


@pytest.fixture
def texts(signed: Built, language: LeafletLanguage) -> dict[str, str]:
    """The signed text, by its keys."""
    path = signed.folder.parents[1] / "content/leaflets" / f"{language.id}.yml"
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {key: text for key, text in rows.items() if not key.startswith("reviewed_")}


def _within(element: Element, tag: str, **attributes: str) -> Iterator[Element]:
    wanted = attributes.items()
    return (one for one in element.iter(tag) if wanted <= one.attrib.items())


def _coming(page: Page) -> list[str]:
    """The languages in which no leaflet can be read yet."""
    (names,) = (one for one in page.all("ul") if one.get("class") == "tongues")
    return [page.words(item) for item in names.iter("li")]


def test_a_page_speaks_its_language_in_its_direction(page: Page, language: LeafletLanguage) -> None:
    (html,) = page.all("html")
    assert html.get("lang") == language.tag
    assert html.get("dir") == language.direction
    assert (language.direction == "rtl") == (language.id in ("ar", "ur"))
    (heading,), (title,) = page.all("h1"), page.all("title")
    assert page.words(heading) == page.words(title)


def test_a_page_says_all_that_was_signed(page: Page, texts: dict[str, str]) -> None:
    (main,) = page.all("main")
    said = page.words(main)
    for key in texts.keys() - OF_THE_FRAME:
        for part in texts[key].replace("{", "}").split("}")[::2]:
            assert " ".join(part.split()) in said, key
    assert "{" not in said
    for number in ("911", "9-8-8", "289-266-0036", "905-878-9785", "1-800-668-6868"):
        assert number in said


def test_the_way_out_comes_first_and_in_the_language_of_the_page(
    page: Page, texts: dict[str, str]
) -> None:
    leave, skip = page.all("a")[:2]
    assert page.words(leave) == texts["leave"]
    assert leave.get("href", "").startswith("https://weather.gc.ca/")
    assert leave.get("rel") == "noreferrer"
    assert (page.words(skip), skip.get("href")) == (texts["skip"], "#main")


def test_help_stands_above_the_text(page: Page) -> None:
    before = page.text.partition("<main")[0]
    assert 'href="tel:911"' in before
    assert 'href="tel:988"' in before


def test_numbers_and_names_keep_their_own_direction(page: Page) -> None:
    """Between words from right to left, 905-878-9785 would be read 9785-878-905."""
    (body,) = page.all("body")
    kept = {id(link) for bdi in _within(body, "bdi", dir="ltr") for link in bdi.iter("a")}
    kept |= {id(link) for part in _within(body, "section", dir="ltr") for link in part.iter("a")}
    dialled = [one for one in body.iter("a") if one.get("href", "").startswith("tel:")]
    assert len(dialled) > 8
    assert [page.words(link) for link in dialled if id(link) not in kept] == []
    for name in ("ROCK Reach Out Centre for Kids", "Halton"):
        named = [one for one in _within(body, "bdi", lang="en", dir="ltr") if one.text == name]
        assert named


def test_the_form_opens_in_both_its_languages(page: Page) -> None:
    (main,) = page.all("main")
    addresses = [one.get("href", "") for one in main.iter("a")]
    assert {"/en/ask/", "/fr/ask/"} <= set(addresses)


def test_a_sentence_to_say_on_the_phone_is_marked_as_english_and_french(page: Page) -> None:
    (main,) = page.all("main")
    (english,) = _within(main, "p", lang="en")
    (french,) = _within(main, "p", lang="fr")
    assert page.words(english).startswith("I speak ")
    assert page.words(english).endswith("I would like an interpreter, please.")
    assert page.words(french).startswith("Je parle ")


def test_a_page_is_light_and_loads_one_stylesheet(signed: Built, page: Page) -> None:
    assert signed.first_load(page) <= PAGE_AT_MOST
    assert not {"script", "img", "style"} & {one.tag for one in page.document.iter()}


def test_search_engines_are_told_of_a_page(signed: Built, language: LeafletLanguage) -> None:
    address = f"https://service.example/leaflets/{language.id}/"
    links = signed.page(f"leaflets/{language.id}/").all("link")
    assert address in [link.get("href") for link in links if link.get("rel") == "canonical"]
    assert f"<loc>{address}</loc>" in (signed.folder / "sitemap.xml").read_text(encoding="utf-8")


def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    signed: Built, browser: Browser, language: LeafletLanguage
) -> None:
    with serving(signed.folder) as site:
        page = browser.new_page()
        page.goto(f"{site}/leaflets/{language.id}/")
        assert violations(page, language.id, (320, 1280)) == []
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.close()


def test_axe_finds_nothing_on_the_lists(signed: Built, browser: Browser) -> None:
    with serving(signed.folder) as site:
        page = browser.new_page()
        for address in ("/", "/en/leaflets/", "/fr/leaflets/"):
            page.goto(site + address)
            assert violations(page, address, (320, 1280)) == []
        page.close()


@pytest.fixture
def pdf(signed: Built, language: LeafletLanguage) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(signed.folder / f"leaflets/{language.id}.pdf") as opened:
        yield opened


def test_a_pdf_is_one_light_page_in_its_language(
    signed: Built, pdf: pikepdf.Pdf, language: LeafletLanguage, texts: dict[str, str]
) -> None:
    assert (signed.folder / f"leaflets/{language.id}.pdf").stat().st_size <= PDF_AT_MOST
    assert len(pdf.pages) == 1
    assert [int(edge) for edge in pdf.pages[0].MediaBox][2:] == [612, 792]
    assert str(pdf.Root.Lang) == language.tag
    assert bool(pdf.Root.MarkInfo.Marked)
    assert str(pdf.docinfo["/Title"]) == texts["title"]


def test_a_pdf_is_set_in_our_fonts_alone(pdf: pikepdf.Pdf, language: LeafletLanguage) -> None:
    """A letter of another font of the machine would stand in where ours has none."""
    names = {str(font.BaseFont).partition("+")[2] for font in pdf.pages[0].Resources.Font.values()}
    script = language.font.stem if language.font else ""
    expected = {"Document", "Document-Bold", *([f"Script-{script}"] if script else [])}
    assert names <= expected | {f"Script-{script}-Bold"}
    assert not script or names - {"Document", "Document-Bold"}
    for font in pdf.pages[0].Resources.Font.values():
        assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor


def test_no_letter_of_a_pdf_is_too_small_or_cut_off(
    signed: Built, pdf: pikepdf.Pdf, language: LeafletLanguage
) -> None:
    content = pdf.pages[0].Contents.read_bytes().decode("latin-1")
    words = content.split()
    sizes = [float(words[at - 1]) for at, word in enumerate(words) if word == "Tf"]
    assert min(sizes) >= 16, "in pixels: 16 of them are 12 points"
    said = text_of(signed.folder / f"leaflets/{language.id}.pdf")
    for number in ("911", "9-8-8", "289-266-0036", "905-878-9785", "1-800-668-6868"):
        assert number in said
    assert f"service.example/leaflets/{language.id}/" in said


@pytest.mark.parametrize("id_", ["es", "pl", "pt", "uk", "ko", "zh-hans", "zh-hant"])
def test_the_words_of_a_pdf_can_be_searched(signed: Built, id_: str) -> None:
    path = signed.folder.parents[1] / "content/leaflets" / f"{id_}.yml"
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    said = text_of(signed.folder / f"leaflets/{id_}.pdf").replace(" ", "")
    for key in ("title", "what", "safe", "limits", "interpreter"):
        assert rows[key].replace(" ", "") in said, key


@pytest.mark.parametrize("list_of", ["en", "fr"])
def test_the_list_leads_to_every_page_and_pdf(signed: Built, list_of: str) -> None:
    page = signed.page(f"{list_of}/leaflets/")
    links = set(page.attributes("href"))
    for id_ in IDS:
        assert {f"../../leaflets/{id_}/", f"../../leaflets/{id_}.pdf"} <= links
    assert COMING[list_of] not in page.words(page.all("main")[0])


def test_the_choice_of_language_names_each_in_its_own_words(signed: Built) -> None:
    page = signed.page("")
    named = {one.get("lang"): page.words(one) for one in page.all("a") if one.get("hreflang")}
    for language in LANGUAGES:
        assert named[language.tag] == language.name


@pytest.mark.parametrize("list_of", ["en", "fr"])
def test_what_nobody_has_signed_is_said_to_be_coming(few: Built, list_of: str) -> None:
    page = few.page(f"{list_of}/leaflets/")
    coming = _coming(page)
    assert len(coming) == len(IDS) - 2
    assert page.words(page.all("main")[0]).count(COMING[list_of]) == 1
    assert not [item for item in coming if item.startswith(("اردو", "Polski"))]
    assert {path.name for path in (few.folder / "leaflets").iterdir()} == {"ur", "pl"}
    assert few.page("").text.count('hreflang="ur"') == 1
    assert 'hreflang="ko"' not in few.page("").text


def test_what_ships_publishes_none_and_says_so(portal: Built) -> None:
    assert not (portal.folder / "leaflets").exists()
    for list_of, said in COMING.items():
        page = portal.page(f"{list_of}/leaflets/")
        assert len(_coming(page)) == len(IDS)
        assert page.words(page.all("main")[0]).count(said) == 1


def test_a_demonstration_says_so_and_a_missing_phone_is_left_out(few: Built) -> None:
    page = few.page("leaflets/ur/")
    (demonstration, *_) = page.all("aside")
    assert page.words(demonstration).startswith("نمونہ: یہاں کوئی کچھ نہیں پڑھتا۔ Demonstration:")
    said = page.words(page.all("main")[0])
    assert "KidsInclusive" in said
    assert "I speak" not in said
    assert "1-800-668-6868" in said
    assert ": ." not in said
