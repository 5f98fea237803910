"""The questions as fields, one class a screen. The one-page form and paper are sums of these.

Wording stands in content/words/ask.yml under the field's name, faults in errors.yml.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
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
from intake_app.questions import SCREENS
from intake_app.questions import OnlyIf
from intake_app.questions import Question
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
MOST_OTHER_CHILDREN = 5
TELEPHONE = {"checks": [is_phone_number], "look": {"type": "tel", "inputmode": "tel"}}
EMAIL = {"checks": [is_email], "look": {"type": "email"}}
FIELDS = {kind.kind: kind for kind in (Line, Paragraph, Choice, Several, Ticks, Tick)}


def _field(question: Question, options: Mapping[str, Any]) -> Any:
    """As the registry describes it. Ticks are the family's choice, and say so by being ticks.

    What does not fit together is told when the service starts, and does not stop this.
    """
    kind = FIELDS.get(question.kind, Line)
    described: dict[str, Any] = {}
    if not issubclass(kind, Tick | Ticks):
        described = {"optional": question.optional}
    if issubclass(kind, Line):
        described |= {"limit": question.limit, "needed_from": question.needed_from}
    return kind(**{**options, **described})


class Screen(Form):  # type: ignore[misc]
    """One screen's questions, for one region, with what was typed.

    Which they are, their kind, limit and who has to answer stand in the registry; a class adds
    what the registry does not know: the answers to choose from, and what is checked.
    """

    region: Region
    step: ClassVar[str]
    question: ClassVar[str] = ""
    """The field whose words are the heading when the screen stands alone; else its title is."""
    asked: ClassVar[tuple[Question, ...]] = ()
    """Its questions in the registry, each of which is a field of the same name."""
    options: ClassVar[Mapping[str, Mapping[str, Any]]] = {}
    """By question, what its field takes beside that."""

    def __init_subclass__(cls) -> None:
        cls.asked = next((one.questions for one in SCREENS if one.name == cls.step), ())
        for question in cls.asked:
            setattr(cls, question.name, _field(question, cls.options.get(question.name, {})))

    def __init__(self, region: Region, typed: MultiDict[str, str]) -> None:
        self.region = region
        super().__init__(typed if typed else None)

    def skipped(self) -> frozenset[str]:
        """Names of the fields that do not apply to the answers given; they are not checked."""
        return frozenset(one.name for one in self.asked if not self._applies(one.only_if))

    def _applies(self, only_if: OnlyIf | None) -> bool:
        return only_if is None or not set(only_if.answers).isdisjoint(
            _values(self[only_if.question])
        )

    def is_valid(self) -> bool:
        """Check every field that applies."""
        skipped = self.skipped()
        found = [field.validate(self) for field in self if field.name not in skipped]
        missing = {name: why for name, why in self._missing() if name not in skipped}
        for name, why in missing.items():
            self[name].errors = AnswerFault(f"errors.{name}.{why}").args
        return all(found) and not missing

    def _missing(self) -> Iterator[tuple[str, str]]:
        """What no field can know by itself, and why; of several reasons the last is told."""
        for one in self.asked:
            if self._is_needed(one) and not self[one.name].data:
                yield one.name, "missing"

    def _is_needed(self, question: Question) -> bool:
        only_if = question.only_if
        return only_if is not None and self._applies(OnlyIf(only_if.question, question.needed_from))

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
    options: ClassVar = {
        "who": {"values": Who},
        "agreed_how": {"values": AgreedHow},
        "helper_phone": TELEPHONE,
        "helper_email": EMAIL,
    }

    def _missing(self) -> Iterator[tuple[str, str]]:
        """Also: a helper is reached by phone or e-mail, and says that the family agrees."""
        has_contact = self.helper_phone.data or self.helper_email.data
        if not self.family_agrees.data:
            yield "family_agrees", "missing"
        if self.tell_helper.data and not has_contact:
            yield "helper_phone", "to_be_told"
        for name, why in super()._missing():
            if name != "helper_phone" or not has_contact:
                yield name, why


class NameScreen(Screen):
    """What to call the person."""

    step = "name"
    question = "name"


class ReachScreen(Screen):
    """The one safe way to make contact. The fields of the other ways are not checked or kept."""

    step = "reach"
    question = "reach"
    options: ClassVar = {
        "reach": {"values": Reach},
        "phone": TELEPHONE,
        "text_phone": TELEPHONE,
        "email": EMAIL,
        "others_read_email": {"values": Answer},
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


class LanguageScreen(Screen):
    """Language to talk in, and what makes a talk possible."""

    step = "language"
    options: ClassVar = {
        "talk_language": {"values": TalkLanguage},
        "sign_language": {"values": [NO_SIGN_LANGUAGE, *SignLanguage]},
    }


class PlaceScreen(Screen):
    """Whether the family lives in the region; never a street."""

    step = "place"
    question = "lives_in_region"
    options: ClassVar = {
        "lives_in_region": {"values": Answer},
        "place": {"checks": [is_place], "keep": keepable_place},
    }


class ChildScreen(Screen):
    """The child or young person; never a birth date."""

    step = "child"
    options: ClassVar = {
        "age_band": {"values": AgeBand},
        "other_ages": {"values": AgeBand, "most": MOST_OTHER_CHILDREN, "words_of": "age_band"},
    }


class HelpScreen(Screen):
    """What would help; all of it optional."""

    step = "help"
    options: ClassVar = {"services": {"values": ServiceKind}, "wishes": {"values": ServiceWish}}

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
