"""A request as referral.json, for the agency's own case system, and the schema it keeps to.

The schema is published: what it says may be added to in a later version, never changed. Older
versions are kept in `published/`, as they were.
"""

from __future__ import annotations

from datetime import datetime

from intake_app.reference import REFERENCE_ALPHABET
from intake_app.reference import REFERENCE_LENGTH
from intake_app.referral.json_schema import DIALECT
from intake_app.referral.json_schema import LANGUAGE
from intake_app.referral.json_schema import TEXT
from intake_app.referral.json_schema import YES_OR_NO
from intake_app.referral.json_schema import Json
from intake_app.referral.json_schema import one_each
from intake_app.referral.json_schema import one_of
from intake_app.referral.json_schema import record
from intake_app.referral.json_schema import several
from intake_app.referral.model import Access
from intake_app.referral.model import AgeBand
from intake_app.referral.model import AgreedHow
from intake_app.referral.model import Answer
from intake_app.referral.model import Child
from intake_app.referral.model import ConsentGiven
from intake_app.referral.model import ConsentKind
from intake_app.referral.model import Help
from intake_app.referral.model import Helper
from intake_app.referral.model import Reach
from intake_app.referral.model import Referral
from intake_app.referral.model import SafeContact
from intake_app.referral.model import ServiceKind
from intake_app.referral.model import ServiceWish
from intake_app.referral.model import SignLanguage
from intake_app.referral.model import TalkLanguage
from intake_app.referral.model import WayIn
from intake_app.referral.model import Who

VERSION = 3
"""2 adds `extension` and `phone_remark` beside a phone number, which is whole now. 3 adds `helper`,
`child.other_ages`, `consent.given`, and `call` among the ways in.
"""


def to_json(referral: Referral, *, number: str, reference: str, accepted_at: datetime) -> Json:
    """What JSON Schema `SCHEMA` describes. Questions left open are left out."""
    return _answered(
        version=VERSION,
        number=number,
        reference=reference,
        accepted_at=accepted_at.isoformat(timespec="seconds"),
        region=referral.region,
        form_language=referral.language,
        way_in=referral.way_in,
        who=referral.who,
        helper=_helper(referral.helper) if referral.helper else {},
        name=referral.name,
        contact=_contact(referral.contact),
        access=_access(referral.access),
        lives_in_region=referral.lives_in_region,
        place=referral.place,
        child=_child(referral.child),
        help=_help(referral.help),
        consent=_answered(
            kind=referral.consent.kind,
            version=referral.consent.version,
            language=referral.consent.language,
            given=referral.consent.given,
        ),
        spam_notes=list(referral.spam_notes),
    )


def _answered(**answers: object) -> Json:
    """Without the empty ones; `False` and 0 are answers."""
    empty: tuple[object, ...] = ("", None, [], {})
    return {name: answer for name, answer in answers.items() if answer not in empty}


def _contact(contact: SafeContact) -> Json:
    permissions: Json = {}
    if contact.reach is Reach.PHONE:
        permissions["may_leave_message"] = contact.may_leave_message
    if contact.reach is not Reach.I_WILL_CONTACT:
        permissions["may_say_who"] = contact.may_say_who
    return permissions | _answered(
        reach=contact.reach,
        phone=contact.phone,
        extension=contact.extension,
        phone_remark=contact.phone_remark,
        email=contact.email,
        others_read_email=contact.others_read_email,
        good_times=contact.good_times,
        bad_times=contact.bad_times,
        do_not_contact=contact.do_not_contact,
    )


def _helper(helper: Helper) -> Json:
    return _answered(
        agreed_how=helper.agreed_how,
        agreed_when=helper.agreed_when,
        name=helper.name,
        organisation=helper.organisation,
        phone=helper.phone,
        extension=helper.extension,
        phone_remark=helper.phone_remark,
        email=helper.email,
        wants_told=helper.wants_told,
    )


def _access(access: Access) -> Json:
    return _answered(
        talk_language=access.talk_language,
        other_language=access.other_language,
        interpreter=access.interpreter,
        sign_language=access.sign_language,
        easier=access.easier,
    )


def _child(child: Child) -> Json:
    return _answered(
        age_band=child.age_band,
        more_children=child.more_children,
        other_ages=list(child.other_ages),
        name=child.name,
    )


def _help(help_: Help) -> Json:
    return _answered(
        criteria=list(help_.criteria),
        not_sure=help_.not_sure,
        services=list(help_.services),
        going_well=help_.going_well,
        own_words=help_.own_words,
        wishes=list(help_.wishes),
    )


def _ways_of_contact() -> Json:
    """One record for each way, so that a way never carries what belongs to another."""
    who_not: Json = {"do_not_contact": TEXT}
    times: Json = {"good_times": TEXT, "bad_times": TEXT}
    phone: Json = {"reach": {"const": Reach.PHONE.value}, "phone": TEXT, "may_say_who": YES_OR_NO}
    text = phone | {"reach": {"const": Reach.TEXT.value}}
    email: Json = {"reach": {"const": Reach.EMAIL.value}, "email": TEXT, "may_say_who": YES_OR_NO}
    beside: Json = {"extension": TEXT, "phone_remark": TEXT}
    theirs: Json = {"reach": {"const": Reach.I_WILL_CONTACT.value}}
    return {
        "oneOf": [
            record(phone | {"may_leave_message": YES_OR_NO}, times | who_not | beside),
            record(text, times | who_not | beside),
            record(email, times | who_not | {"others_read_email": one_of(Answer)}),
            record(theirs, who_not),
        ]
    }


_HELP = record(
    {"not_sure": YES_OR_NO},
    {
        "criteria": several(TEXT),
        "services": several(one_of(ServiceKind)),
        "going_well": TEXT,
        "own_words": TEXT,
        "wishes": several(one_of(ServiceWish)),
    },
)
_ACCESS = record(
    {"talk_language": one_of(TalkLanguage), "interpreter": YES_OR_NO},
    {"other_language": TEXT, "sign_language": one_of(SignLanguage), "easier": TEXT},
)
_HELPER = record(
    {"agreed_how": one_of(AgreedHow), "agreed_when": TEXT, "wants_told": YES_OR_NO},
    dict.fromkeys(("name", "organisation", "phone", "extension", "phone_remark", "email"), TEXT),
)
_CHILD = record(
    {"age_band": one_of(AgeBand), "more_children": YES_OR_NO},
    {"name": TEXT, "other_ages": one_each(one_of(AgeBand))},
)
_CONSENT = record(
    {
        "kind": one_of(ConsentKind),
        "version": TEXT,
        "language": LANGUAGE,
        "given": one_of(ConsentGiven),
    }
)
_HALF = f"[{REFERENCE_ALPHABET}]{{{REFERENCE_LENGTH // 2}}}"

SCHEMA: Json = {
    "$schema": DIALECT,
    "$id": f"urn:one-story:referral:{VERSION}",
    "title": "A family's request to be contacted about Service Coordination",
    **record(
        {
            "version": {"const": VERSION},
            "number": {"type": "string", "pattern": "^[A-Z]{2,4}-[0-9]{4}-[0-9]{4,}$"},
            "reference": {"type": "string", "pattern": f"^{_HALF}-{_HALF}$"},
            "accepted_at": {"type": "string", "format": "date-time"},
            "region": TEXT,
            "form_language": LANGUAGE,
            "way_in": one_of(WayIn),
            "who": one_of(Who),
            "name": TEXT,
            "contact": _ways_of_contact(),
            "access": _ACCESS,
            "lives_in_region": one_of(Answer),
            "child": _CHILD,
            "help": _HELP,
            "consent": _CONSENT,
        },
        {"place": TEXT, "spam_notes": several(TEXT), "helper": _HELPER},
    ),
}
