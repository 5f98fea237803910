"""Certificates as the store knows them: whose, until when, proven by whom, out of use since when.

No key and no secret: of a test mail's words only a hash, and that only until they are read back.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from intake_app.store.mailboxes import is_for
from intake_app.store.tables import UNDELIVERED
from intake_app.store.tables import certificates
from intake_app.store.transaction import Collision
from intake_app.store.transaction import reading
from intake_app.store.transaction import writing

SHORT = len("AB:CD:EF:01:23:45:67:89")
ONE = certificates.c.fingerprint == sa.bindparam("one")
FIRST_TIME = sa.or_(certificates.c.told.is_(None), certificates.c.told != sa.bindparam("stage"))


class KeyRole(StrEnum):
    """What a certificate is there for."""

    REQUESTS = "requests"
    """Requests, or sign-ups for trainings, are sealed for it; it belongs to who receives them."""
    RECOVERY = "recovery"
    SIGNING = "signing"
    AUTHORITY = "authority"
    """It vouches for the one that signs; staff trust it, and the server has no key of it."""

    @property
    def opens(self) -> bool:
        """Whether something is sealed for it, so that its key must be proven."""
        return self in (KeyRole.REQUESTS, KeyRole.RECOVERY)


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What a certificate itself says."""

    fingerprint: str
    duty: KeyRole
    address: str
    ends: datetime

    @property
    def short_fingerprint(self) -> str:
        """Enough of it to tell which one is meant: `AB:CD:EF:01:23:45:67:89`."""
        return self.fingerprint[:SHORT]


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What the person saw who opened a sealed test mail with the key."""

    proven_by: str
    program: str
    padlock: bool
    """The program showed that the mail was sealed and its signature is good."""
    warning: bool
    signer: str
    """Fingerprint of the authority behind the mail's signature, or of the signer without one."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """One certificate."""

    identity: Identity
    proof: Proof | None
    proven_at: datetime | None
    retired_at: datetime | None


class CertificateRows:
    """The rows of table `certificates`."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def note(self, identity: Identity) -> None:
        """Write down what the certificate says, unless that is known. Raises StoreError."""
        known = self.find(identity.fingerprint)
        if known is None:
            with suppress(Collision), writing(self._engine) as connection:
                connection.execute(sa.insert(certificates).values(**vars(identity)))
        elif known.identity != identity:
            self._change(**vars(identity))

    def find(self, fingerprint: str) -> Record | None:
        """What is known of it. Raises StoreError."""
        return next((one for one in self.all() if one.identity.fingerprint == fingerprint), None)

    def all(self) -> list[Record]:
        """Every certificate ever used here: a handful. Raises StoreError."""
        with reading(self._engine) as connection:
            rows = connection.execute(sa.select(certificates).order_by(certificates.c.ends))
            return [_record(row._mapping) for row in rows]

    def expect(self, fingerprint: str, words_hash: bytes) -> None:
        """A test mail with these words is under way; an earlier one no longer counts."""
        self._change(fingerprint, words_hash=words_hash)

    def expected(self) -> dict[str, bytes]:
        """Hash of the words that wait to be read back, by fingerprint. Raises StoreError."""
        waiting = sa.select(certificates.c.fingerprint, certificates.c.words_hash)
        with reading(self._engine) as connection:
            rows = connection.execute(waiting.where(certificates.c.words_hash.is_not(None)))
            return {row.fingerprint: row.words_hash for row in rows}

    def prove(self, fingerprint: str, proof: Proof, now: datetime) -> None:
        """The words were read back, and are forgotten. Raises StoreError."""
        self._change(fingerprint, words_hash=None, proven_at=now, **vars(proof))

    def retire(self, fingerprint: str, now: datetime) -> None:
        """Nothing may be sealed for it any more. Raises StoreError."""
        self._change(fingerprint, words_hash=None, retired_at=now)

    def take_back(self, fingerprint: str) -> None:
        """It was retired by mistake. Raises StoreError."""
        self._change(fingerprint, retired_at=None)

    def tell_once(self, fingerprint: str, stage: str) -> bool:
        """Whether nobody was told of this stage yet, in whichever process. Raises StoreError."""
        row = sa.update(certificates).where(ONE, FIRST_TIME).values(told=sa.bindparam("stage"))
        with writing(self._engine) as connection:
            return connection.execute(row, {"one": fingerprint, "stage": stage}).rowcount > 0

    def undelivered(self, record: Record) -> int:
        """Deliveries on their way that need its key to be opened. Raises StoreError."""
        if not record.identity.duty.opens:
            return 0
        waiting = sa.select(sa.func.count()).where(UNDELIVERED)
        with reading(self._engine) as connection:
            if record.identity.duty is KeyRole.REQUESTS:
                theirs = is_for(connection, record.identity.address, UNDELIVERED)
                waiting = waiting.where(theirs)
            return connection.scalar(waiting) or 0

    def _change(self, fingerprint: str, **values: object) -> None:
        with writing(self._engine) as connection:
            row = sa.update(certificates).where(ONE).values(**values)
            connection.execute(row, {"one": fingerprint})


def _record(row: sa.RowMapping) -> Record:
    return Record(
        identity=Identity(
            fingerprint=row["fingerprint"],
            duty=KeyRole(row["duty"]),
            address=row["address"],
            ends=row["ends"],
        ),
        proof=_proof(row) if row["proven_at"] else None,
        proven_at=row["proven_at"],
        retired_at=row["retired_at"],
    )


def _proof(row: sa.RowMapping) -> Proof:
    return Proof(
        proven_by=row["proven_by"],
        program=row["program"],
        padlock=row["padlock"],
        warning=row["warning"],
        signer=row["signer"],
    )
