"""Delivering while processes die and the mail server comes and goes: all arrive, none altered."""

from __future__ import annotations

import dataclasses
import random
from collections import Counter
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

from intake_app.intake.delivery_worker import DeliveryWorker
from intake_app.intake.reception import Intake
from intake_app.intake.tickets import ticket_for
from intake_app.mailer import Mailer
from intake_app.settings import Settings
from intake_app.store import Store
from tests.support.authority import Authority
from tests.support.counts import counted
from tests.support.family import REFERRAL
from tests.support.family import WORDS
from tests.support.keys import Keys
from tests.support.openssl import content_of
from tests.support.postgres import free_port
from tests.support.processes import workers as processes
from tests.support.processes.acceptor import accept
from tests.support.processes.workers import strace
from tests.support.relay import KEEP_AND_DROP
from tests.support.relay import Relay
from tests.support.relay import authority as authority
from tests.support.relay import relay as relay
from tests.support.relay import running_relay

SEED = 20260314
CALLS = {"pwrite64": 60, "fdatasync": 20, "ftruncate": 4, "write": 60, "connect": 3}
"""System calls of a round with a few mails, and about how many there are."""


@counted("kills", short=5, full=60)
def test_a_delivery_process_that_is_killed_again_and_again_loses_nothing(
    relay: Relay, tmp_path: Path, kills: int
) -> None:
    url = f"sqlite:///{tmp_path / 'outbox.db'}"
    store = Store.open(url)
    dice = random.Random(SEED)  # noqa: S311  (the same kills at every run)
    killed = rounds = 0
    while killed < kills:
        for n in range(2):
            accept(store, f"{rounds}.{n}")
        call = dice.choice(sorted(CALLS))
        killer = strace(f"{call}:signal=KILL:when={dice.randint(1, CALLS[call])}")
        worker = processes.run_deliverer(url, relay, hours=rounds, before=killer)
        killed += worker.returncode != 0
        rounds += 1
    assert processes.run_deliverer(url, relay, hours=rounds).returncode == 0
    copies = Counter(arrived.mail for arrived in relay.arrived)
    assert len(copies) == 2 * rounds
    # A second copy comes only from a kill between the 250 and its being written down.
    assert len(relay.arrived) - len(copies) <= killed
    assert store.backlog().waiting == 0
    store.close()


def test_copies_after_an_unknown_end_are_the_same_to_the_last_byte(
    relay: Relay, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'outbox.db'}"
    store = Store.open(url)
    accept(store, "one")
    relay.spoil["DOT"] = KEEP_AND_DROP
    processes.run_deliverer(url, relay)
    relay.spoil.clear()
    processes.run_deliverer(url, relay, hours=1)
    processes.run_deliverer(url, relay, hours=2)
    first, second = relay.arrived
    assert first == second
    store.close()


def test_a_request_sent_while_the_mail_server_is_down_arrives_once_when_it_is_back(
    authority: Authority, settings: Settings, keys: Keys
) -> None:
    port = free_port()
    recipients = settings.recipients[:1]
    intake = Intake.open(dataclasses.replace(settings, recipients=recipients))
    receipt = intake.accept(REFERRAL, ticket_for("a form"))
    mail = dataclasses.replace(settings.mail, port=port, ca_file=authority.ca_file)
    now = datetime.now(UTC)
    for minutes in range(5):
        deliver(intake, Mailer(mail), now + timedelta(minutes=minutes))
    assert intake.receipt(ticket_for("a form")) == receipt
    with running_relay(authority, authority.server_context(), port=port) as relay:
        for hours in range(1, 4):
            deliver(intake, Mailer(mail), now + timedelta(hours=hours))
    [arrived] = relay.arrived
    assert receipt.number.encode() in arrived.mail
    assert opened(arrived.mail, keys).count(WORDS[0].encode()) > 0
    assert (intake.receipt(ticket_for("a form")) or receipt).delivered_at is not None
    intake.store.close()


def deliver(intake: Intake, mailer: Mailer, now: datetime) -> None:
    """One round at that moment."""
    DeliveryWorker(intake.store, mailer, intake.sender, clock=lambda: now).make_round()


def opened(mail: bytes, keys: Keys) -> bytes:
    """What the agency's key and OpenSSL make of a mail, the transfer encodings undone."""
    parts = message_from_bytes(content_of(mail, keys.agency, keys.signing.certificate)).walk()
    return b"".join(part.get_payload(decode=True) or b"" for part in parts)
