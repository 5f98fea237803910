"""From outside, two requests of one family look like those of two strangers."""

from __future__ import annotations

import email
import sqlite3
from email.message import EmailMessage
from email.policy import SMTP

from intake_app.sealing.seal import SIZE_STEP
from tests.support.form.answers import EVERYTHING
from tests.support.form.site import Site
from tests.support.form.visitor import Visitor

OF_THE_MAIL = {"Subject", "Date", "Message-ID"}
WINDOW = 32
CHANCE = 3
STRANGER = {"name": "Ottokar", "phone": "613-555-0177", "going_well": "She draws."}


def mail_of(site: Site, visitor: Visitor, **typed: object) -> bytes:
    """The bytes that leave the machine for this request."""
    assert visitor.send(**typed).status_code == 303
    with sqlite3.connect(site.database) as database:
        (mail,) = database.execute("SELECT mail FROM requests ORDER BY id DESC").fetchone()
    database.close()
    return bytes(mail)


def read(mail: bytes) -> EmailMessage:
    message = email.message_from_bytes(mail, policy=SMTP)
    assert isinstance(message, EmailMessage)
    return message


def windows(mail: bytes) -> list[bytes]:
    """Everything of some length that stands in what is sealed, place by place."""
    sealed = read(mail).get_payload(decode=True)
    assert isinstance(sealed, bytes)
    return [sealed[at : at + WINDOW] for at in range(len(sealed) - WINDOW)]


def shared(mail: bytes, other: bytes) -> set[int]:
    """Where something of the one mail stands in the other as well."""
    there = set(windows(other))
    return {at for at, part in enumerate(windows(mail)) if part in there}


def test_headers_differ_only_where_every_mail_s_do_and_tell_nothing(
    halton: Site, neighbour: Visitor
) -> None:
    one, two = (read(mail_of(halton, neighbour, **EVERYTHING)) for _ in range(2))
    stranger = read(mail_of(halton, neighbour))
    assert one.keys() == two.keys() == stranger.keys()
    for other in (two, stranger):
        differing = {name for name in one if str(one[name]) != str(other[name])}
        assert differing <= OF_THE_MAIL
    names = {len(str(mail["Message-ID"])) for mail in (one, two, stranger)}
    assert len(names) == 1
    told = " ".join(str(value) for value in one.values())
    for typed in (EVERYTHING["name"], EVERYTHING["phone"], EVERYTHING["child_name"]):
        assert str(typed) not in told


def test_what_is_sealed_of_one_family_has_no_more_in_common_than_what_strangers_sent(
    halton: Site, neighbour: Visitor
) -> None:
    one, two = (mail_of(halton, neighbour, **EVERYTHING) for _ in range(2))
    stranger = mail_of(halton, neighbour, **{**EVERYTHING, **STRANGER})
    assert len(one) == len(two) == len(stranger)
    with_everybody = shared(one, stranger)
    # Beside what all mails share, a byte or two of cipher are alike by chance.
    by_chance = {at + off for at in with_everybody for off in range(-CHANCE, CHANCE + 1)}
    assert shared(one, two) - by_chance == set()
    assert len(with_everybody) < len(one) / 10, "names of certificates and kinds of cipher"


def test_sizes_grow_in_steps(halton: Site, neighbour: Visitor) -> None:
    lengths = (0, 1, 7, 60, 200, 350, 500, 700)
    sizes = {len(mail_of(halton, neighbour, own_words="x" * length)) for length in lengths}
    assert len(sizes) <= 2, "a few words more or less do not show"
    assert max(sizes) - min(sizes) == 0 or max(sizes) - min(sizes) >= SIZE_STEP
