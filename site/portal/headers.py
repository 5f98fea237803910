"""The header set for nginx: the lines that the web process sends, written as nginx reads them.

It lies beside the portal, never in it, so that no web server publishes it.
"""

from __future__ import annotations

from pathlib import Path

from intake_app import errors

SOURCE = Path(errors.__file__).parent / "security" / "headers.txt"
"""Read, not imported: the portal knows nothing of the service's code."""
HTTPS = "https "
HEAD = (
    "# Made by the portal build from intake_app/security/headers.txt: include it where nginx\n"
    "# serves the portal's files. What it passes on to the web process carries the set already.\n"
)


def headers_file(portal: Path) -> Path:
    """`build/portal` -> `build/portal-headers.conf`."""
    return portal.with_name(f"{portal.name}-headers.conf")


def nginx_headers(*, https: bool) -> str:
    """`add_header` lines, for error pages too."""
    lines = [line for line in SOURCE.read_text(encoding="utf-8").splitlines() if line]
    rows = [line.partition(": ") for line in lines if not line.startswith("#")]
    sent = [
        f'add_header {name.removeprefix(HTTPS)} "{value}" always;\n'
        for name, _, value in rows
        if https or not name.startswith(HTTPS)
    ]
    return HEAD + "".join(sent)
