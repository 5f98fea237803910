"""Slips in the names of mail services that many families here use, and what was meant.

Only what is surely a slip stands here: a good address must never be refused.
"""

from __future__ import annotations

SERVICES = {
    "gmail": "gmial gamil gmal gmai gmaill gmali gnail gmsil gmil gimail gmaul gmaik gmeil ggmail",
    "hotmail": "hotmial hotmal hotmai hotmil hotmaill hotamil homail htomail hormail hotnail",
    "outlook": "outlok outllok outlool outloook outook oulook otulook outloo outlock",
    "yahoo": "yahooo yaho yhaoo yahho yahou yshoo",
    "icloud": "iclod icoud iclould icluod iclooud",
    "sympatico": "sympatco sympatcio symaptico",
    "videotron": "videotrn videotorn",
    "cogeco": "cogeko",
}
OF_CANADA = {"sympatico", "videotron", "cogeco"}
"""They end in .ca."""
MEANT = {slip: name for name, slips in SERVICES.items() for slip in slips.split()}
NO_ENDING = {
    **dict.fromkeys(("con", "cmo", "comm", "ocm", "vom", "cim", "coom", "cpm", "xom"), "com"),
    **dict.fromkeys(("ney", "nte", "nett"), "net"),
    **dict.fromkeys(("ogr", "orgg"), "org"),
    "cca": "ca",
}
"""No address in the world ends so."""
SLIPS = {*NO_ENDING, "c", "co", "cm", "om"}
"""The last three are countries; none of these services has addresses there."""


def meant(domain: str) -> str:
    """The domain that was surely meant in place of this one; else empty."""
    name, _, ending = domain.lower().removeprefix("www.").rpartition(".")
    service = MEANT.get(name, name)
    if service in SERVICES:
        right = f"{service}.{_ending(service, ending)}"
    elif ending in NO_ENDING:
        right = f"{name}.{NO_ENDING[ending]}"
    else:
        return ""
    return right if right != domain.lower() else ""


def _ending(service: str, ending: str) -> str:
    if ending in SLIPS or (service, ending) == ("gmail", "ca"):
        return "ca" if service in OF_CANADA else "com"
    return ending


def has_ending(domain: str) -> bool:
    """Whether it may end so: no ending is one letter."""
    ending = domain.rpartition(".")[2]
    return len(ending) > 1 or not ending.isascii()
