"""Each kind of person, contact, age, language, width, with and without JavaScript, both ways.

Not every mixture: a table in which each value meets the others that matter to it.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext
from playwright.sync_api import Route
from playwright.sync_api import expect

from intake_app.catalog import Language
from intake_app.journey import QUESTIONS
from tests.support.browsers.mailbox import await_mails
from tests.support.browsers.mailbox import open_newest
from tests.support.browsers.steps import Walker
from tests.support.browsers.visitor import NAME
from tests.support.demo import Demo

KIDS_HELP_PHONE = "1-800-668-6868"
WHENCE = ("referer", "origin", "sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest")


@dataclass(frozen=True)
class Person:
    """Somebody, and what they have in their hands."""

    who: str
    reach: str
    age: str
    language: Language
    width: int
    script: bool
    way: str
    silent: bool = False
    """Their browser says nothing about where they come from."""

    def __str__(self) -> str:
        script = "script" if self.script else "no script"
        said = (self.who, self.reach, self.age, self.language, self.width, script, self.way)
        return ", ".join(map(str, said))


STEPS, ONE_PAGE = "step by step", "on one page"
PEOPLE = (
    Person("young-person", "text", "6-11", "en", 320, False, STEPS),
    Person("young-person", "email", "12-15", "fr", 1280, True, ONE_PAGE),
    Person("young-person", "i-will-contact", "12-15", "fr", 320, True, STEPS),
    Person("parent", "i-will-contact", "0-5", "fr", 320, False, ONE_PAGE),
    Person("parent", "text", "16-17", "en", 1280, True, STEPS, silent=True),
    Person("friend", "phone", "6-11", "fr", 1280, False, STEPS),
    Person("friend", "email", "12-15", "en", 320, True, ONE_PAGE),
    Person("worker", "text", "0-5", "fr", 1280, False, ONE_PAGE, silent=True),
    Person("worker", "i-will-contact", "18-21-in-school", "en", 320, True, STEPS),
)


def _say_nothing_of_whence(route: Route) -> None:
    told = {name: text for name, text in route.request.headers.items() if name not in WHENCE}
    route.continue_(headers=told)


@pytest.fixture
def walker_of(
    new_context: Callable[..., BrowserContext], demo: Demo
) -> Iterator[Callable[[Person], Walker]]:
    contexts: list[BrowserContext] = []

    def walker(person: Person) -> Walker:
        screen = {"width": person.width, "height": 800}
        context = new_context(viewport=screen, java_script_enabled=person.script)
        contexts.append(context)
        if person.silent:
            context.route("**/*", _say_nothing_of_whence)
        page = context.new_page()
        return Walker(page, demo, person.language, person.who, person.reach, person.age)

    yield walker
    for context in contexts:
        context.close()


def _to_the_check(walker: Walker, way: str) -> None:
    if way == STEPS:
        walker.walk()
        return
    walker.is_known = False
    walker.start()
    for step in QUESTIONS:
        walker.fill(step)
    walker.check_answers()


@pytest.mark.parametrize("person", PEOPLE, ids=str)
def test_this_person_is_heard(
    walker_of: Callable[[Person], Walker], demo: Demo, person: Person
) -> None:
    arrived = demo.settled_mails()
    walker = walker_of(person)
    _to_the_check(walker, person.way)
    if (person.who, person.age) == ("young-person", "12-15"):
        expect(walker.page.get_by_text(walker.say("ask.age_band.young_12_15"))).to_be_visible()
    reference = walker.send_it()
    await_mails(demo, arrived + 1)
    told = open_newest(walker.page, demo).referral
    assert (told["reference"], told["name"], told["who"]) == (reference, NAME, person.who)
    assert told["contact"]["reach"] == person.reach
    assert told["child"]["age_band"] == person.age
    assert told["form_language"] == person.language


@pytest.mark.parametrize("way", [STEPS, ONE_PAGE])
def test_a_young_child_reads_whom_to_call_first_and_may_go_on(
    walker_of: Callable[[Person], Walker], way: str
) -> None:
    walker = walker_of(Person("young-person", "phone", "6-11", "en", 320, True, way))
    if way == STEPS:
        walker.walk("child")
    else:
        walker.is_known = False
        walker.start()
        walker.choose("who", "young-person")
    form = walker.page.get_by_role("main")
    number = form.get_by_role("link", name=KIDS_HELP_PHONE, exact=True)
    expect(number).not_to_be_visible()
    walker.choose("age_band", "6-11")
    expect(number).to_be_visible()
