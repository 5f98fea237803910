"""What families answer: the least that is needed, one complete request, wrong answers."""

from __future__ import annotations

EMAIL = {"reach": "email", "email": "zoe@example.com"}
TEXT = {"reach": "text", "text_phone": "613 555 0123"}
AGREED = {"family_agrees": "yes", "agreed_how": "by-phone", "agreed_when": "Tuesday, 24 November"}
FRIEND = {"who": "friend", **AGREED}
"""The least that somebody who is no worker must say of the family they help."""
HELPER = {
    "who": "worker",
    **AGREED,
    "helper_name": "Dr. Amélie N’Guessan",
    "organisation": "École L’Odyssée",
    "helper_phone": "905-555-0145 ext. 7",
}
"""The least that a worker must say."""
HELPERS = {"friend": FRIEND, "worker": HELPER}


def _without(name: str, answers: dict[str, str]) -> dict[str, str]:
    return {other: text for other, text in answers.items() if other != name}


# What is typed over the needed answers, and the one text that must come back.
WRONG = {
    "who left out": ({"who": ""}, "errors.who.missing"),
    "who made up": ({"who": "martian"}, "errors.who.missing"),
    "family not asked by a friend": (
        _without("family_agrees", FRIEND),
        "errors.family_agrees.missing",
    ),
    "family not asked by a worker": (
        _without("family_agrees", HELPER),
        "errors.family_agrees.missing",
    ),
    "how a friend’s family agreed": ({**FRIEND, "agreed_how": ""}, "errors.agreed_how.missing"),
    "how a worker’s family agreed": ({**HELPER, "agreed_how": ""}, "errors.agreed_how.missing"),
    "when a friend’s family agreed": ({**FRIEND, "agreed_when": ""}, "errors.agreed_when.missing"),
    "when a worker’s family agreed": ({**HELPER, "agreed_when": " "}, "errors.agreed_when.missing"),
    "a worker without a name": ({**HELPER, "helper_name": "\u200b"}, "errors.helper_name.missing"),
    "a worker of nowhere": ({**HELPER, "organisation": ""}, "errors.organisation.missing"),
    "a worker out of reach": ({**HELPER, "helper_phone": ""}, "errors.helper_phone.missing"),
    "a friend to be told, out of reach": (
        {**FRIEND, "tell_helper": "yes"},
        "errors.helper_phone.to_be_told",
    ),
    "a helper’s half number": ({**FRIEND, "helper_phone": "555-0145"}, "errors.number.area"),
    "a helper’s e-mail without @": ({**FRIEND, "helper_email": "a.b"}, "errors.helper_email.wrong"),
    "no name": ({"name": " "}, "errors.name.missing_own"),
    "a name nobody can see": ({"name": "\u200b\u2800\ufeff\u200d"}, "errors.name.missing_own"),
    "no way to reach": ({"reach": ""}, "errors.reach.missing_own"),
    "no phone": ({"phone": ""}, "errors.phone.missing"),
    "phone too short": ({"phone": "555-0123"}, "errors.number.area"),
    "phone too long for Canada": ({"phone": "613-555-01234"}, "errors.number.long"),
    "phone of letters": ({"phone": "call my sister"}, "errors.number.wrong"),
    "phone with letters for digits": ({"phone": "613-555-OOOO"}, "errors.number.letters"),
    "phone that costs extra": ({"phone": "1-900-555-0123"}, "errors.number.premium"),
    "phone of noughts": ({"phone": "0000000000"}, "errors.number.impossible"),
    "phone abroad, cut short": ({"phone": "+33 1 23"}, "errors.number.abroad"),
    "phone that is not to be called": ({"phone": "not 613-555-0123"}, "errors.number.which"),
    "phone with hours for an area code": ({"phone": "844-2123 10-2"}, "errors.number.area"),
    "no number for texts": (
        {**TEXT, "text_phone": "", "phone": ""},
        "errors.text_phone.missing",
    ),
    "number for texts too short": ({**TEXT, "text_phone": "12"}, "errors.number.short"),
    "no e-mail": ({**EMAIL, "email": ""}, "errors.email.missing_own"),
    "e-mail without a dot": ({**EMAIL, "email": "zoe@example"}, "errors.email.wrong"),
    "e-mail without @": ({**EMAIL, "email": "zoe.example.com"}, "errors.email.wrong"),
    "two e-mail addresses": (
        {**EMAIL, "email": "a@b.example or c@d.example"},
        "errors.address.one",
    ),
    "e-mail with a remark": ({**EMAIL, "email": "a@b.example (work)"}, "errors.address.alone"),
    "e-mail that cannot be": ({**EMAIL, "email": "a..b@c.example"}, "errors.address.check"),
    "a helper’s two addresses": (
        {**FRIEND, "helper_email": "a@b.example c@d.example"},
        "errors.address.one",
    ),
    "no language": ({"talk_language": ""}, "errors.talk_language.missing_own"),
    "language not named": ({"talk_language": "other"}, "errors.other_language.missing"),
    "region left out": ({"lives_in_region": ""}, "errors.lives_in_region.missing_own"),
    "half a postal code": ({"place": "K6"}, "errors.place.wrong"),
    "postal code that cannot be": ({"place": "D1A 1A1"}, "errors.place.wrong"),
    "a street": ({"place": "12 Elm Street"}, "errors.place.street"),
    "no age": ({"age_band": ""}, "errors.age_band.missing"),
}
EVERYTHING = {
    **FRIEND,
    "helper_name": "Tante Rose <3",
    "helper_email": "rose@example.com",
    "tell_helper": "yes",
    "name": "Zoë O’Brien-D'Arcy 👩‍👧 أمّ يوسف",
    "reach": "phone",
    "phone": "+33 1 42 68 53 00",
    "leave_message": "yes",
    "good_times": "After 4 <b>or</b> so & on Sunday",
    "bad_times": "\"Never\" at 'noon'",
    "do_not_contact": "Grand-père Émile’s sister",
    "talk_language": "other",
    "other_language": "العربية",
    "interpreter": "yes",
    "sign_language": "lsq",
    "easier": "No stairs\nA quiet room",
    "lives_in_region": "not-sure",
    "place": "k6v 5t1",
    "age_band": "12-15",
    "more_children": "yes",
    "other_ages": ["0-5", "0-5", "16-17"],
    "child_name": "Chloë {{7*7}}",
    "services": ["health", "other"],
    "going_well": "He sings.",
    "own_words": "x" * 1000,
    "wishes": ["french"],
}
# The eight required answers, as a parent would give them.
NEEDED = {
    "who": "parent",
    "name": "Zoë O’Neil",
    "reach": "phone",
    "phone": "613-555-0123",
    "talk_language": "en",
    "lives_in_region": "yes",
    "age_band": "6-11",
}
