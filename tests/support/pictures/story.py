"""A made-up family that may be seen by everybody."""

from __future__ import annotations

from dataclasses import replace

from intake_app.referral import Access
from intake_app.referral import AgeBand
from intake_app.referral import Answer
from intake_app.referral import Child
from intake_app.referral import Help
from intake_app.referral import Reach
from intake_app.referral import SafeContact
from intake_app.referral import ServiceKind
from intake_app.referral import TalkLanguage
from tests.support.referrals import SHORTEST

STORY = replace(
    SHORTEST,
    name="Maya",
    contact=SafeContact(
        reach=Reach.PHONE,
        phone="613-555-0142",
        may_say_who=False,
        good_times="Weekday mornings, after 9:30",
        bad_times="Evenings and weekends",
    ),
    access=Access(talk_language=TalkLanguage.EN, easier="A place near a bus stop"),
    lives_in_region=Answer.YES,
    child=Child(age_band=AgeBand.AGE_6_11, name="Leo"),
    help=Help(
        services=(ServiceKind.SCHOOL_OR_CHILD_CARE, ServiceKind.HEALTH),
        going_well="Leo loves his class and the pool.",
        own_words="We tell the same story to everyone. We would like one plan.",
    ),
)
