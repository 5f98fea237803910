"""For nginx: the header set and the types of files that the web process sends, as nginx reads them.

They lie beside the portal, never in it, so that no web server publishes them.
"""

from __future__ import annotations

from pathlib import Path

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
CHARSET = "; charset=utf-8"
ALWAYS_WITH_CHARSET = "text/html"


def write_beside(portal: Path, *, https: bool) -> None:
    """Both files, next to a finished portal."""
    headers_file(portal).write_text(nginx_headers(https=https), encoding="utf-8")
    types_file(portal).write_text(nginx_types(), encoding="utf-8")


def headers_file(portal: Path) -> Path:
    """`build/portal` -> `build/portal-headers.conf`."""
    return portal.with_name(f"{portal.name}-headers.conf")


def nginx_headers(*, https: bool) -> str:
    """`add_header` lines, for error pages too."""
    sent = WITH_HTTPS if https else HEADERS
    return HEAD + "".join(f'add_header {name} "{value}" always;\n' for name, value in sent)


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
