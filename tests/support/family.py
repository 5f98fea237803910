"""A made-up family whose words are easy to find again, wherever they should not be."""

from __future__ import annotations

from dataclasses import replace

from intake_app.referral import Child
from intake_app.referral import Help
from tests.support.referrals import BY_PHONE
from tests.support.referrals import SHORTEST

WORDS = ("Zenobia Quillfeather", "613-555-0177", "Ottokar", "Vermilion Crossing")
"""What this family typed; no word of it may stand anywhere outside the seal."""

REFERRAL = replace(
    SHORTEST,
    name=WORDS[0],
    contact=replace(BY_PHONE, phone=WORDS[1]),
    place=WORDS[3],
    child=Child(age_band=SHORTEST.child.age_band, name=WORDS[2]),
    help=Help(own_words="Every office asks us to begin again. 🦉 المسعود"),
)
