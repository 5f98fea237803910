"""Ontario's privacy commissioner, whom the privacy pages of all regions name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from intake_app.catalog import Fact
from intake_app.catalog import Phone
from intake_app.catalog import Text
from intake_app.catalog import checked_fact
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


def load_commissioner(content: Path, *, today: date | None = None) -> Commissioner:
    """Reads content/commissioner.yml. Raises ContentFaults with every fault."""
    faults = Faults(today)
    node = reader.parse(content / FILE, faults)
    if node is None:
        raise ContentFaults(sorted(faults.found))
    top = Section(node, faults)
    phone, toll_free = top.phone("phone") or NO_PHONE, top.phone("toll_free") or NO_PHONE
    loaded = Commissioner(
        name=top.both("name") or NOTHING,
        address=top.both("address") or NOTHING,
        phone=phone,
        toll_free=toll_free,
        fact=checked_fact(top, phone, toll_free),
    )
    top.finish()
    if faults.found:
        raise ContentFaults(sorted(faults.found))
    return loaded
