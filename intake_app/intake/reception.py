"""Taking a family's request in: compose, seal and keep it, in the transaction that numbers it."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from datetime import date
from datetime import datetime
from threading import Event

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Announcement
from intake_app.catalog import Language
from intake_app.catalog import Region
from intake_app.catalog import Text
from intake_app.catalog import Words
from intake_app.catalog import load_announcements
from intake_app.catalog import load_texts
from intake_app.catalog import unfit_to_serve
from intake_app.catalog import word_faults
from intake_app.errors import ContentFaults
from intake_app.intake.chasing import Chase
from intake_app.intake.clock import Clock
from intake_app.intake.clock import utc_now
from intake_app.intake.clock import year_of
from intake_app.intake.handover import Handover
from intake_app.intake.key_status import live_keys
from intake_app.intake.number_mark import NumberMark
from intake_app.intake.own_store import open_store
from intake_app.intake.own_store import region_of
from intake_app.intake.tickets import form_hash
from intake_app.intake.tickets import new_staff_ticket
from intake_app.intake.tickets import staff_hash
from intake_app.intake.tickets import token_hash
from intake_app.intake.training_desk import TrainingDesk
from intake_app.intake.watchkeeping import Watchkeeping
from intake_app.intake.watchkeeping import for_web
from intake_app.message import Metadata
from intake_app.message import compose
from intake_app.message import envelope
from intake_app.message import new_message_id
from intake_app.question_places import question_faults
from intake_app.referral import Referral
from intake_app.sealing import Sealer
from intake_app.settings import Settings
from intake_app.store import Receipt
from intake_app.store import Store

MEMORY = 1000
"""Failures that are remembered; of more, a watcher has heard long ago."""


@dataclass(frozen=True, kw_only=True)
class Intake:
    """The lead agency's reception: what came in is kept, or its sender is told that it is not."""

    store: Store
    sealer: Sealer
    region: Region
    words: Mapping[Language, Words]
    sender: str
    addresses: tuple[str, ...]
    training: TrainingDesk
    """Where providers sign up for trainings."""
    announcements: tuple[Announcement, ...] = ()
    public_url: str = ""
    """Of the site, for the link in the mail."""
    mark: NumberMark | None = None
    """What was given before; numbers go on above it, whatever database was put back."""
    clock: Clock = utc_now
    _failures: deque[datetime] = field(
        default_factory=lambda: deque(maxlen=MEMORY), init=False, compare=False, repr=False
    )

    @classmethod
    def open(cls, settings: Settings) -> Intake:
        """Everything loaded and checked. Raises ContentFaults, CertificateFault, StoreError."""
        texts = load_texts(settings.content)
        region = region_of(settings)
        words = {language: Words(language, texts) for language in LANGUAGES}
        announcements = load_announcements(settings.content, settings.region)
        sealer, store = Sealer.load(settings), open_store(settings)
        return cls(
            region=region,
            words=words,
            announcements=announcements,
            sealer=sealer,
            store=store,
            sender=settings.mail.sender,
            addresses=settings.addresses,
            public_url=settings.public_url,
            mark=NumberMark(settings.state_dir, region.code),
            training=TrainingDesk.open(settings, store, region, words),
        )

    def renewed(self, settings: Settings) -> Intake:
        """The same desk with the words and facts of now. Raises FaultsFound."""
        texts = load_texts(settings.content)
        region = region_of(settings)
        faults = [
            *unfit_to_serve(region),
            *word_faults(settings.content, texts),
            *question_faults(region, texts),
        ]
        if faults:
            raise ContentFaults(faults)
        words = {language: Words(language, texts) for language in LANGUAGES}
        training = self.training.renewed(settings, region, words)
        announcements = load_announcements(settings.content, settings.region)
        renewed = replace(
            self, region=region, words=words, training=training, announcements=announcements
        )
        renewed._failures.extend(self._failures)
        return renewed

    def news(self, day: date) -> tuple[Text, ...]:
        """What is announced on that day."""
        return tuple(row.text for row in self.announcements if row.shows_on(day))

    def accept(self, referral: Referral, ticket: str) -> Receipt:
        """Keep the request; the same ticket again gives the same receipt.

        Raises NotSaved, MaybeSaved or SealingError; nothing of the answers stays behind then.
        """
        try:
            return self._keep(referral, ticket, self.clock())
        except Exception:
            self._failures.append(self.clock())
            raise

    def _keep(self, referral: Referral, ticket: str, now: datetime) -> Receipt:
        staff_ticket = new_staff_ticket()
        have_it = f"{self.public_url}/staff/have-it/{staff_ticket}"
        receipt = self.store.accept(
            token_hash=token_hash(ticket),
            region=self.region.code,
            year=year_of(now),
            accepted_at=now,
            addresses=self.addresses,
            make=lambda number, reference: self._sealed_mail(
                referral, number, reference, now, have_it
            ),
            staff_hash=staff_hash(staff_ticket),
            tally=f"{referral.language} {referral.way_in}",
            given=self.mark.given(self.region.code, year_of(now)) if self.mark else 0,
        )
        if self.mark:
            self.mark.note(receipt.number)
        return receipt

    @property
    def chase(self) -> Chase:
        """Which requests nobody has said "we have it" of."""
        words = self.words[self.region.staff_language]
        return Chase.of(
            self.store, self.region, words, sender=self.sender, addresses=self.addresses
        )

    @property
    def handover(self) -> Handover:
        """The agency's side, with the same clock."""
        promise = self.region.promise
        return Handover(
            store=self.store,
            acknowledge_days=promise.acknowledge_working_days,
            meeting_days=promise.first_meeting_days,
            clock=self.clock,
        )

    def watchkeeping(
        self, settings: Settings, *, place: str, started: datetime | None = None
    ) -> Watchkeeping:
        """What this web process does beside; `place` tells it from others on the machine."""
        return for_web(
            settings,
            self.store,
            region=self.region,
            words=self.words[self.region.staff_language],
            seal=self.sealer.seal,
            failures_since=self.failures_since,
            keys=live_keys(settings),
            place=place,
            mark=self.mark or NumberMark(settings.state_dir, self.region.code),
            stop=Event(),
            started=started,
        )

    def failures_since(self, moment: datetime) -> int:
        """How many requests this process could not keep since then, as far as it remembers."""
        return sum(failed >= moment for failed in tuple(self._failures))

    def receipt(self, ticket: str) -> Receipt | None:
        """The receipt of a ticket, if that form was accepted. Raises StoreError."""
        return self.store.find(token_hash(ticket))

    def knows_form(self, token: str) -> bool:
        """Whether a request came of the form with this token. Raises StoreError."""
        return self.store.knows_form(form_hash(token))

    def _sealed_mail(
        self, referral: Referral, number: str, reference: str, accepted_at: datetime, have_it: str
    ) -> bytes:
        metadata = Metadata(
            number=number,
            reference=reference,
            accepted_at=accepted_at,
            sender=self.sender,
            recipients=self.addresses,
            message_id=new_message_id(self.sender),
            have_it=have_it,
        )
        words = self.words[self.region.staff_language]
        sealed = self.sealer.seal(compose(referral, metadata, self.region, words))
        return envelope(sealed, metadata, words)
