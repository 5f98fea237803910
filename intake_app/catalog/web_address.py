"""Which addresses of the web a family can follow."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from intake_app.catalog.wording import Flaw

ADDRESS = re.compile(r"https://(?:[\w-]+\.)+[^\W\d_]{2,}(?:[:/?#][^\s<>\"“”]*)?")
INSIDE = re.compile(r".*\.(?:local|localdomain|lan|home|corp|intra|private|internal|test)")
"""Hosts of a network that nobody reaches from outside."""
FOR_STAFF = re.compile(
    r".*(?:\.sharepoint\.com|safelinks\.protection\.outlook\.com|teams\.microsoft\.com|1drv\.ms)"
    r"|(?:outlook|mail)\.(?:office|office365|google|live)\.com|(?:drive|docs)\.google\.com"
    r"|(?:.+\.)?(?:intranet|extranet|staff|vpn|webmail)\..+"
)
"""Hosts that ask for an account; links copied from a mail even name who copied them."""


def web_address_flaw(text: str) -> Flaw | None:
    """What keeps a family from reading there; None for an https address of a public site."""
    host = urlsplit(text).hostname or "" if ADDRESS.fullmatch(text) else ""
    if not host or INSIDE.fullmatch(host):
        cure = "Write the full address of a public page; it begins with https://."
        return Flaw("leads to no public site", cure)
    if FOR_STAFF.fullmatch(host):
        return Flaw("asks families for an account", "Name the public page it leads to.")
    return None
