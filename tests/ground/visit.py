"""A visitor with nothing but Python: fills in forms by their fields' names, as a browser would."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from html.parser import HTMLParser
from urllib.parse import urlencode
from urllib.parse import urljoin
from urllib.request import urlopen

SECONDS = 30


@dataclass
class Form:
    """A form's address and what it already holds."""

    action: str
    held: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """One page: its address after all redirects, its words, its links, its forms."""

    def __init__(self, address: str, fields: dict[str, str] | None = None) -> None:
        super().__init__()
        body = urlencode(fields).encode() if fields is not None else None
        with urlopen(address, body, timeout=SECONDS) as answer:  # noqa: S310  (our own address)
            self.address: str = answer.url
            text = answer.read().decode()
        self.words: list[str] = []
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(urljoin(self.address, given["href"]))
        if tag == "form":
            self.forms.append(Form(urljoin(self.address, given.get("action", ""))))
        if tag == "input" and given.get("type") == "hidden" and self.forms:
            self.forms[-1].held[given.get("name", "")] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        """All words of the page."""
        return " ".join("".join(self.words).split())

    def send(self, **answers: str) -> Page:
        """Posts its largest form, with these answers on top."""
        form = max(self.forms, key=lambda form: len(form.held))
        return Page(form.action, form.held | answers)
