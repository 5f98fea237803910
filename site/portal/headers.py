"""The header set for nginx: the lines that the web process sends, written as nginx reads them.

It lies beside the portal, never in it, so that no web server publishes it.
"""

from __future__ import annotations

from pathlib import Path

from intake_app.security.headers import HEADERS
from intake_app.security.headers import WITH_HTTPS

HEAD = (
    "# Made by the portal build from intake_app/security/headers.txt: include it where nginx\n"
    "# serves the portal's files. What it passes on to the web process carries the set already.\n"
)


def headers_file(portal: Path) -> Path:
    """`build/portal` -> `build/portal-headers.conf`."""
    return portal.with_name(f"{portal.name}-headers.conf")


def nginx_headers(*, https: bool) -> str:
    """`add_header` lines, for error pages too."""
    sent = WITH_HTTPS if https else HEADERS
    return HEAD + "".join(f'add_header {name} "{value}" always;\n' for name, value in sent)
