"""Puts right in an e-mail address what can only be meant one way, and says what else is wrong."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from email_validator import EmailNotValidError
from email_validator import validate_email

from intake_app.forms.cleaning import BLANKS
from intake_app.forms.mail_domains import has_ending
from intake_app.forms.mail_domains import meant
from intake_app.telephone import plain_characters

APOSTROPHES = re.compile("[\u2018\u2019\u02bc\u2032\u00b4`]")
DOTS = re.compile("[\u3002\uff61\u2024]")
AROUND = "<>()[]\"' ,;:«»“”„‹›•·‣"
BEHIND = f"{AROUND}.!?"
LABEL = re.compile(
    r"(?:mailto|e-?mail|courriel|adresse courriel) ?[:=] ?|mailto:|- ", re.IGNORECASE
)
IN_BRACKETS = re.compile(r"[^@<>]*<([^@<>]+@[^@<>]+)>[^@<>]*")
"""As mail programs write it: Zoë Tremblay <zoe@example.com>."""
APART = re.compile(r" *@ *| *\.(?= *[^@]*$) *")
COMMA = re.compile(r"(?<=\w),(?=(?:com|ca|org|net|fr)$)", re.IGNORECASE)
QUOTED = re.compile(r"^'([^'@]+)'@")
ADDRESS = re.compile(r"[^\s@,;/<>]+@[^\s@,;/<>]+\.[^\s@,;/<>]+")
LOOK_ALIKE = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")


def tidy_address(typed: str) -> str:
    """Plain signs, nothing unseen, and no brackets, name or full stop around it."""
    seen = "".join(character for character in typed if not _is_unseen(character))
    plainly = unicodedata.normalize(
        "NFKC", DOTS.sub(".", APOSTROPHES.sub("'", plain_characters(seen)))
    )
    bare = _bare(QUOTED.sub(r"\1@", plainly.strip()))
    if in_brackets := IN_BRACKETS.fullmatch(f"{bare}>" if "<" in bare else bare):
        bare = _bare(in_brackets[1])
    return COMMA.sub(".", _together(bare))


def flaw(address: str) -> tuple[Literal["", "wrong", "one", "alone", "check", "typo"], str]:
    """What is wrong with a tidy address, and the one that was meant, if any."""
    try:
        # Syntax alone: no look-up, and special-use domains are the family's own business.
        validate_email(address, check_deliverability=False, test_environment=True, strict=True)
    except EmailNotValidError:
        return _why_not(address), ""
    name, _, domain = address.rpartition("@")
    if right := meant(domain):
        return "typo", f"{name}@{right}"
    if _mixes_scripts(address) or _has_odd_sign(address) or not has_ending(domain):
        return "check", ""
    return "", ""


def _why_not(address: str) -> Literal["wrong", "one", "alone", "check"]:
    found = ADDRESS.findall(address)
    if len(found) > 1:
        return "one"
    if found and found[0] != address:
        return "alone"
    return "check" if re.search(r".@[^@]*\..", address) else "wrong"


def _bare(address: str) -> str:
    bare = address.lstrip(AROUND)
    return (
        LABEL.sub("", bare, count=1).lstrip(AROUND).rstrip(BEHIND)
        if LABEL.match(bare)
        else (bare.rstrip(BEHIND))
    )


def _together(address: str) -> str:
    """Without spaces beside the @ and the dots behind it, where nothing else is apart."""
    together = APART.sub(lambda sign: sign[0].strip(), address)
    return together if address.count("@") == 1 and " " not in together else address


def _mixes_scripts(address: str) -> bool:
    """Letters that look the same, as of Latin and Cyrillic, in one part: it would not arrive."""
    for part in re.split(r"[.@+_-]", address):
        scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in part}
        if len(scripts.intersection(LOOK_ALIKE)) > 1:
            return True
    return False


def _has_odd_sign(address: str) -> bool:
    """A sign of print or of money: a keyboard put it there, no provider gives such addresses."""
    return any(unicodedata.category(sign)[0] in "PSZ" for sign in address if not sign.isascii())


def _is_unseen(character: str) -> bool:
    selector = "VARIATION SELECTOR" in unicodedata.name(character, "")
    return selector or character in BLANKS or unicodedata.category(character) in ("Cf", "Cc", "Cs")
