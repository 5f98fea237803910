"""A browser without a window: holds every page to the rules, and fills in forms as people do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from intake_app.catalog import Language
from intake_app.catalog import Region
from intake_app.catalog import Words
from intake_app.security.headers import HEADERS
from tests.support.form.answers import NEEDED

SITE = "https://service.example"
HERE = "http://127.0.0.1:8000"
"""The same, as somebody on the machine itself asks for it."""
LOADED = {"link": "href", "script": "src", "img": "src", "iframe": "src"}
ONE_PAGE = "ask/one-page"
FOREIGN = {"Sec-Fetch-Site": "cross-site"}


class Page:
    """One HTML answer that kept all the rules of the house."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        self.root: Element = parser.parse(response.text)
        self.lang = self.root.get("lang")
        self.title = self.words_of(self.root.find(".//title"))
        self._keeps_the_rules()

    def _keeps_the_rules(self) -> None:
        headings = [self.words_of(heading) for heading in self.root.iter("h1")]
        assert len(headings) == 1
        assert self.title in (headings[0], f"Error: {headings[0]}", f"Erreur\u00a0: {headings[0]}")
        assert self.lang in ("en", "fr")
        ids = Counter(found for part in self.root.iter() if (found := part.get("id")))
        assert [name for name, count in ids.items() if count > 1] == []
        for part in self.root.iter():
            assert part.tag not in ("script", "style")
            assert [name for name in part.attrib if name == "style" or name[:2] == "on"] == []
            address = part.get(LOADED.get(str(part.tag), ""), "")
            assert address[:1] == "/" or address in ("", "data:,"), f"loads {address}"
        self._names_every_field(ids)
        for form in self.root.iter("form"):
            assert form.get("autocomplete") == "off"
            assert form.get("action", "").startswith("/staff/") or is_unkept(form)

    def _names_every_field(self, ids: Counter[str]) -> None:
        labels = {label.get("for") for label in self.root.iter("label")}
        for field in self.fields():
            if field.get("type") != "hidden" and "disabled" not in field.attrib:
                assert field.get("id") in labels
            for named in (field.get("aria-describedby") or "").split():
                assert named in ids
        for link in self.root.iter("a"):
            target = link.get("href", "")
            assert target[:1] != "#" or target[1:] in ids, f"{target} leads nowhere"

    @staticmethod
    def words_of(part: Element | None) -> str:
        return "" if part is None else " ".join("".join(part.itertext()).split(" ")).strip()

    @property
    def text(self) -> str:
        """Everything a person can read in the main part."""
        return self.words_of(self.root.find(".//main"))

    def fields(self) -> Iterator[Element]:
        return (part for part in self.root.iter() if part.tag in ("input", "select", "textarea"))

    def typed(self) -> MultiDict[str, str]:
        """What a browser would send, buttons apart."""
        sent: MultiDict[str, str] = MultiDict()
        for field in self.fields():
            ticked = field.get("type") not in ("radio", "checkbox") or "checked" in field.attrib
            if field.get("name") and ticked:
                sent.add(field.get("name") or "", _value(field))
        return sent

    def buttons(self, go: str) -> list[Element]:
        return [part for part in self.root.iter("button") if part.get("value") == go]

    @property
    def action(self) -> str:
        """Where the form's buttons lead, unless they say otherwise."""
        form = self.root.find(".//form[@id='ask']")
        assert form is not None
        return form.get("action", "")

    @property
    def heading(self) -> str:
        """The one first heading."""
        return self.words_of(self.root.find(".//h1"))

    def notices(self) -> list[str]:
        """What the page says aloud by itself, the summary of errors apart."""
        alerts = (part for part in self.root.iter() if part.get("role") == "alert")
        return [self.words_of(part) for part in alerts if part.get("id") != "errors"]

    def errors(self) -> list[str]:
        """What the summary says is wrong, in its order."""
        box = self.root.find(".//*[@id='errors']")
        return [] if box is None else [self.words_of(link) for link in box.iter("a")]


def is_unkept(form: Element) -> bool:
    """Chromium notes no body of a form that begins with a password, be it disabled."""
    fields = [part for part in form.iter() if part.tag in ("input", "select", "textarea")]
    first = fields[0].attrib if fields else {"type": "password", "value": "x", "disabled": ""}
    return first.get("type") == "password" and bool(first.get("value")) and "disabled" in first


def _value(field: Element) -> str:
    if field.tag == "select":
        options = list(field.iter("option"))
        chosen = [option for option in options if "selected" in option.attrib] or options
        return chosen[0].get("value", "")
    return (field.text if field.tag == "textarea" else field.get("value")) or ""


class Visitor:
    """A family at the site of one region, in one language."""

    def __init__(
        self,
        client: FlaskClient,
        region: Region,
        words: Mapping[Language, Words],
        language: Language,
    ) -> None:
        self.client = client
        self.region = region
        self.language = language
        self._words = words

    def say(self, key: str, **values: object) -> str:
        """The words of `key`, as this region's screens show them."""
        text = self._words[self.language](key, **values)
        return text.replace("{region}", self.region.name[self.language])

    def path(self, below: str) -> str:
        return f"/{self.language}/{below}"

    def get(self, below: str, **options: object) -> Page:
        return self.page(self.client.get(self.path(below), base_url=SITE, **options))

    def page(self, response: TestResponse) -> Page:
        """The page that came, or that a redirect leads to, after a look at what came with it."""
        while response.status_code == 303:
            self._looks_at_cookies(response)
            response = self.client.get(response.location, base_url=SITE)
        for name, value in HEADERS:
            assert response.headers.getlist(name) == [value]
        self._looks_at_cookies(response)
        assert response.headers["Cache-Control"] == "no-store"
        assert "noindex" in response.headers["X-Robots-Tag"]
        assert response.mimetype == "text/html"
        page = Page(response)
        assert page.lang == self.language
        return page

    def _looks_at_cookies(self, response: TestResponse) -> None:
        given = response.headers.getlist("Set-Cookie")
        assert all("Max-Age=1;" in cookie for cookie in given), "kept for Back to forget, no longer"

    def post(self, below: str, fields: object, **options: object) -> TestResponse:
        return self.client.post(self.path(below), data=fields, base_url=SITE, **options)

    def press(self, page: Page, go: str, **typed: object) -> TestResponse:
        """Type over what stands in the form, and press a button of it."""
        address, fields = self.filled(page, go, **typed)
        return self.client.post(address, data=fields, base_url=SITE)

    @staticmethod
    def filled(page: Page, go: str, **typed: object) -> tuple[str, MultiDict[str, str]]:
        """What a browser would post, and where to, once these are typed and the button pressed."""
        buttons = page.buttons(go)
        plain = [button for button in buttons if not button.get("formaction")]
        button = (plain or buttons)[-1]
        fields = page.typed()
        for name, value in typed.items():
            fields.setlist(name, value if isinstance(value, list) else [str(value)])
        fields["go"] = go
        address = button.get("formaction") or page.action
        return address.partition("#")[0], fields

    def open_form(self) -> Page:
        return self.get(ONE_PAGE)

    def go_on(self, **typed: object) -> Page:
        """Fill in a fresh form with the needed answers and these, and press the button."""
        return self.page(self.press(self.open_form(), "continue", **{**NEEDED, **typed}))

    def send(self, **typed: object) -> TestResponse:
        return self.press(self.go_on(**typed), "send", consent="yes")


def every_text(value: object) -> list[str]:
    """Every single value inside a request, as text."""
    if isinstance(value, dict):
        return [text for part in value.values() for text in every_text(part)]
    if isinstance(value, list):
        return [text for part in value for text in every_text(part)]
    return [str(value)]
