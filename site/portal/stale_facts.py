"""Which facts nobody has checked yet, or not within a year. A build says so, and goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from datetime import timedelta

from intake_app.catalog import Fact
from intake_app.errors import Fault
from portal.site_model import SiteModel

GOOD_FOR = timedelta(days=366)
CURE = "Check it in print or by phone, then write the day in `last_checked`."


def facts_to_check(model: SiteModel) -> tuple[Fault, ...]:
    """One line for each, as of the build's date."""
    problems = ((place, name, _problem(fact, model.today)) for place, name, fact in _facts(model))
    return tuple(
        Fault(place, f"{name} {problem}", CURE) for place, name, problem in problems if problem
    )


def _facts(model: SiteModel) -> Iterator[tuple[str, str, Fact]]:
    region = model.region
    folder = f"content/regions/{region.slug}"
    yield f"{folder}/region.yml", "`lead_agency`", region.lead_agency.fact
    for line in region.crisis_lines:
        yield (
            f"{folder}/region.yml",
            f"Crisis line `{line.id}` ({line.phone.said('en')})",
            line.fact,
        )
    if region.child_protection:
        society = region.child_protection
        place = f"`child_protection` ({society.phone.said('en')})"
        yield f"{folder}/region.yml", place, society.fact
    yield f"{folder}/region.yml", "`door_rules`", region.door_rules.fact
    for partner in model.partners:
        yield f"{folder}/partners.yml", f"Agency `{partner.id}`", partner.fact
    yield "content/commissioner.yml", "The privacy commissioner", model.commissioner.fact


def _problem(fact: Fact, today: date) -> str:
    if fact.last_checked is None:
        return "has never been checked."
    if today - fact.last_checked > GOOD_FOR:
        return f"was last checked on {fact.last_checked}, more than a year ago."
    return ""
