"""Makes typed text safe to keep and to show, without taking anything a person means to say.

Names may be in any script, with emoji, apostrophes and hyphens. What goes is what cannot be seen
and can mislead: control characters, bidirectional controls, zero-width spaces, soft hyphens, lone
surrogates, and tags and variation selectors outside the flags and signs that need them.
"""

from __future__ import annotations

import re
import unicodedata

LINE_ENDS = re.compile("\r\n|[\r\n\u0085\u2028\u2029]")
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls of ASCII and of Latin-1
    "\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"  # zero-width, directions
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"  # byte order mark, annotations, surrogates
)
BLANKS = "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Letters and marks that Unicode counts as text and that show nothing."""
TAB = "    "
EMPTY_LINES_FIRST = re.compile(r"\A(?:[^\S\n]*\n)+")
PIECES = re.compile("(?s).{1,1024}[^\x00-\x7f]{0,1024}")
"""NFC takes time with the square of a run of accents: in one piece, a body full of them held
everybody up for a second and a half. A piece ends before ASCII, which changes nothing before it."""


FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
"""A black flag and the letters of its region, like Scotland's: the one honest use of tags."""
TAGS = re.compile(f"({FLAG})|[\U000e0000-\U000e007f]")
SELECTORS = re.compile(
    "(?s)(^|.)([\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]+)(\u20e3?)"
)
"""Signs that choose the look of the one before them."""


def clean_line(text: str) -> str:
    """One line: every line end and tab becomes a space."""
    return _clean(LINE_ENDS.sub(" ", text).replace("\t", " ")).strip()


def clean_paragraph(text: str) -> str:
    """Several lines, with plain line ends and with what sets them in."""
    clean = _clean(LINE_ENDS.sub("\n", text).replace("\t", TAB))
    lines = EMPTY_LINES_FIRST.sub("", clean).rstrip()
    return lines if "\n" in lines else lines.strip()


def _clean(text: str) -> str:
    seen = UNSEEN.sub("", text)
    if not seen.isascii():
        seen = SELECTORS.sub(_selected, TAGS.sub(r"\1", seen))
        seen = "".join(unicodedata.normalize("NFC", piece) for piece in PIECES.findall(seen))
    return seen if seen.isascii() or _shows_something(seen) else ""


def _selected(found: re.Match[str]) -> str:
    """One selector stays where it can have a look to choose: signs, keycaps, Han and other scripts
    without capitals. After a Latin letter or a digit it does nothing but hide.
    """
    before, selectors, keycap = found.groups()
    kind = unicodedata.category(before) if before else "Cn"
    chooses = kind in ("So", "Sm", "Sk", "Lo") or before in "\u203c\u2049\u3030" or keycap
    return f"{before}{selectors[0] if before and chooses else ''}{keycap}"


def _shows_something(text: str) -> bool:
    """False when only spaces, joiners, marks without a letter, or blank letters are left."""
    return any(
        unicodedata.category(character)[0] not in "ZCM" and character not in BLANKS
        for character in text
    )
