"""The request that a family sends (in the field: a self-referral).

Pure data: no web, no database, no clock of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from enum import StrEnum

from intake_app.catalog import Language
from intake_app.telephone import NotDialled
from intake_app.telephone import Telephone
from intake_app.telephone import telephone_of

OWN, YOUNG, HELPER = "own", "young", "helper"
"""Who is spoken to: once that is known, no question has to suit everybody."""


class Who(StrEnum):
    """Who is filling in the form."""

    PARENT = "parent"
    YOUNG_PERSON = "young-person"
    FRIEND = "friend"
    WORKER = "worker"

    @property
    def speaks_for_the_family(self) -> bool:
        """Friends and workers ask in the family's name, with the family's agreement."""
        return self in (Who.FRIEND, Who.WORKER)

    @property
    def voices(self) -> tuple[str, ...]:
        """Variants of the words for whoever is asking, the fittest first: see `Words`."""
        if self.speaks_for_the_family:
            return (HELPER,)
        return (YOUNG, OWN) if self is Who.YOUNG_PERSON else (OWN,)


class AgreedHow(StrEnum):
    """How a family said yes to somebody who asks for them."""

    IN_PERSON = "in-person"
    BY_PHONE = "by-phone"
    IN_WRITING = "in-writing"


class Reach(StrEnum):
    """The one way to make contact that the family calls safe."""

    PHONE = "phone"
    TEXT = "text"
    EMAIL = "email"
    I_WILL_CONTACT = "i-will-contact"


class TalkLanguage(StrEnum):
    """Language to talk in; OTHER is named in `Access.other_language`."""

    EN = "en"
    FR = "fr"
    OTHER = "other"


class Answer(StrEnum):
    """Yes, no, or not sure."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not-sure"


class SignLanguage(StrEnum):
    """American Sign Language or langue des signes québécoise."""

    ASL = "asl"
    LSQ = "lsq"


class AgeBand(StrEnum):
    """Age of the child or young person; never a birth date."""

    BEFORE_BIRTH = "before-birth"
    AGE_0_5 = "0-5"
    AGE_6_11 = "6-11"
    AGE_12_15 = "12-15"
    AGE_16_17 = "16-17"
    AGE_18_21_IN_SCHOOL = "18-21-in-school"
    OTHER = "other"


class ServiceKind(StrEnum):
    """Kinds of services involved. Child protection and police are no ticks, on purpose."""

    SCHOOL_OR_CHILD_CARE = "school-or-child-care"
    HEALTH = "health"
    MENTAL_HEALTH = "mental-health"
    DEVELOPMENTAL = "developmental"
    OTHER = "other"


class ServiceWish(StrEnum):
    """A service preference, never an identity."""

    INDIGENOUS_LED = "indigenous-led"
    FRENCH = "french"
    CULTURALLY_SPECIFIC = "culturally-specific"


class ConsentKind(StrEnum):
    """Which of the three consent texts was agreed to."""

    CONTACT_ME = "contact-me"
    FAMILY_AGREES = "family-agrees"
    KEEP_UNTIL_I_CALL = "keep-until-i-call"


class ConsentGiven(StrEnum):
    """How somebody agreed."""

    ON_SCREEN = "on-screen"
    BY_VOICE = "by-voice"


class WayIn(StrEnum):
    """How the request came."""

    STEPS = "steps"
    ONE_PAGE = "one-page"
    CALL = "call"
    """Staff typed it while the person spoke on the phone."""


def consent_kind(who: Who, reach: Reach) -> ConsentKind:
    """The consent text that fits: nobody is contacted who said "I will contact you"."""
    if reach is Reach.I_WILL_CONTACT:
        return ConsentKind.KEEP_UNTIL_I_CALL
    if who.speaks_for_the_family:
        return ConsentKind.FAMILY_AGREES
    return ConsentKind.CONTACT_ME


@dataclass(frozen=True, kw_only=True)
class SafeContact:
    """How contact may be made. Only what belongs to `reach` is filled; the rest is empty."""

    reach: Reach
    phone: str = ""
    """Number to call or to text: whole, and nothing else."""
    extension: str = ""
    phone_remark: str = ""
    """What was typed beside the number, like TTY: for people to read, never dialled."""
    may_leave_message: bool = False
    may_say_who: bool = False
    """May a message, a text or a subject line say who we are."""
    good_times: str = ""
    bad_times: str = ""
    email: str = ""
    others_read_email: Answer | None = None
    do_not_contact: str = ""
    """Anyone we should not contact or share this with."""

    @property
    def telephone(self) -> Telephone | None:
        """What is shown and dialled; None when there is no whole number."""
        return _telephone(self.phone, self.extension)


def _telephone(phone: str, extension: str) -> Telephone | None:
    try:
        return telephone_of(phone, extension)
    except NotDialled:
        return None


@dataclass(frozen=True, kw_only=True)
class Helper:
    """Who asks for a family, and what they say of its agreement. Their word, not the family's."""

    agreed_how: AgreedHow
    agreed_when: str
    name: str = ""
    organisation: str = ""
    """Of a worker."""
    phone: str = ""
    extension: str = ""
    phone_remark: str = ""
    email: str = ""
    wants_told: bool = False
    """Does the family want this person to hear when the agency has spoken with it."""

    @property
    def telephone(self) -> Telephone | None:
        """Their own; it never stands in for the family's."""
        return _telephone(self.phone, self.extension)


@dataclass(frozen=True, kw_only=True)
class Access:
    """Language and what makes a talk possible."""

    talk_language: TalkLanguage
    other_language: str = ""
    interpreter: bool = False
    sign_language: SignLanguage | None = None
    easier: str = ""


@dataclass(frozen=True, kw_only=True)
class Child:
    """The child or young person."""

    age_band: AgeBand
    more_children: bool = False
    other_ages: tuple[AgeBand, ...] = ()
    """One for each of the other children, as far as they were told."""
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Help:
    """What would help; all of it optional."""

    criteria: tuple[str, ...] = ()
    """Ids of the region's self-check criteria, in the region's order."""
    not_sure: bool = False
    services: tuple[ServiceKind, ...] = ()
    going_well: str = ""
    own_words: str = ""
    wishes: tuple[ServiceWish, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Consent:
    """What was agreed to: which text, in which version and language."""

    kind: ConsentKind
    version: str
    language: Language
    given: ConsentGiven = ConsentGiven.ON_SCREEN


@dataclass(frozen=True, kw_only=True)
class Referral:
    """One family's request to be contacted, as cleaned and checked by the form."""

    region: str
    language: Language
    """Language of the form when it was sent."""
    way_in: WayIn
    who: Who
    helper: Helper | None = None
    """None for whoever asks for themselves."""
    name: str
    contact: SafeContact
    access: Access
    lives_in_region: Answer
    place: str = ""
    child: Child
    help: Help = field(default_factory=Help)
    consent: Consent
    spam_notes: tuple[str, ...] = ()
    """Reasons to look twice, in code words; never a reason to drop."""
