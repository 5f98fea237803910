"""All screens together, and what becomes of them: one Referral with only what applies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace
from typing import Any
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from intake_app.catalog import Language
from intake_app.catalog import Region
from intake_app.forms.honeypot import TrapScreen
from intake_app.forms.screens import NO_SIGN_LANGUAGE
from intake_app.forms.screens import NOT_SURE
from intake_app.forms.screens import SCREEN_FORMS
from intake_app.forms.screens import CallScreen
from intake_app.forms.screens import CheckScreen
from intake_app.forms.screens import ChildScreen
from intake_app.forms.screens import HelpScreen
from intake_app.forms.screens import LanguageScreen
from intake_app.forms.screens import NameScreen
from intake_app.forms.screens import PlaceScreen
from intake_app.forms.screens import ReachScreen
from intake_app.forms.screens import Screen
from intake_app.forms.screens import SpokenConsentScreen
from intake_app.forms.screens import WhoScreen
from intake_app.questions import SCREEN_NAMES
from intake_app.referral import Access
from intake_app.referral import AgeBand
from intake_app.referral import AgreedHow
from intake_app.referral import Answer
from intake_app.referral import Child
from intake_app.referral import Consent
from intake_app.referral import ConsentGiven
from intake_app.referral import Help
from intake_app.referral import Helper
from intake_app.referral import Reach
from intake_app.referral import Referral
from intake_app.referral import SafeContact
from intake_app.referral import ServiceKind
from intake_app.referral import ServiceWish
from intake_app.referral import SignLanguage
from intake_app.referral import TalkLanguage
from intake_app.referral import WayIn
from intake_app.referral import Who
from intake_app.referral import consent_kind
from intake_app.telephone import read_telephone

BESIDE = frozenset({TrapScreen.step, CallScreen.step})
"""Screens that ask nobody anything."""
Reached = TypeVar("Reached", SafeContact, Helper)


@dataclass(frozen=True)
class Answers:
    """What was typed on every screen."""

    region: Region
    who: WhoScreen
    name: NameScreen
    reach: ReachScreen
    language: LanguageScreen
    place: PlaceScreen
    child: ChildScreen
    help: HelpScreen
    trap: TrapScreen
    call: CallScreen

    @classmethod
    def read(cls, region: Region, typed: MultiDict[str, str]) -> Answers:
        """From the fields of a posted form, or of an opened seal."""
        screens: dict[str, Any] = {step: form(region, typed) for step, form in SCREEN_FORMS.items()}
        return cls(
            region, **screens, trap=TrapScreen(region, typed), call=CallScreen(region, typed)
        )

    @property
    def screens(self) -> tuple[Screen, ...]:
        """In the order they are asked."""
        return (*(getattr(self, step) for step in SCREEN_NAMES), self.trap, self.call)

    @property
    def in_call(self) -> bool:
        """True where staff fill in the form for somebody on the phone."""
        return bool(self.call.in_call.data)

    @property
    def voices(self) -> tuple[str, ...]:
        """Those of who is asking; none before anybody has said so."""
        told = self.who.who.data
        return Who(told).voices if told in set(Who) else ()

    def consent_screen(self, typed: MultiDict[str, str]) -> CheckScreen:
        """The one where whoever fills in the form says that they agree, or that the caller does."""
        kind = SpokenConsentScreen if self.in_call else CheckScreen
        return kind(self.region, typed)

    def are_valid(self) -> bool:
        """Check every screen, so that every fault is shown at once."""
        found = [screen.is_valid() for screen in self.screens]
        return all(found)

    def faulty(self) -> Iterator[Any]:
        """The fields with complaints, in the order of the page."""
        return (field for screen in self.screens for field in screen.faulty())

    def typed(self) -> dict[str, list[str]]:
        """Everything as the fields of a form, so that it can be sealed and read again."""
        return {name: values for screen in self.screens for name, values in screen.typed().items()}

    def referral(
        self, *, language: Language, way_in: WayIn, spam_notes: tuple[str, ...] = ()
    ) -> Referral:
        """The request. Only after `are_valid`; answers that no longer apply are left behind."""
        who = Who(self.who.who.data)
        reach = Reach(self.reach.reach.data)
        consent = Consent(
            kind=consent_kind(who, reach),
            version=self.region.consent.version,
            language=language,
            given=ConsentGiven.BY_VOICE if self.in_call else ConsentGiven.ON_SCREEN,
        )
        return Referral(
            region=self.region.slug,
            language=language,
            way_in=WayIn.CALL if self.in_call else way_in,
            who=who,
            helper=_helper(self.who) if who.speaks_for_the_family else None,
            name=self.name.name.data,
            contact=_contact(self.reach, reach),
            access=_access(self.language),
            lives_in_region=Answer(self.place.lives_in_region.data),
            place=self.place.place.data,
            child=_child(self.child),
            help=_help(self.help),
            consent=consent,
            spam_notes=spam_notes,
        )


def _contact(screen: ReachScreen, reach: Reach) -> SafeContact:
    contact = SafeContact(reach=reach, do_not_contact=screen.do_not_contact.data)
    if reach is Reach.I_WILL_CONTACT:
        return contact
    contact = replace(contact, good_times=screen.good_times.data, bad_times=screen.bad_times.data)
    if reach is Reach.PHONE:
        contact = replace(
            contact,
            may_leave_message=screen.leave_message.data,
            may_say_who=screen.say_who_call.data,
        )
        return _with_telephone(contact, screen.phone.data)
    if reach is Reach.TEXT:
        contact = replace(contact, may_say_who=screen.say_who_text.data)
        return _with_telephone(contact, screen.text_phone.data)
    others = screen.others_read_email.data
    return replace(
        contact,
        email=screen.email.data,
        others_read_email=Answer(others) if others else None,
        may_say_who=screen.say_who_email.data,
    )


def _helper(screen: WhoScreen) -> Helper:
    is_worker = screen.who.data == Who.WORKER
    helper = Helper(
        agreed_how=AgreedHow(screen.agreed_how.data),
        agreed_when=screen.agreed_when.data,
        name=screen.helper_name.data,
        organisation=screen.organisation.data if is_worker else "",
        email=screen.helper_email.data,
        wants_told=screen.tell_helper.data,
    )
    typed = screen.helper_phone.data
    return _with_telephone(helper, typed) if typed else helper


def _with_telephone(reached: Reached, typed: str) -> Reached:
    number = read_telephone(typed)
    return replace(
        reached,
        phone=number.display,
        extension=number.extension,
        phone_remark=number.remark,
    )


def _access(screen: LanguageScreen) -> Access:
    talk = TalkLanguage(screen.talk_language.data)
    sign = screen.sign_language.data
    return Access(
        talk_language=talk,
        other_language=screen.other_language.data if talk is TalkLanguage.OTHER else "",
        interpreter=screen.interpreter.data,
        sign_language=SignLanguage(sign) if sign and sign != NO_SIGN_LANGUAGE else None,
        easier=screen.easier.data,
    )


def _child(screen: ChildScreen) -> Child:
    return Child(
        age_band=AgeBand(screen.age_band.data),
        more_children=screen.more_children.data,
        other_ages=_other_ages(screen),
        name=screen.child_name.data,
    )


def _other_ages(screen: ChildScreen) -> tuple[AgeBand, ...]:
    ages = screen.other_ages.data if screen.more_children.data else ()
    return tuple(AgeBand(value) for value in ages)


def _help(screen: HelpScreen) -> Help:
    ticked = screen.criteria.data
    return Help(
        criteria=tuple(value for value in ticked if value != NOT_SURE),
        not_sure=NOT_SURE in ticked,
        services=tuple(ServiceKind(value) for value in screen.services.data),
        going_well=screen.going_well.data,
        own_words=screen.own_words.data,
        wishes=tuple(ServiceWish(value) for value in screen.wishes.data),
    )
