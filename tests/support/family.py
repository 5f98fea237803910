"""A made-up family whose words are easy to find again, wherever they should not be."""

from __future__ import annotations

from intake_app.referral import Access
from intake_app.referral import AgeBand
from intake_app.referral import Answer
from intake_app.referral import Child
from intake_app.referral import Consent
from intake_app.referral import ConsentKind
from intake_app.referral import Help
from intake_app.referral import Reach
from intake_app.referral import Referral
from intake_app.referral import SafeContact
from intake_app.referral import TalkLanguage
from intake_app.referral import WayIn
from intake_app.referral import Who

WORDS = ("Zenobia Quillfeather", "613-555-0177", "Ottokar", "Vermilion Crossing")
"""What this family typed; no word of it may stand anywhere outside the seal."""

REFERRAL = Referral(
    region="halton",
    language="en",
    way_in=WayIn.ONE_PAGE,
    who=Who.PARENT,
    name=WORDS[0],
    contact=SafeContact(reach=Reach.PHONE, phone=WORDS[1], good_times="evenings"),
    access=Access(talk_language=TalkLanguage.EN),
    lives_in_region=Answer.YES,
    place=WORDS[3],
    child=Child(age_band=AgeBand.AGE_6_11, name=WORDS[2]),
    help=Help(own_words="Every office asks us to begin again. 🦉 المسعود"),
    consent=Consent(kind=ConsentKind.CONTACT_ME, version="1", language="en"),
)
