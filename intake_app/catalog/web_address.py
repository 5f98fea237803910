"""Which addresses of the web a family can follow."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from intake_app import service_paths
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

PERSONAL = re.compile(
    r"(?i).*@(?:(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|icloud|me|aol|gmx"
    r"|proton|protonmail|videotron|sympatico|bell|rogers|cogeco)\.(?:\w{2,3})(?:\.\w\w)?)"
)
"""Mailboxes of a person, which no agency looks after."""
NOT_PERSONAL = "Write an address of the agency; a person's own mailbox is not looked after."
THROUGH_OTHERS = re.compile(
    r"(?i)(?:www\.)?(?:bit\.ly|tinyurl\.com|goo\.gl|t\.co|ow\.ly|buff\.ly|is\.gd|rb\.gy|lnkd\.in"
    r"|cutt\.ly|forms\.gle|(?:\w+\.)?surveymonkey\.\w+|eventbrite\.\w+(?:\.\w+)?|typeform\.com"
    r"|jotform\.com|l\.facebook\.com|translate\.google\.\w+|\w+\.list-manage\.com"
    r"|forms\.(?:office|microsoft)\.com)"
)
"""Hosts that shorten an address, pass it on, or keep what families type."""
PASSED_ON = re.compile(r"(?i)//(?:www\.)?google\.\w+/(?:url|search)\b")
TRACKS = re.compile(r"(?i)[?&](?:utm_\w+|fbclid|gclid|mc_[ce]id|msclkid|igshid)=")
OF_THE_BUILD = frozenset({"documents", "pictures", "assets", "404"})
RESERVED = service_paths.BELOW_A_LANGUAGE | service_paths.AT_THE_ROOT | OF_THE_BUILD
"""First parts of addresses that belong to the service or to the build."""


def is_personal(address: str) -> bool:
    """Whether an e-mail address is that of a person, not of an agency."""
    return bool(PERSONAL.fullmatch(address))


def host_in(text: str) -> str:
    """The host of an address; empty when there is none, as in `https://[`."""
    try:
        return urlsplit(text).hostname or ""
    except ValueError:
        return ""


def web_address_flaw(text: str) -> Flaw | None:
    """What keeps a family from reading there; None for an https address of a public site."""
    host = host_in(text) if ADDRESS.fullmatch(text) else ""
    if not host or INSIDE.fullmatch(host):
        cure = "Write the full address of a public page; it begins with https://."
        return Flaw("leads to no public site", cure)
    if FOR_STAFF.fullmatch(host):
        return Flaw("asks families for an account", "Name the public page it leads to.")
    if THROUGH_OTHERS.fullmatch(host) or PASSED_ON.search(text):
        return Flaw("leads through another company", "Paste the address that the browser shows.")
    if TRACKS.search(text):
        return Flaw("tells who follows it", "Take away what stands behind the `?`.")
    return None
