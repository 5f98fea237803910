"""Every text of the form is shown somewhere, and every text that is asked for exists."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date
from itertools import product

import pytest
from werkzeug.datastructures import MultiDict

from intake_app.catalog import Fact
from intake_app.catalog import FrenchService
from intake_app.catalog import Language
from intake_app.catalog import Phone
from intake_app.catalog import Region
from intake_app.catalog import Text
from intake_app.catalog import Words
from intake_app.catalog import load_texts
from intake_app.catalog import load_training
from intake_app.demo import ROWS
from intake_app.forms import Answers
from intake_app.forms import CheckScreen
from intake_app.forms import CodeScreen
from intake_app.forms import SignUpScreen
from intake_app.forms import StepForm
from intake_app.forms.honeypot import TrapScreen
from intake_app.forms.screens import SpokenConsentScreen
from intake_app.intake.clock import utc_now
from intake_app.intake.training_desk import SignUpStatus
from intake_app.journey import QUESTIONS
from intake_app.referral import Reach
from intake_app.referral import WayIn
from intake_app.referral import Who
from intake_app.routes.one_page.turns import ENDED
from intake_app.routes.one_page.turns import EXPIRED
from intake_app.routes.one_page.turns import SENT_BEFORE
from intake_app.routes.pages import WORDED
from intake_app.routes.pages import Pages
from intake_app.routes.pages import StepPage
from intake_app.routes.services import KEY
from intake_app.routes.steps.later import CANNOT_OPEN
from intake_app.routes.steps.questions import FOREIGN
from intake_app.routes.steps.questions import LOST
from intake_app.routes.steps.questions import NOT_KEPT
from intake_app.routes.steps.questions import SENT
from intake_app.routes.training import NOT_SAVED
from intake_app.routes.training_pages import no_sign_up_page
from intake_app.routes.training_pages import sign_up_page
from intake_app.routes.training_pages import signed_up_page
from intake_app.routes.travel import Travel
from intake_app.store import Handling
from intake_app.store import Outcome
from intake_app.store import Receipt
from intake_app.ticket_kind import Kind
from tests.support.form.answers import EMAIL
from tests.support.form.answers import EVERYTHING
from tests.support.form.answers import HELPER
from tests.support.form.answers import NEEDED
from tests.support.form.answers import TEXT
from tests.support.form.answers import WRONG
from tests.support.form.site import Site
from tests.support.form.visitor import Visitor
from tests.support.form.walker import Walker
from tests.support.project import PROJECT

SAID = {"en": "905-555-0123 ext. 12", "fr": "905-555-0123 poste 12"}
OURS = ("ask.", "errors.")
CHANGED = "errors.changed"
STATES: tuple[dict[str, object], ...] = (
    EVERYTHING,
    {**EMAIL, **HELPER, "others_read_email": "yes"},
    TEXT,
    {"own_words": "x" * 1001},
    {"reach": "email", "email": "zoe@gmail.con"},
    {"web_page": "filled"},
    {"reach": "i-will-contact"},
)


class Noted(dict[str, Text]):
    """The texts, noting each one that is asked for."""

    def __init__(self, texts: dict[str, Text]) -> None:
        super().__init__(texts)
        self.shown: set[str] = set()

    def __getitem__(self, key: str) -> Text:
        self.shown.add(key)
        return super().__getitem__(key)


def variants(region: Region) -> Iterator[Region]:
    """The region as it is, and as its agency may yet fill it in."""
    agency = dataclasses.replace(region.lead_agency, phone=None)
    promise = dataclasses.replace(region.promise, acknowledge_working_days=2)
    yield dataclasses.replace(region, lead_agency=agency)
    checked = Fact("a test", date(2026, 11, 20))
    lines = tuple(dataclasses.replace(line, fact=checked) for line in region.crisis_lines)
    yield dataclasses.replace(region, crisis_lines=lines)
    for french in FrenchService:
        yield dataclasses.replace(
            region, french_service=french, promise=promise, places=(Text("Milton", "Milton"),)
        )
    yield region


KINDS = (
    Kind(),
    *(
        Kind(reach, voices=who.voices, in_call=in_call, unnamed=unnamed)
        for reach, who, in_call, unnamed in product(Reach, Who, (False, True), (False, True))
        if not (unnamed and reach is Reach.I_WILL_CONTACT)
    ),
)


def show_every_screen(visitor: Visitor, pages: Pages) -> None:
    """Reach every state with real answers; what needs a failing disk is rendered directly."""
    visitor.get("ask/")
    visitor.page(visitor.post("ask/from-check", {"criteria": "not-sure"}))
    visitor.page(visitor.press(visitor.go_on(), "send"))
    call = visitor.get("ask/one-page?call")
    asked = visitor.page(visitor.press(call, "continue", **NEEDED))
    visitor.page(visitor.press(asked, "send"))
    visitor.page(visitor.press(asked, "send", consent="yes"))
    form = visitor.open_form()
    check = visitor.page(visitor.press(form, "continue", **NEEDED))
    visitor.press(check, "send", consent="yes")
    visitor.page(visitor.press(form, "continue", **NEEDED))
    visitor.page(visitor.post("ask/one-page", {"token": "old", "go": "continue"}))
    visitor.page(visitor.post("ask/one-page", {"answers": "broken", "go": "send"}))
    visitor.go_on(**{**EVERYTHING, "phone": "613-555-0123 maison"})
    for typed in (*(typed for typed, _ in WRONG.values()), *STATES):
        visitor.go_on(**typed)
    receipt = Receipt("HAL-2026-0001", "AAAA-AAAA", utc_now(), None)
    for kind in KINDS:
        pages.received("en", receipt, kind, "")
    pages.received("en", dataclasses.replace(receipt, delivered_at=utc_now()), Kind(), "")
    show_the_loop(pages, receipt)
    with visitor.client.application.test_request_context(method="POST"):
        show_sign_ups(pages, receipt, visitor.region)
    for case, kind in product(("press-again", "not-saved", "maybe-saved"), ("p", "py")):
        pages.send_again("en", Travel(token="t", sealed="s", kind=kind), case=case)  # noqa: S106
    pages.form("en", Answers.read(visitor.region, MultiDict()), "t", notice=ENDED)
    for code in WORDED:
        pages.error(code, ("en",))


def show_the_loop(pages: Pages, receipt: Receipt) -> None:
    """What became of a request, for the family and for staff."""
    now = utc_now()
    for changes in ({}, {"reached_at": now, "acknowledged_at": now}, {"erased_at": now}):
        for kind in KINDS:
            pages.status("en", dataclasses.replace(receipt, **changes), kind, "t")
    one = Handling(
        id=1,
        region="HAL",
        number=receipt.number,
        accepted_at=now,
        reached_at=now,
        acknowledged_at=now,
        acknowledged_by="",
        contacted_on=None,
        outcome=None,
        erased_at=None,
        reason=None,
    )
    given = {"one": one, "ticket": "t", "dates": (), "outcomes": tuple(Outcome)}
    pages.staff("had.html", errors=("contact_day", "outcome"), **given)


def show_sign_ups(pages: Pages, receipt: Receipt, region: Region) -> None:
    """A provider who signs up for a training, or cannot."""
    (training, *_) = load_training(PROJECT / "content", "halton", ROWS)
    for typed in ({}, {"attendee_email": "nobody"}):
        screens = SignUpScreen(region, MultiDict(typed)), TrapScreen(region, MultiDict())
        assert not screens[0].is_valid()
        sign_up_page(pages, "en", training, screens, token="t", notice=NOT_SAVED)  # noqa: S106
    for standing in set(SignUpStatus) - {SignUpStatus.OPEN}:
        no_sign_up_page(pages, "en", training.id, training, standing)
    for delivered_at in (None, utc_now()):
        one = dataclasses.replace(receipt, delivered_at=delivered_at)
        signed_up_page(pages, "en", training, one, "below")


def show_every_step(walker: Walker, pages: Pages) -> None:
    """The same for the form step by step, and for what becomes of a draft."""
    start = walker.page(walker.post("ask/from-check", {"criteria": "not-sure"}))
    who = walker.page(walker.press(start, "begin"))
    walker.press(who, "continue", who="parent", begun="yes")
    walker.walk(**EVERYTHING)
    walker.get("ask/")
    offer = walker.follow(walker.press(walker.at("help"), "later"))
    walker.page(walker.press(offer, "code"))
    for who, code in product(Who, ("", "0" * 20)):
        pages.later("en", go_on="who", notice="ask.later.full", voices=who.voices, code=code)
    for code in ("", *("0" * 20,) * 6):
        walker.page(walker.press(walker.at("resume"), "continue", code=code))
    screen = CodeScreen(walker.region, MultiDict())
    screen.complain(CANNOT_OPEN)
    pages.resume("en", screen)
    walker.post("ask/check", {"go": "send", "token": "old"})
    walker.page(walker.post("ask/forget", {"go": "forget"}))
    walker.keeps_cookies = False
    walker.page(walker.press(walker.at("who"), "continue", who="parent"))
    form = StepForm(walker.region, "name", MultiDict())
    notices = (NOT_KEPT, LOST, FOREIGN, SENT)
    for notice, who in product(notices, Who):
        page = StepPage(
            form=form,
            token="t",  # noqa: S106
            begun=True,
            ends=None,
            voices=who.voices,
            notice=notice,
        )
        pages.step("en", page)
    show_every_voice(walker.region, pages)
    referral = Answers.read(walker.region, MultiDict(NEEDED)).referral(
        language="en", way_in=WayIn.STEPS
    )
    consent = CheckScreen(walker.region, MultiDict())
    travel = Travel(token="t", seen="s")  # noqa: S106
    pages.check("en", referral, travel, consent=consent, notice=CHANGED)


def show_every_voice(region: Region, pages: Pages) -> None:
    """Each step as it is put to a parent, to a young person and to a helper, unanswered too."""
    wrong = (typed for typed, _ in WRONG.values())
    for voices, typed in product(((), *(who.voices for who in Who)), ({}, EMAIL, *wrong, *STATES)):
        for step in QUESTIONS:
            form = StepForm(region, step, MultiDict({**NEEDED, **typed} if typed else {}))
            form.is_valid  # noqa: B018  # a look leaves its complaints in the fields
            page = StepPage(
                form=form,
                token="t",  # noqa: S106
                begun=True,
                ends=utc_now(),
                voices=voices,
                notice="",
            )
            pages.step("en", page)
    ways = [Travel(token="t", sealed=sealed, ends=utc_now()) for sealed in ("s", "")]  # noqa: S106
    young = {"who": "young-person", "age_band": "6-11"}
    for typed, way in product((HELPER, young, {**young, "age_band": "12-15"}), WayIn):
        for reach in ({}, {"reach": "i-will-contact"} if region.lead_agency.phone else {}):
            answers = Answers.read(region, MultiDict({**NEEDED, **typed, **reach}))
            referral = answers.referral(language="en", way_in=way)
            consent = SpokenConsentScreen if way is WayIn.CALL else CheckScreen
            unsaid = consent(region, MultiDict())
            unsaid.is_valid()
            for notice, travel in product(("", CHANGED, EXPIRED, SENT_BEFORE, FOREIGN), ways):
                pages.check("en", referral, travel, consent=unsaid, notice=notice)


@pytest.fixture
def shown(halton: Site) -> set[str]:
    """Keys of every text that any screen asked for."""
    texts = Noted(load_texts(PROJECT / "content"))
    words = {lang: Words(lang, texts) for lang in ("en", "fr")}
    for region in variants(halton.intake.region):
        site = halton.changed(region=region, words=words)
        visitor, pages = site.visitor("en"), site.client.application.extensions[KEY].pages
        show_every_screen(visitor, pages)
        show_every_step(Walker.beside(visitor), pages)
    return texts.shown


def test_every_text_is_shown_somewhere(shown: set[str]) -> None:
    known = {key for key in load_texts(PROJECT / "content") if key.startswith(OURS)}
    assert known - shown == set()


def test_no_screen_shows_an_unfilled_place_or_a_key(visitor: Visitor) -> None:
    criteria = [row.id for row in visitor.region.selfcheck.criteria]
    pages = [visitor.get("ask/"), visitor.open_form(), visitor.go_on()]
    pages += [visitor.go_on(**{**EVERYTHING, "child_name": "Chloë"}, criteria=criteria)]
    pages += [visitor.go_on(**typed) for typed, _ in WRONG.values()]
    for page in pages:
        assert "{" not in page.text
        assert "ask." not in page.text
        assert "errors." not in page.text


def test_every_empty_form_has_a_token_of_its_own(visitor: Visitor) -> None:
    first, second = visitor.open_form().typed(), visitor.open_form().typed()
    assert first.pop("token") != second.pop("token")
    assert first == second


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_extension_is_said_in_the_form_and_dialled(halton: Site, language: Language) -> None:
    region, phone = halton.intake.region, Phone("905-555-0123", "12")
    agency = dataclasses.replace(region.lead_agency, phone=phone)
    own = halton.changed(region=dataclasses.replace(region, lead_agency=agency))
    visitor = own.visitor(language)
    for place in ("ask/", "ask/one-page", "ask/resume", "nowhere"):
        page = visitor.get(place)
        links = [
            link
            for link in page.root.iter("a")
            if "9055550123" in (link.get("href", "").replace("-", ""))
        ]
        assert {link.get("href") for link in links} == {"tel:+1-905-555-0123;ext=12"}
        assert {page.words_of(link) for link in links} == {SAID[language]}
