"""Taking requests in: sealed, numbered, kept once; and the tickets that lead to them."""

from __future__ import annotations

import dataclasses
import email
import hashlib
import re
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest

from intake_app.errors import CertificateFault
from intake_app.errors import NotSaved
from intake_app.errors import SealingError
from intake_app.intake.clock import utc_now
from intake_app.intake.reception import Intake
from intake_app.intake.tickets import form_hash
from intake_app.intake.tickets import mark_of
from intake_app.intake.tickets import ticket_for
from intake_app.intake.tickets import token_hash
from intake_app.settings import Settings
from intake_app.store import Delivery
from tests.support.family import REFERRAL
from tests.support.family import WORDS
from tests.support.keys import Keys
from tests.support.openssl import decrypted
from tests.support.openssl import printed

NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
TICKET = ticket_for("a form token")


@pytest.fixture
def intake(settings: Settings) -> Iterator[Intake]:
    """Reception of the imaginary agency, its clock standing still."""
    intake = dataclasses.replace(Intake.open(settings), clock=lambda: NOW)
    yield intake
    intake.store.close()


def stored(intake: Intake) -> list[Delivery]:
    """Every mail that waits."""
    return intake.store.claim_due(now=NOW, limit=100, lease=timedelta(minutes=20))


def test_an_accepted_request_has_a_number_and_a_receipt(intake: Intake) -> None:
    receipt = intake.accept(REFERRAL, TICKET)
    assert receipt.number == "HAL-2026-0001"
    assert receipt.accepted_at == NOW
    assert intake.receipt(TICKET) == receipt


def test_sending_the_same_form_again_changes_nothing(intake: Intake) -> None:
    first = intake.accept(REFERRAL, TICKET)
    changed = dataclasses.replace(REFERRAL, name="Someone Else")
    assert intake.accept(changed, TICKET) == first
    assert len(stored(intake)) == 2
    assert intake.accept(REFERRAL, ticket_for("another form")).number == "HAL-2026-0002"


def test_an_unknown_ticket_has_no_receipt(intake: Intake) -> None:
    intake.accept(REFERRAL, TICKET)
    assert intake.receipt("x") is None
    assert intake.receipt("\ud800") is None


def test_every_address_is_sent_one_and_the_same_mail(intake: Intake) -> None:
    intake.accept(REFERRAL, TICKET)
    one, two = stored(intake)
    assert (one.address, two.address) == intake.addresses
    assert one.mail == two.mail


def test_the_headers_tell_the_number_and_nothing_else(intake: Intake) -> None:
    intake.accept(REFERRAL, TICKET)
    mail = email.message_from_bytes(stored(intake)[0].mail)
    assert mail["Subject"] == "New request HAL-2026-0001"
    assert mail["From"] == intake.sender
    assert mail["To"] == ", ".join(intake.addresses)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Reply-To"] == intake.addresses[0]
    assert re.fullmatch(r"<[0-9a-f]{32}@service\.example>", mail["Message-ID"])


SIGNING_TIME = re.compile(r"object: signingTime .*?\n.*?\n\s*UTCTIME:(.+ GMT)")


def test_date_and_time_of_signature_agree(settings: Settings, keys: Keys) -> None:
    """More than an hour apart, Thunderbird calls the signature invalid."""
    intake = Intake.open(settings)
    intake.accept(REFERRAL, TICKET)
    mail = intake.store.claim_due(now=utc_now(), limit=1, lease=timedelta(minutes=20))[0].mail
    intake.store.close()
    shown = printed(decrypted(mail, keys.agency).stdout)
    [said] = SIGNING_TIME.findall(shown.decode(errors="replace"))
    signed = datetime.strptime(said, "%b %d %H:%M:%S %Y %Z").replace(tzinfo=UTC)
    sent = parsedate_to_datetime(email.message_from_bytes(mail)["Date"])
    assert abs(sent - signed) < timedelta(minutes=2)


def test_two_requests_share_no_part_of_their_message_ids(intake: Intake) -> None:
    intake.accept(REFERRAL, TICKET)
    intake.accept(REFERRAL, ticket_for("another form"))
    ids = {email.message_from_bytes(delivery.mail)["Message-ID"] for delivery in stored(intake)}
    assert len(ids) == 2
    assert len({message_id[1:9] for message_id in ids}) == 2


def test_nothing_that_is_stored_holds_a_word_of_the_family(
    intake: Intake, settings: Settings
) -> None:
    intake.accept(REFERRAL, TICKET)
    sealed = email.message_from_bytes(stored(intake)[0].mail).get_payload()
    kept = b64decode(sealed) + b"".join(p.read_bytes() for p in settings.state_dir.iterdir())
    for words in WORDS:
        assert words.encode() not in kept


def test_a_request_that_cannot_be_sealed_is_not_kept(intake: Intake) -> None:
    class BrokenSealer:
        def seal(self, inner: bytes) -> bytes:
            raise SealingError

    broken = dataclasses.replace(intake, sealer=BrokenSealer())
    with pytest.raises(SealingError):
        broken.accept(REFERRAL, TICKET)
    assert intake.receipt(TICKET) is None
    assert intake.accept(REFERRAL, TICKET).number == "HAL-2026-0001"


def test_requests_that_could_not_be_kept_are_counted_and_forgotten_in_time(
    intake: Intake,
) -> None:
    broken = dataclasses.replace(intake, addresses=())
    for form in ("one", "two"):
        with pytest.raises(NotSaved):
            broken.accept(REFERRAL, ticket_for(form))
    assert broken.failures_since(NOW - timedelta(hours=1)) == 2
    assert broken.failures_since(NOW + timedelta(seconds=1)) == 0
    assert intake.failures_since(NOW - timedelta(hours=1)) == 0


def test_a_year_begins_when_it_begins_in_ontario(intake: Intake) -> None:
    before = datetime(2027, 1, 1, 4, 59, tzinfo=UTC)
    last = dataclasses.replace(intake, clock=lambda: before)
    first = dataclasses.replace(intake, clock=lambda: before + timedelta(minutes=1))
    assert last.accept(REFERRAL, ticket_for("old")).number == "HAL-2026-0001"
    assert first.accept(REFERRAL, ticket_for("new")).number == "HAL-2027-0001"


def test_an_intake_without_its_keys_does_not_open(settings: Settings) -> None:
    missing = settings.recovery_certificate.with_name("gone.pem")
    with pytest.raises(CertificateFault):
        Intake.open(dataclasses.replace(settings, recovery_certificate=missing))


def test_a_ticket_fits_in_a_url_and_each_step_to_the_row_is_one_way() -> None:
    ticket = ticket_for("a form token")
    assert re.fullmatch(r"[A-Za-z0-9_-]{44}", ticket)
    assert ticket_for("a form token") == ticket
    assert ticket_for("another") != ticket
    assert len(token_hash(ticket)) == 32
    assert token_hash(ticket) != token_hash("a form token")


def test_other_answers_of_a_form_have_a_row_of_their_own_that_tells_the_form() -> None:
    marks = [mark_of("token", {"name": [name]}) for name in ("Zoë", "Luc", "")]
    rows = {token_hash(ticket_for("token", mark)) for mark in marks}
    assert len(rows) == 3
    assert {row[:16] for row in rows} == {form_hash("token")}
    assert form_hash("another") != form_hash("token")


def test_a_ticket_of_the_first_release_finds_its_row() -> None:
    ticket = "x" * 43
    assert token_hash(ticket) == hashlib.sha256(b"row of a ticket\0" + ticket.encode()).digest()
