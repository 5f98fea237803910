"""Requests of imaginary families, with everything that people really type."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from datetime import datetime

from intake_app.message import Metadata
from intake_app.referral import Access
from intake_app.referral import AgeBand
from intake_app.referral import AgreedHow
from intake_app.referral import Answer
from intake_app.referral import Child
from intake_app.referral import Consent
from intake_app.referral import ConsentGiven
from intake_app.referral import ConsentKind
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
from tests.support.keys import AGENCY
from tests.support.keys import SECOND
from tests.support.keys import SENDER

NAME = "Zoë O’Hara d'Arc-المسعود 🦉"
ONE_LONG_LINE = "Ça va bien à l’école 🙂 نعم " * 37 + "x"
HOSTILE = (
    "<script>alert('x')</script> & \"quoted\"\nBcc: everyone@example.org\n\n.\n--=_mixed--\nEnd"
)

METADATA = Metadata(
    number="HAL-2026-0147",
    reference="K7DM-3XRA",
    accepted_at=datetime(2026, 11, 23, 19, 5, 7, tzinfo=UTC),
    sender=SENDER,
    recipients=(AGENCY, SECOND),
    message_id="<5f0c1d2e3b4a59687786a5b4c3d2e1f0@service.example>",
)
LINKED = replace(METADATA, have_it="https://service.example/staff/have-it/N4kT7wqzR2mXcV9bL5sYdE")
"""With the link that every real request has."""

BY_PHONE = SafeContact(
    reach=Reach.PHONE,
    phone="613-555-0123",
    good_times="Tuesday, after 6 pm",
    bad_times="Weekends",
    do_not_contact="Anyone at 613-555-0199",
)
BY_TEXT = SafeContact(reach=Reach.TEXT, phone="613-555-0123")
BY_EMAIL = SafeContact(reach=Reach.EMAIL, email="zoe@home.example", others_read_email=Answer.YES)
BY_THEMSELVES = SafeContact(reach=Reach.I_WILL_CONTACT)

SHORTEST = Referral(
    region="halton",
    language="en",
    way_in=WayIn.ONE_PAGE,
    who=Who.PARENT,
    name="Jo",
    contact=BY_TEXT,
    access=Access(talk_language=TalkLanguage.EN),
    lives_in_region=Answer.NOT_SURE,
    child=Child(age_band=AgeBand.OTHER),
    consent=Consent(kind=ConsentKind.CONTACT_ME, version="2026-11-draft", language="en"),
)

FULLEST = replace(
    SHORTEST,
    name=NAME,
    contact=BY_PHONE,
    access=Access(
        talk_language=TalkLanguage.OTHER,
        other_language="العربية",
        interpreter=True,
        sign_language=SignLanguage.LSQ,
        easier="No stairs.\nAn evening.",
    ),
    lives_in_region=Answer.YES,
    place="L7M",
    child=Child(
        age_band=AgeBand.AGE_6_11,
        more_children=True,
        other_ages=(AgeBand.AGE_0_5, AgeBand.AGE_0_5),
        name="Noor",
    ),
    help=Help(
        criteria=("complex-needs", "several-services"),
        not_sure=True,
        services=(ServiceKind.HEALTH, ServiceKind.OTHER),
        going_well=ONE_LONG_LINE,
        own_words=HOSTILE,
        wishes=(ServiceWish.FRENCH,),
    ),
    consent=Consent(kind=ConsentKind.CONTACT_ME, version="2026-11-draft", language="fr"),
    spam_notes=("fast",),
)

FRIENDS_WORD = Helper(agreed_how=AgreedHow.IN_PERSON, agreed_when="Sunday")
"""The least that a relative or friend says."""
WORKERS_WORD = Helper(
    agreed_how=AgreedHow.BY_PHONE,
    agreed_when="2026-11-20",
    name="Dr. Amélie N’Guessan",
    organisation="École L’Odyssée",
    phone="905-555-0145",
    extension="7",
    phone_remark="after 5",
    email="amelie@school.example",
    wants_told=True,
)
HELPED = {Who.FRIEND: FRIENDS_WORD, Who.WORKER: WORKERS_WORD}


def asked_by(who: Who, contact: SafeContact = BY_PHONE) -> Referral:
    """The fullest request, from anybody who may ask, in any way of contact."""
    kind = consent_kind(who, contact.reach)
    consent = replace(FULLEST.consent, kind=kind)
    return replace(FULLEST, who=who, helper=HELPED.get(who), contact=contact, consent=consent)


def in_call(referral: Referral) -> Referral:
    """The same, typed by staff while the person spoke."""
    consent = replace(referral.consent, given=ConsentGiven.BY_VOICE)
    return replace(referral, way_in=WayIn.CALL, consent=consent)


def reached(contact: SafeContact) -> Referral:
    """The fullest request with another way of contact."""
    kinds = {Reach.I_WILL_CONTACT: ConsentKind.KEEP_UNTIL_I_CALL}
    kind = kinds.get(contact.reach, ConsentKind.CONTACT_ME)
    return replace(FULLEST, contact=contact, consent=replace(FULLEST.consent, kind=kind))
