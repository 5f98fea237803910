"""/demo/mailbox: each request as it travelled and as staff read it. For trying out, never served.

A WSGI application of its own. Its pages use neither script nor inline style; the HTML part of a
mail is shown in a sandbox that can load nothing and run nothing.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from html.parser import HTMLParser

from flask import Flask
from flask import Response
from flask import abort
from flask import render_template

from intake_app.dates import ONTARIO
from intake_app.demo.decryption import NotOpened
from intake_app.demo.decryption import OpenedMail
from intake_app.demo.decryption import StaffKey
from intake_app.demo.handout import hand_out
from intake_app.demo.keys import DemoKeys
from intake_app.demo.received_mail import ReceivedMail
from intake_app.demo.received_mail import letters
from intake_app.demo.settings import TRAINING
from intake_app.demo.settings import Place

OWN_PAGES = (
    "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True)
class Desks:
    """Who reads which mail: staff the requests, the training contact the sign-ups."""

    staff: StaffKey
    training: StaffKey

    @classmethod
    def load(cls, keys: DemoKeys) -> Desks:
        """Both keys."""
        return cls(*(StaffKey.load(keys, pair) for pair in (keys.staff, keys.training)))

    def open(self, letter: ReceivedMail) -> OpenedMail:
        """With the key of whom it is for. Raises NotOpened."""
        return (self.training if letter.to == TRAINING else self.staff).open(letter.travelled)


def mailbox(place: Place) -> Flask:
    """The application; mounted under /demo/mailbox by the demo's web process."""
    app = Flask(__name__, static_folder="static", template_folder="templates")
    desks = Desks.load(place.keys)

    @app.template_filter("moment")
    def moment(letter: ReceivedMail) -> str:
        return f"{letter.came.astimezone(ONTARIO):%Y-%m-%d, %H:%M:%S} Ontario time"

    @app.get("/")
    def index() -> str:
        return render_template("mailbox.html", letters=letters(place.mailbox)[::-1])

    @app.get("/<int:serial>/")
    def mail(serial: int) -> str:
        letter = _find(place, serial)
        try:
            opened, problem = desks.open(letter), ""
        except NotOpened as error:
            opened, problem = None, str(error)
        return render_template("mail.html", letter=letter, opened=opened, problem=problem)

    @app.get("/<int:serial>/part.html")
    def part(serial: int) -> Response:
        try:
            html = desks.open(_find(place, serial)).html
        except NotOpened:
            abort(404)
        return Response(html, headers={"Content-Security-Policy": sandbox_policy(html)})

    hand_out(app, place)

    @app.after_request
    def set_headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", OWN_PAGES)
        response.headers.update(HEADERS)
        return response

    return app


def _find(place: Place, serial: int) -> ReceivedMail:
    found = [letter for letter in letters(place.mailbox) if letter.serial == serial]
    if not found:
        abort(404)
    return found[0]


class _Styles(HTMLParser):
    """Collects the styles that a mail brings along: mail programs allow nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._sheet: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._sheet = [] if tag == "style" else None
        self.found.update(value for name, value in attrs if name == "style" and value)

    def handle_data(self, data: str) -> None:
        if self._sheet is not None:
            self._sheet.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._sheet is not None:
            self.found.add("".join(self._sheet))
        self._sheet = None


def sandbox_policy(html: str) -> str:
    """Nothing but the mail's own styles, each allowed by its hash."""
    styles = _Styles()
    styles.feed(html)
    hashes = sorted(_hash(style) for style in styles.found)
    allowed = " ".join(["'unsafe-hashes'", *hashes]) if hashes else "'none'"
    return (
        f"default-src 'none'; style-src {allowed}; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'; sandbox"
    )


def _hash(style: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"
