"""What a region lacks before it may be served to real families."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from pathlib import Path

from intake_app.catalog import wording
from intake_app.catalog.model import Phone
from intake_app.catalog.model import Regime
from intake_app.catalog.model import Region
from intake_app.errors import Fault


def unfit_to_serve(region: Region, content: Path = Path("content")) -> tuple[Fault, ...]:
    """Why this region may not be served to real families yet; empty when it may."""
    place = str(content / "regions" / region.slug / "region.yml")
    faults = []
    if region.lead_agency.phone is None:
        faults.append(
            Fault(place, "`lead_agency.phone` is unknown.", "Ask the lead agency for its number.")
        )
    if region.regime is Regime.UNCONFIRMED:
        faults.append(Fault(place, "`regime` is unconfirmed.", "Ask the agency's privacy officer."))
    faults += [
        Fault(
            place,
            f"{line} is unchecked.",
            "Check it in print or with its operator, then write the day in `last_checked`.",
        )
        for line in _unchecked_lines(region)
    ]
    faults += example_numbers(place, _phones(region))
    approvals = (("consent", region.consent), ("duty_to_report", region.duty_to_report))
    faults += [
        Fault(
            place,
            f"`{name}` wording is not approved.",
            "Have the agency approve it; fill in `approved_by` and `approved_on`.",
        )
        for name, wording in approvals
        if not wording.approval.given
    ]
    return tuple(faults)


def _unchecked_lines(region: Region) -> Iterator[str]:
    for line in region.crisis_lines:
        if line.fact.last_checked is None:
            yield f"Crisis line `{line.id}` ({line.phone.said('en')})"
    society = region.child_protection
    if society and society.fact.last_checked is None:
        yield f"`child_protection` ({society.phone.said('en')})"


def example_numbers(place: str, phones: Iterable[Phone]) -> list[Fault]:
    """Those that ring nowhere: of a message of ours, or of a film."""
    return [
        Fault(place, f"`{phone.display}` is {wording.RINGS_NOWHERE}.", wording.REAL_NUMBER)
        for phone in phones
        if wording.EXAMPLE_NUMBER.search(phone.display) and not phone.sample
    ]


def _phones(region: Region) -> Iterator[Phone]:
    if region.lead_agency.phone:
        yield region.lead_agency.phone
    yield from (line.phone for line in region.crisis_lines)
    if region.child_protection:
        yield region.child_protection.phone
