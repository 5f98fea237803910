"""Mails and key files with something wrong in them: as many as are asked for, the same ones."""

from __future__ import annotations

import random
from collections.abc import Callable
from collections.abc import Iterator
from itertools import islice

from tests.support.box.forms import Forms
from tests.support.box.forms import outlook_file

SEED = 20261126
Change = Callable[[bytes, random.Random], bytes]


def flip(whole: bytes, chance: random.Random) -> bytes:
    """One bit."""
    changed = bytearray(whole)
    changed[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut(whole: bytes, chance: random.Random) -> bytes:
    """The end is missing."""
    return whole[: chance.randrange(len(whole))]


def tangle(whole: bytes, chance: random.Random) -> bytes:
    """Pieces are taken out, doubled, exchanged, or written over."""
    changed = whole
    for _ in range(chance.randrange(1, 4)):
        start, other = sorted(chance.randrange(len(changed)) for _ in range(2))
        piece = changed[start : min(other, start + 64)]
        noise = chance.randbytes(chance.randrange(1, 16))
        changed = chance.choice(
            (
                changed[:start] + changed[start + len(piece) :],
                changed[:start] + piece + changed[start:],
                changed[:start] + noise + changed[start:],
                changed[:start] + noise + changed[start + len(noise) :],
            )
        )
    return changed


def _many(change: Change, whole: bytes, chance: random.Random) -> Iterator[bytes]:
    while True:
        yield change(whole, chance)


def broken_mails(forms: Forms, count: int) -> dict[str, list[bytes]]:
    """That many of each kind."""
    chance = random.Random(SEED)  # noqa: S311  (the same ones every time)
    signed, outlook = forms.signed_part(), outlook_file(forms.der)
    resealed = (forms.resealed(one) for one in _many(flip, signed, chance))
    kinds = {
        "a bit of smime.p7m": _many(flip, forms.der, chance),
        "a bit of the signed part, sealed again": resealed,
        "a bit of the mail": _many(flip, forms.mail, chance),
        "smime.p7m cut off": _many(cut, forms.der, chance),
        "smime.p7m tangled": _many(tangle, forms.der, chance),
        "the mail tangled": _many(tangle, forms.mail, chance),
        "a tangled .msg": _many(tangle, outlook, chance),
    }
    return {kind: list(islice(made, count)) for kind, made in kinds.items()}
