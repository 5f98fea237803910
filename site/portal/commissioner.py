"""Ontario's privacy commissioner, whom the privacy pages of all regions name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from intake_app.catalog import Fact
from intake_app.catalog import Phone
from intake_app.catalog import Text
from intake_app.catalog import reader
from intake_app.catalog.reader import Faults
from intake_app.catalog.reader import Section
from intake_app.errors import ContentFaults

FILE = "commissioner.yml"
NOTHING = Text("", "")
NO_PHONE = Phone("911")


@dataclass(frozen=True, kw_only=True)
class Commissioner:
    """Where a family can complain about what became of its answers."""

    name: Text
    address: Text
    phone: Phone
    toll_free: Phone
    fact: Fact


def load_commissioner(content: Path) -> Commissioner:
    """Reads content/commissioner.yml. Raises ContentFaults with every fault."""
    faults = Faults()
    node = reader.parse(content / FILE, faults)
    if node is None:
        raise ContentFaults(sorted(faults.found))
    top = Section(node, faults)
    loaded = Commissioner(
        name=top.both("name") or NOTHING,
        address=top.both("address") or NOTHING,
        phone=top.phone("phone") or NO_PHONE,
        toll_free=top.phone("toll_free") or NO_PHONE,
        fact=Fact(top.text("source") or "", top.day("last_checked")),
    )
    top.finish()
    if faults.found:
        raise ContentFaults(sorted(faults.found))
    return loaded
