"""Puts the parts of the intake service together."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING
from typing import cast

from flask import Flask
from flask import Response
from whitenoise import WhiteNoise  # type: ignore[import-untyped]

from intake_app import shell
from intake_app.dates import day_of
from intake_app.drafts import DraftEraser
from intake_app.drafts import DraftRepository
from intake_app.drafts import OneTimeNotes
from intake_app.intake.reception import Intake
from intake_app.routes import family
from intake_app.routes import health
from intake_app.routes import one_page
from intake_app.routes import staff
from intake_app.routes import steps
from intake_app.routes import training
from intake_app.routes.errors import handle_errors
from intake_app.routes.pages import Pages
from intake_app.routes.services import KEY
from intake_app.routes.services import Services
from intake_app.security.compression import compress
from intake_app.security.headers import PRIVATE_PAGE
from intake_app.security.headers import HeaderSet
from intake_app.security.media_types import media_type_of
from intake_app.security.posted import PostedForm
from intake_app.security.rate_limit import RequestRate
from intake_app.security.rate_limit import WrongCodes
from intake_app.security.request_guard import set_limits
from intake_app.security.sealed_field import SealedField
from intake_app.security.tokens import FormTokens
from intake_app.settings import Settings

if TYPE_CHECKING:
    from wsgiref.headers import Headers

    from _typeshed.wsgi import WSGIApplication

STYLESHEETS = (shell.STYLESHEET, Path(__file__).with_name("static") / "ask.css")
FOR_EVER = "public, max-age=31536000, immutable"
HASHED_NAME = re.compile(r"[.-][0-9a-f]{8,}\.")
PORTAL_PAGES_KEEP_SECONDS = 300


def create_app(settings: Settings, intake: Intake | None = None) -> Flask:
    """The intake service alone, without the portal. Raises what `Intake.open` raises."""
    intake = intake or Intake.open(settings)
    app = Flask(__name__, static_folder=None)
    app.request_class = PostedForm
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    set_limits(app, settings)
    stylesheet = _serve_stylesheet(app)
    news = intake.news(day_of(intake.clock()))
    pages = Pages(app, intake.region, intake.words, stylesheet, news)
    app.extensions[KEY] = _services(settings, intake, pages)
    for blueprint in (family.bp, steps.bp, one_page.bp, health.routes, staff.bp, training.bp):
        app.register_blueprint(blueprint)
    app.config[health.TOKEN] = settings.metrics_token
    app.extensions[health.LOOKS] = health.HealthLooks()
    handle_errors(app, settings.portal_dir and settings.portal_dir / "404.html")
    app.after_request(_keep_private)
    app.after_request(compress)
    _add_headers(app, settings)
    return app


def _services(settings: Settings, intake: Intake, pages: Pages) -> Services:
    def seconds() -> float:
        return intake.clock().timestamp()

    drafts = DraftRepository(intake.store.drafts, intake.clock)
    return Services(
        intake=intake,
        pages=pages,
        tokens=FormTokens(settings.secret_key, seconds),
        sealed=SealedField(settings.secret_key, seconds),
        drafts=drafts,
        notes=OneTimeNotes(intake.store.drafts, intake.clock),
        draft_eraser=DraftEraser(drafts),
        wrong_codes=WrongCodes(),
        request_rate=RequestRate(),
        handover=intake.handover,
        sign_up_rate=RequestRate(),
    )


def wsgi(settings: Settings, intake: Intake | None = None) -> WSGIApplication:
    """The whole site: the intake service, before it the portal's files if they are here."""
    app = create_app(settings, intake)
    if settings.portal_dir is None:
        return app
    files = WhiteNoise(
        app.wsgi_app,
        root=str(settings.portal_dir),
        index_file=True,
        max_age=PORTAL_PAGES_KEEP_SECONDS,
        allow_all_origins=False,
        immutable_file_test=HASHED_NAME.pattern,
        add_headers_function=_describe_file,
    )
    return HeaderSet(cast("WSGIApplication", files), https=_is_https(settings))


def _describe_file(headers: Headers, path: str, url: str) -> None:
    headers["Content-Type"] = media_type_of(path)
    # A page that can be ticked must not be kept, or Back shows the ticks to whoever comes next.
    if url.endswith("/self-check/"):
        headers["Cache-Control"] = "no-store"


def _serve_stylesheet(app: Flask) -> str:
    """The one stylesheet, under a name that changes with it."""
    text = b"".join(part.read_bytes() for part in STYLESHEETS)
    # Below /en/ask/, so that a proxy in front needs no rule of its own for it.
    address = f"/en/ask/look.{hashlib.sha256(text).hexdigest()[:12]}.css"

    def stylesheet() -> Response:
        return Response(text, mimetype="text/css", headers={"Cache-Control": FOR_EVER})

    app.add_url_rule(address, view_func=stylesheet)
    return address


def _keep_private(response: Response) -> Response:
    if "Cache-Control" not in response.headers:
        response.headers.update(PRIVATE_PAGE)
    return response


def _add_headers(app: Flask, settings: Settings) -> None:
    app.wsgi_app = HeaderSet(app.wsgi_app, https=_is_https(settings))  # type: ignore[method-assign]


def _is_https(settings: Settings) -> bool:
    return settings.public_url.startswith("https://")
