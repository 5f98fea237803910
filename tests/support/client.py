"""A visitor without a browser: keeps one connection open and sends what a browser would send."""

from __future__ import annotations

import random
from dataclasses import dataclass
from dataclasses import field
from html.parser import HTMLParser
from http.client import HTTPConnection
from http.client import HTTPResponse
from urllib.parse import urlencode

URLENCODED = {"Content-Type": "application/x-www-form-urlencoded"}


class _Hidden(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "input" and told.get("type") == "hidden" and told.get("name"):
            self.fields[str(told["name"])] = told.get("value") or ""


def hidden_fields(page: str) -> dict[str, str]:
    """What a form sends along unseen: tokens, sealed answers."""
    hidden = _Hidden()
    hidden.feed(page)
    return hidden.fields


def _somewhere() -> str:
    """Families come from many networks; a proxy in front tells from which."""
    numbers = random.Random()  # noqa: S311  # no secret
    return ".".join(str(numbers.randrange(1, 255)) for _ in range(4))


@dataclass
class Client:
    """One connection to one server."""

    port: int
    cookie: str = ""
    connection: HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=60)

    def get(self, path: str, **headers: str) -> bytes:
        """The body; fails unless the answer is 200."""
        answer, body = self._send("GET", path, None, headers)
        assert answer.status == 200, f"GET {path}: {answer.status}"
        return body

    def read(self, path: str) -> str:
        """The page."""
        return self.get(path).decode()

    def post(self, path: str, fields: dict[str, str], expected: int) -> str:
        """The body; fails unless the answer has the expected status."""
        answer, body = self._send("POST", path, urlencode(fields), URLENCODED)
        assert answer.status == expected, f"POST {path}: {answer.status}"
        return body.decode()

    def follow(self, path: str, fields: dict[str, str]) -> str:
        """Where a POST leads to, once a request to send it again has been met."""
        for _ in range(2):
            answer, _body = self._send("POST", path, urlencode(fields), URLENCODED)
            place = answer.getheader("Location") or ""
            if answer.status != 307:
                break
            path = place
        assert answer.status == 303, f"POST {path}: {answer.status}"
        return place

    def _send(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[HTTPResponse, bytes]:
        cookies = {"Cookie": self.cookie} if self.cookie else {}
        told = {"X-Forwarded-For": _somewhere(), **headers, **cookies}
        self.connection.request(method, path, body, told)
        answer = self.connection.getresponse()
        self.cookie = (answer.getheader("Set-Cookie") or self.cookie).partition(";")[0]
        return answer, answer.read()

    def close(self) -> None:
        """Hang up."""
        self.connection.close()
