"""An announcement is read in the form too, from its first day to its last."""

from __future__ import annotations

from datetime import UTC
from datetime import date
from datetime import datetime
from datetime import timedelta

import pytest

from intake_app.catalog import Announcement
from intake_app.catalog import Language
from intake_app.catalog import Text
from intake_app.dates import at
from intake_app.intake.content_watch import DayWatch
from tests.support.form.site import Site

CLOSED = Announcement(
    id="holidays",
    text=Text("We are closed on December 25.", "Nous sommes fermés le 25 décembre."),
    first_day=date(2026, 12, 22),
    last_day=date(2026, 12, 26),
)


@pytest.mark.parametrize(
    ("day", "said"), [(21, False), (22, True), (26, True), (27, False)], ids=str
)
def test_each_screen_says_it_on_its_days(
    halton: Site, language: Language, day: int, said: bool
) -> None:
    noon = at(date(2026, 12, day), 12)
    visitor = halton.changed(announcements=(CLOSED,), clock=lambda: noon).visitor(language)
    pages = [visitor.get(place) for place in ("ask/", "ask/one-page", "nowhere")]
    pages += [visitor.open_form(), visitor.go_on()]
    for page in pages:
        assert (CLOSED.text[language] in page.response.text) is said


def test_it_comes_and_goes_at_midnight_in_ontario(halton: Site) -> None:
    intake = halton.changed(announcements=(CLOSED,)).intake
    changed: list[datetime] = []
    moment = datetime(2026, 12, 20, 12, 0, tzinfo=UTC)
    watch = DayWatch(intake.news, lambda: changed.append(moment))
    while moment < datetime(2026, 12, 29, tzinfo=UTC):
        watch.look(moment)
        moment += timedelta(minutes=30)
    assert changed == [at(date(2026, 12, day), 0).astimezone(UTC) for day in (22, 27)]
