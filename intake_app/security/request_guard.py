"""What a request must be before a page looks at it: for our host, from our pages, urlencoded."""

from __future__ import annotations

from flask import Flask
from flask import abort
from flask import current_app
from flask import request
from werkzeug.exceptions import BadRequest
from werkzeug.exceptions import Forbidden
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.middleware.proxy_fix import ProxyFix

from intake_app.refusals import REFUSED
from intake_app.settings import LOOPBACK
from intake_app.settings import Settings
from intake_app.settings import parts_of
from intake_app.settings import site_of

LARGEST_FORM = 64 * 1024
"""What the service accepts; `deploy/nginx.conf` lets no more through."""
URLENCODED = "application/x-www-form-urlencoded"
OWN_SITES = {"same-origin", "none"}
OPAQUE = "null"
"""The origin of a page whose browser, or an extension in it, tells nobody where it comes from."""
DEFAULT_PORTS = {"https": ":443", "http": ":80"}
PUBLIC_URL = "ONE_STORY_PUBLIC_URL"


def set_limits(app: Flask, settings: Settings) -> None:
    """Size of a body, hosts we answer for, and how far proxies are believed."""
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_FORM
    app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_FORM
    app.config[PUBLIC_URL] = settings.public_url
    # Health checks ask on the machine itself; no address in a page is ever made from Host. Flask
    # can trust no host that is an IPv6 address.
    here = sorted(host for host in LOOPBACK if ":" not in host)
    app.config["TRUSTED_HOSTS"] = [_hostname(settings.public_url), *here]
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
    """Forms of other sites may not post here. Browsers too old to say whence are let through.

    A browser that names both its page's origin and how it is related must not contradict itself.
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None and site not in OWN_SITES:
        raise Forbidden
    if origin is None or (origin == OPAQUE and site == "same-origin"):
        return
    if origin.lower() not in own_origins(current_app.config[PUBLIC_URL], request.host):
        raise Forbidden


def own_origins(public_url: str, host: str) -> set[str]:
    """Scheme and host, as a browser writes them: the public ones, and this machine's own name."""
    scheme = public_url.partition(":")[0]
    public = site_of(public_url).lower().removesuffix(DEFAULT_PORTS.get(scheme, ""))
    local = {f"http://{host}"} if _hostname(f"//{host}") in LOOPBACK else set()
    return {f"{scheme}://{public}", *local}


def _hostname(url: str) -> str:
    parts = parts_of(url)
    return (parts and parts.hostname) or ""
