"""The questions, one class a screen. The one-page form and the paper form are sums of these.

Order of the fields is the order on the page. Wording stands in content/words/ask.yml under the
field's name, faults in errors.yml.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from typing import ClassVar

from werkzeug.datastructures import MultiDict
from wtforms import Form  # type: ignore[import-untyped]

from intake_app.catalog import Region
from intake_app.forms.checks import is_email
from intake_app.forms.checks import is_phone_number
from intake_app.forms.checks import is_place
from intake_app.forms.fields import AnswerFault
from intake_app.forms.fields import Choice
from intake_app.forms.fields import Line
from intake_app.forms.fields import Paragraph
from intake_app.forms.fields import Several
from intake_app.forms.fields import Tick
from intake_app.forms.fields import Ticks
from intake_app.forms.places import keepable_place
from intake_app.referral import AgeBand
from intake_app.referral import AgreedHow
from intake_app.referral import Answer
from intake_app.referral import Reach
from intake_app.referral import ServiceKind
from intake_app.referral import ServiceWish
from intake_app.referral import SignLanguage
from intake_app.referral import TalkLanguage
from intake_app.referral import Who

NOT_SURE = "not-sure"
NO_SIGN_LANGUAGE = "none"
WORKER = (Who.WORKER,)
MOST_OTHER_CHILDREN = 5
PHONE = {"type": "tel", "inputmode": "tel"}
TIMES = frozenset({"good_times", "bad_times"})


class Screen(Form):  # type: ignore[misc]
    """One screen's questions, for one region, with what was typed."""

    step: ClassVar[str]
    question: ClassVar[str] = ""
    """The field whose words are the heading when the screen stands alone; else its title is."""

    def __init__(self, region: Region, typed: MultiDict[str, str]) -> None:
        self.region = region
        super().__init__(typed if typed else None)

    def skipped(self) -> frozenset[str]:
        """Names of the fields that do not apply to the answers given; they are not checked."""
        return frozenset()

    def is_valid(self) -> bool:
        """Check every field that applies."""
        skipped = self.skipped()
        found = [field.validate(self) for field in self if field.name not in skipped]
        return all(found)

    def faulty(self) -> Iterator[Any]:
        """The fields with complaints, in order."""
        return (field for field in self if field.errors)

    def typed(self) -> dict[str, list[str]]:
        """What was typed, as the fields of a form, so that it can be kept and read again."""
        return {field.name: values for field in self if (values := _values(field))}


class WhoScreen(Screen):
    """Who is asking; of a helper, how the family agreed and who the helper is."""

    step = "who"
    question = "who"
    who = Choice(Who)
    family_agrees = Tick()
    agreed_how = Choice(AgreedHow)
    agreed_when = Line(limit=60)
    helper_name = Line(limit=100, optional=True, needed_from=WORKER)
    organisation = Line(limit=100)
    helper_phone = Line([is_phone_number], limit=120, look=PHONE, optional=True, needed_from=WORKER)
    helper_email = Line([is_email], limit=254, look={"type": "email"}, optional=True)
    tell_helper = Tick()

    def skipped(self) -> frozenset[str]:
        if self.who.data == Who.WORKER:
            return frozenset()
        if self.who.data == Who.FRIEND:
            return frozenset({"organisation"})
        return frozenset(field.name for field in self if field.name != self.question)

    def is_valid(self) -> bool:
        valid = super().is_valid()
        skipped = self.skipped()
        missing = {name: why for name, why in self._missing() if name not in skipped}
        for name, why in missing.items():
            self[name].errors = AnswerFault(f"errors.{name}.{why}").args
        return valid and not missing

    def _missing(self) -> Iterator[tuple[str, str]]:
        """What no field can know by itself: it depends on who is asking, or on another field."""
        is_worker = self.who.data == Who.WORKER
        has_contact = self.helper_phone.data or self.helper_email.data
        if not self.family_agrees.data:
            yield "family_agrees", "missing"
        if is_worker and not self.helper_name.data:
            yield "helper_name", "missing"
        if not has_contact and (is_worker or self.tell_helper.data):
            yield "helper_phone", "missing" if is_worker else "to_be_told"


class NameScreen(Screen):
    """What to call the person."""

    step = "name"
    question = "name"
    name = Line(limit=100)


class ReachScreen(Screen):
    """The one safe way to make contact. The fields of the other ways are not checked or kept."""

    step = "reach"
    question = "reach"
    reach = Choice(Reach)
    phone = Line([is_phone_number], limit=120, look=PHONE)
    leave_message = Tick()
    say_who_call = Tick()
    text_phone = Line([is_phone_number], limit=120, look=PHONE)
    say_who_text = Tick()
    email = Line(
        [is_email],
        limit=254,
        look={"type": "email"},
    )
    others_read_email = Choice(Answer, optional=True)
    say_who_email = Tick()
    good_times = Line(limit=200, optional=True)
    bad_times = Line(limit=200, optional=True)
    do_not_contact = Line(limit=300, optional=True)

    BELONGS: ClassVar[dict[str, frozenset[str]]] = {
        Reach.PHONE: frozenset({"phone", "leave_message", "say_who_call"}) | TIMES,
        Reach.TEXT: frozenset({"text_phone", "say_who_text"}) | TIMES,
        Reach.EMAIL: frozenset({"email", "others_read_email", "say_who_email"}) | TIMES,
    }

    def __init__(self, region: Region, typed: MultiDict[str, str]) -> None:
        super().__init__(region, typed)
        if region.lead_agency.phone is None:
            # Nobody can be asked to call a number that is not there.
            self.reach.values = tuple(
                value for value in self.reach.values if value != Reach.I_WILL_CONTACT
            )
            if self.reach.data == Reach.I_WILL_CONTACT:
                self.reach.data = ""
        # Who changes from a call to a text, or back, need not give the number again.
        called, texted = self.phone.data, self.text_phone.data
        self.phone.data, self.text_phone.data = called or texted, texted or called

    def skipped(self) -> frozenset[str]:
        own = self.BELONGS.get(self.reach.data, frozenset())
        return frozenset().union(*self.BELONGS.values()) - own


class LanguageScreen(Screen):
    """Language to talk in, and what makes a talk possible."""

    step = "language"
    talk_language = Choice(TalkLanguage)
    other_language = Line(limit=60)
    interpreter = Tick()
    sign_language = Choice([NO_SIGN_LANGUAGE, *SignLanguage], optional=True)
    easier = Paragraph(limit=300, optional=True)

    def skipped(self) -> frozenset[str]:
        named = self.talk_language.data == TalkLanguage.OTHER
        return frozenset() if named else frozenset({"other_language"})


class PlaceScreen(Screen):
    """Whether the family lives in the region; never a street."""

    step = "place"
    question = "lives_in_region"
    lives_in_region = Choice(Answer)
    place = Line([is_place], limit=60, optional=True, keep=keepable_place)


class ChildScreen(Screen):
    """The child or young person; never a birth date."""

    step = "child"
    age_band = Choice(AgeBand)
    more_children = Tick()
    other_ages = Several(AgeBand, most=MOST_OTHER_CHILDREN, words_of="age_band")
    child_name = Line(limit=60, optional=True)

    def skipped(self) -> frozenset[str]:
        return frozenset() if self.more_children.data else frozenset({"other_ages"})


class HelpScreen(Screen):
    """What would help; all of it optional."""

    step = "help"
    criteria = Ticks()
    services = Ticks(ServiceKind)
    going_well = Paragraph(limit=500, optional=True)
    own_words = Paragraph(limit=1000, optional=True)
    wishes = Ticks(ServiceWish)

    def process(self, *typed: Any, **more: Any) -> None:
        # The form's own beginning, when no tick has been read yet.
        self.criteria.values = (*(row.id for row in self.region.selfcheck.criteria), NOT_SURE)
        super().process(*typed, **more)


SCREEN_FORMS: dict[str, type[Screen]] = {
    screen.step: screen
    for screen in (
        WhoScreen, NameScreen, ReachScreen, LanguageScreen, PlaceScreen, ChildScreen, HelpScreen
    )
}  # fmt: skip
"""Held to the registry of questions when the service starts."""


class CallScreen(Screen):
    """Marks a form that staff fill in while the caller speaks: a hidden field that asks nothing."""

    step = "call"
    in_call = Tick()


class CheckScreen(Screen):
    """The last word: consent."""

    step = "check"
    missing = "errors.consent.missing"
    consent = Tick()

    def is_valid(self) -> bool:
        if not self.consent.data:
            self.consent.errors = AnswerFault(self.missing).args
        return bool(self.consent.data)


class SpokenConsentScreen(CheckScreen):
    """The same in a call, where staff note what the caller said."""

    missing = "errors.consent.spoken"


class CodeScreen(Screen):
    """The code that opens a form kept for later."""

    step = "resume"
    question = "code"
    code = Line(
        limit=100,
        look={"autocapitalize": "characters"},
    )

    def complain(self, key: str, **values: object) -> None:
        """Say what is wrong with the code; only whoever looked it up can know."""
        self.code.errors = AnswerFault(key, **values).args


def _values(field: Any) -> list[str]:
    data = field.data
    if isinstance(data, bool):
        return ["yes"] if data else []
    if isinstance(data, tuple):
        return list(data)
    # Cut, so that no answer that is far too long can fill the disk; see `longest_paste`.
    return [str(data)[: getattr(field, "longest_paste", None)]] if data else []
