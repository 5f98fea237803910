"""A person in front of a browser, who finds things by what they are called and what they do."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator
from playwright.sync_api import Page
from playwright.sync_api import expect

from intake_app.catalog import Language
from tests.support.browsers.walk import Walk
from tests.support.demo import Demo
from tests.support.form.answers import NEEDED

REFERENCE = re.compile(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$")
OTHER: dict[Language, Language] = {"en": "fr", "fr": "en"}

# Everything that has broken such forms before: emoji, two directions, apostrophes, markup.
NAME = "Zoë O’Brien-D'Arcy 👩‍👧 أمّ يوسف"
OWN_WORDS = ("Aïe! <b>“L'école”</b> & نحن بخير 🙂 {{7*7}} %s " * 25)[:1000].strip().ljust(1000, "x")
PHONE = NEEDED["phone"]
NOT_TO_BE_TOLD = "Grand-père Émile’s sister"
CODE = re.compile(r"^([0-9A-Z]{4} ){4}[0-9A-Z]{4}$")


@dataclass
class Visitor(Walk):
    """Walks through portal and form in one language."""

    page: Page
    demo: Demo
    language: Language

    def go(self, path: str) -> None:
        """Open an address of this language, like `ask/`."""
        self.page.goto(f"{self.demo.site}/{self.language}/{path}")

    def heading(self, key: str) -> Locator:
        """The page's first heading, which says these words."""
        return self.page.get_by_role("heading", level=1, name=self.say(key), exact=True)

    def sees(self, key: str) -> None:
        """Fails unless the page's first heading says these words."""
        expect(self.heading(key)).to_be_visible()

    def press(self, key: str) -> None:
        """A button by its words."""
        self.page.get_by_role("button", name=self.say(key), exact=True).click()

    def follow(self, key: str) -> None:
        """A link by its words."""
        self.page.get_by_role("link", name=self.say(key), exact=True).click()

    def unfold(self, key: str) -> None:
        """What one more press shows."""
        self.page.get_by_text(self.say(key), exact=True).click()

    def press_or_follow(self, key: str) -> None:
        """A button or a link, whichever the page has."""
        name = self.say(key)
        link = self.page.get_by_role("link", name=name, exact=True)
        link.or_(self.page.get_by_role("button", name=name, exact=True)).click()

    def group(self, field: str) -> Locator:
        """A question with several answers."""
        return self.page.get_by_role("group", name=self.say(f"ask.{field}.label"))

    def choose(self, field: str, answer: str) -> None:
        """One of several answers."""
        self.answer(field, answer).check()

    def answer(self, field: str, answer: str) -> Locator:
        """An answer of a question, to choose or to look at."""
        words = self.say(f"ask.{field}.is_{answer}")
        return self.group(field).first.get_by_label(words, exact=True)

    def box(self, field: str) -> Locator:
        """A text field, whether or not "optional" stands behind its label."""
        label = r"\s+".join(map(re.escape, self.say(f"ask.{field}.label").split()))
        return self.page.get_by_role("textbox", name=re.compile(f"^{label}", re.IGNORECASE))

    def tick(self, field: str) -> Locator:
        """A single tick box."""
        return self.page.get_by_role("checkbox", name=self.say(f"ask.{field}.label"), exact=True)

    def criterion(self, number: int) -> Locator:
        """A tick of the self-check, on its page or in the form, in whichever voice."""
        row = self.region.selfcheck.criteria[number]
        said = [text[self.language].split() for text in (row.text, *row.variants.values())]
        names = "|".join(r"\s+".join(map(re.escape, words)) for words in said)
        return self.page.get_by_role("checkbox", name=re.compile(f"^(?:{names})$"))

    def consent(self) -> Locator:
        """The tick above Send, for somebody who asks for their own family."""
        text = self.region.consent.contact_me[self.language]
        return self.page.get_by_role("checkbox", name=text, exact=True)

    def summary(self) -> Locator:
        """What to look at again."""
        return self.page.get_by_role("alert").filter(has_text=self.say("errors.summary_title"))

    def open_one_page(self) -> None:
        """From the start screen to the form on one page, with whatever was ticked before."""
        one_page = "ask.start.one_page"
        self.press_or_follow(one_page if one_page in self.words else "ask.start.button")
        self.sees("ask.form.title")

    def start(self) -> None:
        """Straight to the form."""
        self.go("ask/one-page")
        self.sees("ask.form.title")

    def write(self, question: str, text: str) -> None:
        """Into a text field, in place of what stands there."""
        self.box(question).fill(text)

    def mark(self, question: str) -> None:
        """A single tick box."""
        self.tick(question).check()

    def fill_required(self) -> None:
        """The eight answers of a parent who wants to be phoned."""
        self.fill_all(name=NAME)

    def fill_more(self) -> None:
        """Some of the optional ones."""
        self.mark("leave_message")
        self.write("do_not_contact", NOT_TO_BE_TOLD)
        self.write("own_words", OWN_WORDS)

    def check_answers(self) -> None:
        """To the last page before sending."""
        self.press("ask.form.continue")
        self.sees("ask.check.title")

    def send(self) -> str:
        """Agree and send; returns the reference."""
        self.consent().check()
        self.press("ask.check.send")
        self.sees("ask.received.title")
        return self.reference()

    def reference(self) -> str:
        """As the page shows it."""
        return self.page.get_by_role("main").get_by_text(REFERENCE).inner_text()

    def switch_language(self) -> None:
        """By whatever the page offers: a link, or a button that takes along what was typed."""
        self.press_or_follow("shell.other_language")
        self.language = OTHER[self.language]
