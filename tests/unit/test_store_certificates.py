"""What the store remembers of certificates, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from intake_app.errors import StoreError
from intake_app.store import CertificateRows
from intake_app.store import Identity
from intake_app.store import KeyRole
from intake_app.store import Proof
from intake_app.store import Record
from intake_app.store import Store
from intake_app.store.certificates import certificates as table
from intake_app.store.transaction import writing
from tests.support.office import NOW
from tests.support.office import accept

AGENCY = Identity(
    fingerprint="AB:CD",
    duty=KeyRole.REQUESTS,
    address="intake@agency.example",
    ends=NOW + timedelta(days=90),
)
RECOVERY = replace(
    AGENCY, fingerprint="EF:01", duty=KeyRole.RECOVERY, address="privacy@agency.example"
)
SEEN = Proof(
    proven_by="Intake desk", program="Thunderbird", padlock=True, warning=False, signer="5A"
)


@pytest.fixture
def known(store: Store) -> CertificateRows:
    """Both certificates noted, and nothing proven."""
    store.certificates.note(AGENCY)
    store.certificates.note(RECOVERY)
    return store.certificates


def agencys(known: CertificateRows) -> Record:
    """The first one's record."""
    record = known.find(AGENCY.fingerprint)
    assert record is not None
    return record


def test_a_certificate_is_noted_once_and_as_it_is_now(known: CertificateRows) -> None:
    known.note(AGENCY)
    assert agencys(known) == Record(identity=AGENCY, proof=None, proven_at=None, retired_at=None)
    known.note(replace(AGENCY, duty=KeyRole.RECOVERY))
    assert agencys(known).identity.duty is KeyRole.RECOVERY
    assert len(known.all()) == 2
    assert known.find("99:99") is None


class Late(CertificateRows):
    """A process that looked just before another one wrote."""

    def find(self, fingerprint: str) -> Record | None:
        return None


def test_two_processes_that_note_the_same_one_do_not_stumble(store: Store) -> None:
    late = Late(store._engine)
    late.note(AGENCY)
    late.note(AGENCY)
    assert len(store.certificates.all()) == 1


def test_of_the_words_a_hash_is_kept_until_they_are_read_back(known: CertificateRows) -> None:
    known.expect("AB:CD", b"first")
    known.expect("AB:CD", b"second")
    assert known.expected() == {"AB:CD": b"second"}
    assert agencys(known).proof is None
    known.prove("AB:CD", SEEN, NOW)
    assert known.expected() == {}
    record = agencys(known)
    assert (record.proof, record.proven_at) == (SEEN, NOW)
    assert [one.proof for one in known.all() if one.identity == RECOVERY] == [None]


def test_what_is_retired_waits_for_no_words_any_more(known: CertificateRows) -> None:
    known.expect("AB:CD", b"first")
    known.retire("AB:CD", NOW)
    assert known.expected() == {}
    assert agencys(known).retired_at == NOW


def test_each_stage_is_told_once_by_whichever_process(known: CertificateRows) -> None:
    assert known.tell_once("AB:CD", "30 days")
    assert not known.tell_once("AB:CD", "30 days")
    assert known.tell_once("EF:01", "30 days")
    assert known.tell_once("AB:CD", "14 days")
    assert not known.tell_once("99:99", "14 days")


def test_what_is_on_its_way_counts_for_its_address_and_for_the_recovery_key(store: Store) -> None:
    known = store.certificates
    accept(store, addresses=(AGENCY.address, "other@agency.example"))
    for identity in (AGENCY, RECOVERY, replace(AGENCY, fingerprint="5A", duty=KeyRole.SIGNING)):
        known.note(identity)
    waiting = {one.identity.fingerprint: known.undelivered(one) for one in known.all()}
    assert waiting == {"AB:CD": 1, "EF:01": 2, "5A": 0}
    for delivery in store.claim_due(now=NOW, limit=9, lease=timedelta(minutes=20)):
        store.mark_delivered(delivery, NOW)
    assert [known.undelivered(one) for one in known.all()] == [0, 0, 0]


def test_a_database_that_breaks_is_told_so(store: Store) -> None:
    with writing(store._engine) as connection:
        table.drop(connection)
    for ask in (store.certificates.all, store.certificates.expected):
        with pytest.raises(StoreError):
            ask()
