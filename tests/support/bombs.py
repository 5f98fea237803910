"""Requests that are made to hurt: too much, too deep, too often, or not text at all."""

from __future__ import annotations

import random
from collections.abc import Iterator

from intake_app.journey import QUESTIONS
from intake_app.security.request_guard import LARGEST_FORM
from tests.support.processes.web import request

FORMS = tuple(
    f"/{language}/ask/{page}"
    for language in ("en", "fr")
    for page in (*QUESTIONS, "check", "one-page", "from-check", "later", "resume", "forget")
)
PAGES = (*FORMS, "/en/ask/", "/en/ask/received/x", "/en/leave", "/healthz", "/readyz", "/", "/x")
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW")
TEXTS = ("name", "phone", "email", "text_phone", "other_language", "place", "child_name",
         "own_words", "going_well", "good_times", "do_not_contact", "easier")  # fmt: skip
# Out of their order on purpose: to sort a long run of them takes time with its square.
ACCENTS = "\u0345\u0301\u0327\u0323".encode()
AS_MANY_AS_POSSIBLE = 20_000


def _full(part: bytes, before: bytes = b"") -> bytes:
    return (before + part * (LARGEST_FORM // len(part)))[:LARGEST_FORM]


def _in_every_text(part: bytes) -> bytes:
    share = LARGEST_FORM // len(TEXTS) - 20
    values = (part * (share // len(part)) for _ in TEXTS)
    pairs = zip(TEXTS, values, strict=True)
    reached = b"reach=email&lives_in_region=yes&talk_language=other&"
    return reached + b"&".join(name.encode() + b"=" + value for name, value in pairs)


BODIES: dict[str, bytes] = {
    "20,000 fields": b"&".join(b"%x=" % number for number in range(AS_MANY_AS_POSSIBLE))[
        :LARGEST_FORM
    ],
    "20,000 fields of one name": _full(b"w=&"),
    "10,000 answers to one question": _full(b"who=x&"),
    "10,000 ticks": _full(b"services=health&"),
    "nothing but &": _full(b"&"),
    "nothing but =": _full(b"="),
    "nothing but ;": _full(b";"),
    "nothing but %": _full(b"%"),
    "everything in percent": _full(b"%41", b"own_words="),
    "broken percent": _full(b"%zz%", b"own_words="),
    "names nested deep": _full(b"[a]", b"a"),
    "one long line": _full(b"x", b"own_words="),
    "one long word of another script": _full("\u0928\u093f".encode(), b"name="),
    "line ends": _full(b"%0D%0A", b"own_words="),
    "markup": _full(b"<", b"own_words="),
    "braces": _full(b"{{7*7}}", b"own_words="),
    "NUL": _full(b"\0", b"name="),
    "no UTF-8": _full(b"\xff\xfe", b"name="),
    "half surrogates": _full(b"%ED%A0%80", b"name="),
    "accents on one letter": _full(ACCENTS, b"name=x"),
    "accents in every text": _in_every_text(ACCENTS),
    "one letter that becomes eighteen": _full("\ufdfa".encode(), b"name="),
    "digits in every text": _in_every_text(b"1"),
    "brackets in every text": _in_every_text(b"+1("),
    "e-mail in every text": _in_every_text(b"a.b@"),
    "quotes in every text": _in_every_text(b"%22%5C"),
    "a long token": _full(b"A.", b"go=send&token="),
    "a long seal": _full(b"A", b"go=send&answers="),
    "a long code": _full(b"0", b"code="),
}
HEADERS: dict[str, str] = {
    "cookies without end": "Cookie: " + "a=b; " * 6_000,
    "one cookie of 30 kB": "Cookie: __Host-form=" + "A" * 30_000,
    "a cookie of quotes": 'Cookie: a="' + '\\"' * 15_000,
    "many languages": "Accept-Language: " + "xx;q=0.1," * 3_300,
    "languages of nothing": "Accept-Language: " + "," * 30_000,
    "many encodings": "Accept-Encoding: " + "gzip;q=0.1," * 2_700,
    "many ranges": "Range: bytes=" + "0-1," * 7_500,
    "a long origin": "Origin: https://" + "a." * 15_000,
    "a long type": "Content-Type: application/x-www-form-urlencoded" + "; a=b" * 6_000,
    "a type that goes on": "Content-Type: application/x-www-form-urlencoded;" + "a*0=b;" * 5_000,
    "tags without end": "If-None-Match: " + '"a",' * 7_500,
    "proxies without end": "X-Forwarded-For: " + "1.2.3.4, " * 3_300,
    "too many headers": "\r\n".join(f"X-{number}: y" for number in range(2_500)),
}
PATHS: dict[str, str] = {
    "a long address": "/en/ask/" + "a" * 30_000,
    "nothing but slashes": "/" * 30_000,
    "up and up": "/en" + "/.." * 10_000,
    "up in percent": "/en/ask/" + "%2e%2e%2f" * 3_300,
    "a long ticket": "/en/ask/received/" + "x" * 30_000,
    "20,000 questions": "/en/ask/who?" + "a&" * 15_000,
    "NUL in an address": "/en/%00",
    "half a surrogate in an address": "/en/ask/%ED%A0%80",
    "a line end in an address": "/en/ask/%0d%0aSet-Cookie:x",
}


def bombs(forms: tuple[str, ...] = FORMS) -> Iterator[tuple[str, bytes]]:
    """Each bomb by its name, at each of these forms."""
    for name, body in BODIES.items():
        for path in forms:
            yield f"{name}, {path}", request("POST", path, body=body)
    for name, header in HEADERS.items():
        for path in forms:
            yield f"{name}, {path}", request("GET", path, header)
        yield f"{name}, posted", request("POST", "/en/ask/who", header, body=b"who=parent")
    for name, path in PATHS.items():
        for method in ("GET", "POST", "OPTIONS"):
            yield f"{name}, {method}", request(method, path)


def noise(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Requests that chance makes, the same ones for the same seed."""
    chance = random.Random(seed)  # noqa: S311  (to be repeated, not to be secret)
    for number in range(count):
        method, path = chance.choice(METHODS), chance.choice(PAGES)
        body = chance.choice((_bytes, _fields))(chance)
        yield f"noise {number}: {method} {path}", request(method, path, body=body)


def _bytes(chance: random.Random) -> bytes:
    return chance.randbytes(chance.choice((1, 30, 3_000)))


def _fields(chance: random.Random) -> bytes:
    """Names that we know, values that nobody would type."""
    names = (*TEXTS, "who", "reach", "go", "token", "answers", "begun", "step", "code", "consent",
             "criteria", "seen", "age_band", "web_page")  # fmt: skip
    values = (b"continue", b"send", b"later", b"begin", b"phone", b"email", b"yes", b"parent",
              b"help", b"%00", b"%F0%9F%A6%89", b"\xff", b"-1", b"", b"x" * 2_000)  # fmt: skip
    pairs = (
        chance.choice(names).encode() + b"=" + chance.choice(values)
        for _ in range(chance.randrange(20))
    )
    return b"&".join(pairs)
