"""Every state of the form in every region and language, each reached once and then looked at."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from datetime import datetime
from datetime import timedelta
from pathlib import Path

from werkzeug.test import TestResponse

from intake_app.catalog import Language
from intake_app.catalog import load_training
from intake_app.demo import ROWS
from intake_app.intake.clock import utc_now
from intake_app.intake.reception import Intake
from intake_app.settings import Recipient
from tests.support import keys as throw_away
from tests.support.form.site import Site
from tests.support.form.visitor import SITE
from tests.support.form.visitor import Page
from tests.support.form.visitor import Visitor
from tests.support.form.walker import Walker
from tests.support.keys import Keys
from tests.support.settings import make_settings

OUR_PROXY = "10.0.0.2"


@dataclass
class StateService:
    """A service of the gallery's own behind a proxy; its clock and disk may be meddled with."""

    site: Site
    language: Language
    ahead: timedelta = timedelta()
    latest: Visitor | None = None
    """Whoever came last: a redirect is followed by the same browser."""

    def clock(self) -> datetime:
        return utc_now() + self.ahead

    @contextmanager
    def later(self, wait: timedelta) -> Iterator[None]:
        """What happens inside happens this much later."""
        self.ahead = wait
        yield
        self.ahead = timedelta()

    def visitor(self, address: str = "") -> Visitor:
        """Somebody without cookies."""
        return self._from(self.site.visitor(self.language), address)

    def walker(self, address: str = "") -> Walker:
        """Somebody who comes for the first time."""
        walker = Walker.beside(self.site.visitor(self.language))
        self._from(walker, address)
        return walker

    def _from(self, visitor: Visitor, address: str) -> Visitor:
        self.latest = visitor
        visitor.client = visitor.client.application.test_client()
        if address:
            environ = {"REMOTE_ADDR": OUR_PROXY, "HTTP_X_FORWARDED_FOR": address}
            visitor.client.environ_base = {**visitor.client.environ_base, **environ}
        return visitor


Reach = Callable[[StateService], TestResponse]


def get(house: StateService, below: str) -> TestResponse:
    """Somebody without cookies asks for a page."""
    visitor = house.visitor()
    return visitor.client.get(visitor.path(below), base_url=SITE)


def post(house: StateService, below: str, fields: object, **options: object) -> TestResponse:
    """Somebody without cookies presses a button."""
    return house.visitor().post(below, fields, **options)


FOR_STAFF = ("have_it.html", "had.html", "have_it_gone.html")


@dataclass(frozen=True)
class State:
    """One state of one screen: how to get there, and what must be found."""

    name: str
    template: str
    heading: str
    """Key of the words in the one first heading; tells that it is this template."""
    reach: Reach
    says: tuple[str, ...] = ()
    """Keys of the errors and notices that must be told."""
    status: int = 200
    step: str = ""

    @property
    def for_family(self) -> bool:
        """False for what only staff of the agency see: no way out of there is needed."""
        return self.template not in FOR_STAFF


def rows_of(template: str, heading: str, step: str = "") -> Callable[..., State]:
    """Makes rows of one template: `row(name, reach, *says, status=200)`."""

    def row(name: str, reach: Reach, *says: str, status: int = 200) -> State:
        return State(name, template, heading, reach, says, status, step)

    return row


@dataclass
class Gallery:
    """Opens the services and reaches the states when they are first asked for."""

    keys: Keys
    folder: Path
    _houses: dict[tuple[str, Language], StateService] = field(default_factory=dict)
    _reached: dict[tuple[str, Language, str], Page] = field(default_factory=dict)

    def page(self, region: str, language: Language, state: State) -> Page:
        """The page of a state, held to the rules of the house."""
        key = (region, language, state.name)
        if key not in self._reached:
            house = self.house(region, language)
            answer = state.reach(house)
            assert house.latest
            self._reached[key] = Walker.page(house.latest, answer)
        return self._reached[key]

    def house(self, region: str, language: Language) -> StateService:
        if (region, language) not in self._houses:
            self._houses[region, language] = self._open(region, language)
        return self._houses[region, language]

    def stylesheet(self, region: str, language: Language) -> tuple[str, bytes]:
        """Address and text of the one that every page names."""
        house = self.house(region, language)
        page = house.visitor().get("ask/")
        links = [link for link in page.root.iter("link") if link.get("rel") == "stylesheet"]
        (address,) = [link.get("href", "") for link in links]
        return address, house.site.client.get(address, base_url=SITE).data

    def _open(self, region: str, language: Language) -> StateService:
        folder = self.folder / f"{region}-{language}"
        folder.mkdir()
        contact = Recipient(throw_away.SECOND, self.keys.second.certificate)
        own = {"proxy_hops": 1, "training_recipients": (contact,)}
        settings = make_settings(region, folder, self.keys, **own)
        opened = Intake.open(settings)
        house: list[StateService] = []
        # Staff's pages are shown in both languages too.
        place = dataclasses.replace(opened.region, staff_language=language)
        rows = load_training(settings.content, region, ROWS)
        training = dataclasses.replace(opened.training, dates={row.id: row for row in rows})

        def clock() -> datetime:
            """The house's own, once it stands."""
            return house[0].clock() if house else utc_now()

        intake = dataclasses.replace(opened, region=place, training=training, clock=clock)
        house.append(StateService(Site(settings, intake, self.keys), language))
        return house[0]

    def close(self) -> None:
        for house in self._houses.values():
            house.site.intake.store.close()
