"""The header set and the types of files that the web process sends, for whoever else serves them:
as nginx reads them, and as hosts of static files do.

They lie beside the portal, never in it, so that no web server publishes them.
"""

from __future__ import annotations

from pathlib import Path

from intake_app.catalog import LANGUAGES
from intake_app.security.headers import HEADERS
from intake_app.security.headers import WITH_HTTPS
from intake_app.security.media_types import MEDIA_TYPES
from intake_app.security.media_types import UNKNOWN

HEAD = (
    "# Made by the portal build from intake_app/security/headers.txt: include it where nginx\n"
    "# serves the portal's files. What it passes on to the web process carries the set already.\n"
)
TYPES_HEAD = (
    "# Made by the portal build from intake_app/security/media_types.txt: include it where nginx\n"
    "# serves the portal's files.\n"
)
STATIC_HEAD = (
    "# Made by the portal build from intake_app/security/headers.txt and media_types.txt.\n"
    "# Most hosts of static files read it as _headers, at the top of the published folder.\n"
)
CHARSET = "; charset=utf-8"
ALWAYS_WITH_CHARSET = "text/html"


def write_beside(portal: Path, *, https: bool) -> None:
    """All files, next to a finished portal."""
    static_file(portal).write_text(static_headers(https=https), encoding="utf-8")
    headers_file(portal).write_text(nginx_headers(https=https), encoding="utf-8")
    types_file(portal).write_text(nginx_types(), encoding="utf-8")


def headers_file(portal: Path) -> Path:
    """`build/portal` -> `build/portal-headers.conf`."""
    return portal.with_name(f"{portal.name}-headers.conf")


def nginx_headers(*, https: bool) -> str:
    """`add_header` lines, for error pages too."""
    sent = WITH_HTTPS if https else HEADERS
    return HEAD + "".join(f'add_header {name} "{value}" always;\n' for name, value in sent)


def static_file(portal: Path) -> Path:
    """`build/portal` -> `build/portal-headers.txt`."""
    return portal.with_name(f"{portal.name}-headers.txt")


def static_headers(*, https: bool) -> str:
    """The file `_headers` of a host of static files: which files, then a line for each header."""
    sent = "".join(f"  {name}: {value}\n" for name, value in (WITH_HTTPS if https else HEADERS))
    types = "".join(f"/*{end}\n  Content-Type: {value}\n" for end, value in MEDIA_TYPES.items())
    # A page that can be ticked must be kept nowhere; all else is asked for again after minutes.
    pages = "".join(f"/{one}/self-check/*\n  Cache-Control: no-store\n" for one in LANGUAGES)
    return f"{STATIC_HEAD}/*\n{sent}{pages}{types}"


def types_file(portal: Path) -> Path:
    """`build/portal` -> `build/portal-types.conf`."""
    return portal.with_name(f"{portal.name}-types.conf")


def nginx_types() -> str:
    """nginx's own list of types is left aside, and what it does not know is a mere file."""
    known = [
        f"    {value.removesuffix(CHARSET)} {end.removeprefix('.')};\n"
        for end, value in MEDIA_TYPES.items()
    ]
    with_charset = {value for value in MEDIA_TYPES.values() if value.endswith(CHARSET)}
    texts = {value.removesuffix(CHARSET) for value in with_charset}
    words = " ".join(sorted(texts - {ALWAYS_WITH_CHARSET}))
    return (
        f"{TYPES_HEAD}types {{\n{''.join(known)}}}\n"
        f"default_type {UNKNOWN};\ncharset utf-8;\ncharset_types {words};\n"
    )
