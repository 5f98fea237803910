"""What a request must be before a page looks at it: for our host, from our pages, urlencoded."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask
from flask import abort
from flask import request
from werkzeug.exceptions import BadRequest
from werkzeug.exceptions import Forbidden
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.middleware.proxy_fix import ProxyFix

from intake_app.refusals import REFUSED
from intake_app.settings import Settings

BODY_LIMIT = 64 * 1024
URLENCODED = "application/x-www-form-urlencoded"
OWN_SITES = {"same-origin", "none"}
LOOPBACK = ["127.0.0.1", "localhost"]
"""Health checks on the machine itself; no address in a page is ever made from Host."""


def set_limits(app: Flask, settings: Settings) -> None:
    """Size of a body, hosts we answer for, and how far proxies are believed."""
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    app.config["MAX_FORM_MEMORY_SIZE"] = BODY_LIMIT
    app.config["TRUSTED_HOSTS"] = [urlsplit(settings.public_url).hostname or "", *LOOPBACK]
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    app.before_request(refuse_for_the_server)
    app.before_request(refuse_other_bodies)
    app.before_request(refuse_broken_escapes)


def refuse_for_the_server() -> None:
    """Give our own server the page for what it refuses by itself."""
    status = request.environ.get(REFUSED)
    if status is not None:
        abort(status)


def refuse_other_bodies() -> None:
    """JSON and multipart bodies have ways of their own to go wrong; no page of ours sends them."""
    if request.method == "POST" and request.mimetype != URLENCODED:
        raise UnsupportedMediaType


def refuse_broken_escapes() -> None:
    """Every % of a form begins three characters. To read a body of mere % takes 12 MB."""
    if request.method == "POST":
        body = request.get_data()
        if body.count(b"%") * 3 > len(body):
            raise BadRequest


def refuse_other_sites() -> None:
    """Forms of other sites may not post here. Browsers too old to say whence are let through."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        allowed = site in OWN_SITES
    else:
        allowed = origin is None or origin.partition("://")[2] == request.host
    if not allowed:
        raise Forbidden
