"""How documents are made: for a public address, from a page that is too long, without pango."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pikepdf
import pytest
import segno

from intake_app.catalog import Language
from intake_app.catalog import load_region
from intake_app.catalog import load_words
from intake_app.forms import paper_form
from portal import documents
from portal.commissioner import load_commissioner
from portal.documents.articles import with_paper_links
from portal.documents.brochure import brochure_html
from portal.documents.library import form_page_html
from portal.documents.printing import print_html
from portal.documents.templates import styles
from tests.support.portal.builds import PROJECT
from tests.support.portal.papers import picture
from tests.support.portal.papers import text_of

CONTENT = PROJECT / "content"
ADDRESS = "https://help.example.ca"
ABOUT = {"title": "Brochure", "description": "To fold."}
PARTS = ("What", "Whom", "Gain", "Steps", "Ask", "Crisis")
ARTICLE = "<h1>In short</h1>" + "".join(f"<h2>{name}</h2><p>Words.</p>" for name in PARTS)
DOTS = 288
BORDER = 2
"""White modules around a QR code of the brochure."""


def _setting(language: Language = "en", public_url: str = "") -> documents.DocumentContext:
    return documents.DocumentContext(
        region=load_region(CONTENT, "halton"),
        words=load_words(CONTENT, language),
        commissioner=load_commissioner(CONTENT),
        made_on=date(2026, 11, 23),
        public_url=public_url,
        demonstration=not public_url,
    )


def _brochure(folder: Path, setting: documents.DocumentContext, article: str = ARTICLE) -> Path:
    html = brochure_html(article, setting, ABOUT)
    path = folder / "brochure.pdf"
    path.write_bytes(print_html(html, styles("document", "brochure")))
    return path


@pytest.mark.parametrize("language", ["en", "fr"])
def test_paper_names_the_way_out_of_a_name_that_may_show_where_there_is_one(
    language: Language,
) -> None:
    """As the form on the screen does: beside a call, a text and an e-mail."""
    setting = _setting(language)
    agency, words = setting.region.lead_agency, setting.words
    way_out = words("ask.reach.unsafe_name", choice=words("ask.reach.is_i-will-contact"))
    (paper,) = [document for document in documents.DOCUMENTS if document.name == "paper"]
    for phone, named in ((agency.phone, 3), (None, 0)):
        region = replace(setting.region, lead_agency=replace(agency, phone=phone))
        asked = {language: paper_form(region, words)}
        page = form_page_html(paper, replace(setting, region=region), asked, with_pdf=False)
        assert unescape(page).count(way_out) == named


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_qr_code_opens_the_self_check(tmp_path: Path, language: Language) -> None:
    """Module for module as segno makes it, read back from the printed sheet."""
    path = _brochure(tmp_path, _setting(language, ADDRESS))
    address = f"{ADDRESS}/{language}/self-check/"
    left, top, right, _ = _figure(path, address)
    code = [list(row) for row in segno.make(address, error="m", micro=False).matrix]
    sheet = picture(path, tmp_path, dots=DOTS)
    module = (right - left) * DOTS / 96 / (len(code) + 2 * BORDER)
    for row, modules in enumerate(code):
        for column, dark in enumerate(modules):
            x = left * DOTS / 96 + (column + BORDER + 0.5) * module
            y = top * DOTS / 96 + (row + BORDER + 0.5) * module
            assert (sheet.getpixel((int(x), int(y))) < 128) == bool(dark)


def _figure(path: Path, words: str) -> tuple[float, ...]:
    """Where the picture with these words stands, in CSS pixels from the top left."""
    with pikepdf.open(path) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and words in str(thing.get("/Alt", "")):
                return tuple(float(number) for number in thing.A.BBox)
    raise AssertionError(f"no picture says {words}")


def test_the_address_also_stands_in_print(tmp_path: Path) -> None:
    text = text_of(_brochure(tmp_path, _setting("fr", ADDRESS)))
    assert "help.example.ca/fr/self-check/" in text
    assert "personne ne lit ceci" not in text


def test_without_an_address_there_is_no_code_and_no_address(tmp_path: Path) -> None:
    path = _brochure(tmp_path, _setting())
    assert "self-check" not in text_of(path)
    assert "nobody reads this" in text_of(path)


def test_a_panel_that_is_too_full_stops_the_build(tmp_path: Path) -> None:
    article = ARTICLE.replace("<h2>Whom</h2>", "<h2>Whom</h2>" + "<p>One more line.</p>" * 40)
    with pytest.raises(documents.DocumentFault, match="On side 2 the text of the panel `second`"):
        _brochure(tmp_path, _setting(), article)


def test_a_page_with_too_few_parts_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(documents.DocumentFault, match="has 2 parts"):
        _brochure(tmp_path, _setting(), "<h1>In short</h1><h2>One</h2><h2>Two</h2>")


def test_documents_fetch_nothing() -> None:
    html = '<!doctype html><html lang="en"><title>t</title><h1>t</h1><img alt="a" src="{}"></html>'
    for source in ("https://example.ca/a.png", "file:///etc/hostname"):
        with pytest.raises(documents.DocumentFault):
            print_html(html.format(source), "")


def test_links_on_paper_work_or_become_words() -> None:
    html = '<p><a href="../contact/">Contact</a> <a class="phone" href="tel:911">911</a></p>'
    with_address = with_paper_links(html, f"{ADDRESS}/en/brochure/")
    assert 'href="https://help.example.ca/en/contact/"' in with_address
    assert with_paper_links(html, "") == '<p>Contact <a href="tel:911">911</a></p>'


def test_a_row_that_is_only_a_link_goes_where_paper_has_no_address_for_it() -> None:
    row = '<ul>\n<li><a href="/en/ask/">Use our form</a></li>\n</ul>'
    call = '<ul><li>Call <a href="tel:911">911</a></li></ul>'
    assert with_paper_links(row + call, "") == call
    assert 'data-shown="help.example.ca/en/ask/"' in with_paper_links(
        row, f"{ADDRESS}/en/brochure/"
    )


def test_the_same_words_print_the_same_bytes() -> None:
    html = brochure_html(ARTICLE, _setting("en", ADDRESS), ABOUT)
    first = print_html(html, styles("document", "brochure"))
    print_html.cache_clear()
    assert print_html(html, styles("document", "brochure")) == first


def test_what_weasyprint_only_warns_of_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    html = '<!doctype html><html lang="en"><title>t</title><h1>t</h1></html>'
    assert print_html(html, "h1 { colour: red }").startswith(b"%PDF")
    assert "Ignored `colour: red" in caplog.text
