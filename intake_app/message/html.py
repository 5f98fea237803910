"""The sheet as HTML that stands alone: nothing is fetched, everything typed is escaped."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment
from jinja2 import PackageLoader
from jinja2 import StrictUndefined
from jinja2 import Template

from intake_app.message.sheet import Sheet


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("intake_app.message"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("request.html")


def as_html(sheet: Sheet) -> str:
    """The HTML part."""
    return _template().render(sheet=sheet)
