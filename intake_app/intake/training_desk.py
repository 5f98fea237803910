"""Signing providers up for trainings, through the outbox that families' requests go through.

Only the number's series tells the two apart (reference.py). Nobody is asked to say "we have it"
of a sign-up, and nothing of it stays here once it was delivered and its time is over.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from enum import StrEnum

from intake_app.catalog import Language
from intake_app.catalog import Region
from intake_app.catalog import TrainingDate
from intake_app.catalog import Words
from intake_app.catalog import load_training
from intake_app.errors import CertificateFault
from intake_app.errors import FaultsFound
from intake_app.intake.clock import Clock
from intake_app.intake.clock import utc_now
from intake_app.intake.clock import year_of
from intake_app.intake.number_mark import NumberMark
from intake_app.intake.tickets import sign_up_hash
from intake_app.message import Metadata
from intake_app.message import compose_sign_up
from intake_app.message import new_message_id
from intake_app.message import sign_up_envelope
from intake_app.reference import training_series
from intake_app.sealing import Sealer
from intake_app.settings import Settings
from intake_app.sign_up import SignUp
from intake_app.store import Receipt
from intake_app.store import Store

log = logging.getLogger(__name__)


class SignUpStatus(StrEnum):
    """Whether somebody can sign up for a training here; if not, why."""

    OPEN = "open"
    FULL = "full"
    CANCELLED = "cancelled"
    OVER = "over"
    ELSEWHERE = "elsewhere"
    """By e-mail, on another site, or with the lead agency."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class TrainingDesk:
    """Takes sign-ups. Without a sealer nobody receives any, and every date is ELSEWHERE."""

    store: Store
    sealer: Sealer | None
    region: Region
    words: Mapping[Language, Words]
    dates: Mapping[str, TrainingDate]
    sender: str
    addresses: tuple[str, ...]
    mark: NumberMark
    clock: Clock = utc_now

    @classmethod
    def open(
        cls, settings: Settings, store: Store, region: Region, words: Mapping[Language, Words]
    ) -> TrainingDesk:
        """What is wrong with trainings closes this desk, and keeps no family from sending."""
        return cls(
            store=store,
            sealer=_sealer(settings.for_training),
            region=region,
            words=words,
            dates=_dates(settings),
            sender=settings.mail.sender,
            addresses=tuple(one.address for one in settings.training_recipients),
            mark=NumberMark(settings.state_dir, region.code),
        )

    def renewed(
        self, settings: Settings, region: Region, words: Mapping[Language, Words]
    ) -> TrainingDesk:
        """The same desk with the words, facts and dates of now."""
        return replace(self, region=region, words=words, dates=_dates(settings))

    def standing(self, training: TrainingDate | None) -> SignUpStatus:
        """Of one date, at this moment."""
        if training is None:
            return SignUpStatus.UNKNOWN
        if training.cancelled:
            return SignUpStatus.CANCELLED
        if training.starts <= self.clock():
            return SignUpStatus.OVER
        if training.full:
            return SignUpStatus.FULL
        return SignUpStatus.OPEN if training.by_form and self.sealer else SignUpStatus.ELSEWHERE

    def accept(self, sign_up: SignUp, ticket: str) -> Receipt:
        """Keep it, durably; the same ticket again gives the same receipt.

        Raises NotSaved, MaybeSaved or SealingError; nothing of it stays behind then.
        """
        now, series = self.clock(), training_series(self.region.code)

        def make(number: str, reference: str) -> bytes:
            metadata = Metadata(
                number=number,
                reference=reference,
                accepted_at=now,
                sender=self.sender,
                recipients=self.addresses,
                message_id=new_message_id(self.sender),
            )
            return self._sealed_mail(sign_up, metadata)

        receipt = self.store.accept(
            token_hash=sign_up_hash(ticket),
            region=series,
            year=year_of(now),
            accepted_at=now,
            addresses=self.addresses,
            make=make,
            given=self.mark.given(series, year_of(now)),
        )
        self.mark.note(receipt.number)
        return receipt

    def receipt(self, ticket: str) -> Receipt | None:
        """The receipt of a ticket, if that sign-up was accepted. Raises StoreError."""
        return self.store.find(sign_up_hash(ticket))

    def _sealed_mail(self, sign_up: SignUp, metadata: Metadata) -> bytes:
        if self.sealer is None:
            raise CertificateFault("INTAKE_TRAINING_RECIPIENTS names nobody.")
        words = self.words[self.region.staff_language]
        sealed = self.sealer.seal(compose_sign_up(sign_up, metadata, words))
        return sign_up_envelope(sealed, metadata, words)


def _sealer(settings: Settings) -> Sealer | None:
    if not settings.recipients:
        return None
    try:
        return Sealer.load(settings)
    except CertificateFault as error:
        log.error("nobody can sign up for a training: %s", error)
        return None


def _dates(settings: Settings) -> Mapping[str, TrainingDate]:
    try:
        rows = load_training(settings.content, settings.region, settings.demo_rows)
    except FaultsFound as error:
        log.error("nobody can sign up for a training, because training.yml is at fault: %s", error)
        return {}
    return {row.id: row for row in rows}
