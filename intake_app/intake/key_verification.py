"""Proves that a key opens sealed mail: a test mail goes out, and its words come back by phone.

The mail takes the way of requests: signed with the same key, sealed in the same form, through the
same mail server.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path

from intake_app.catalog import load_region
from intake_app.catalog import load_words
from intake_app.errors import CertificateFault
from intake_app.errors import DeliveryError
from intake_app.errors import OutcomeUnknown
from intake_app.intake.clock import Clock
from intake_app.intake.clock import utc_now
from intake_app.intake.key_status import LiveKey
from intake_app.intake.key_status import anchor_of
from intake_app.intake.key_status import live_keys
from intake_app.intake.key_test_mail import hash_of
from intake_app.intake.key_test_mail import make_test_mail
from intake_app.sealing import Sealer
from intake_app.sealing import summarize_all
from intake_app.settings import Recipient
from intake_app.settings import Settings
from intake_app.store import Identity
from intake_app.store import KeyRole
from intake_app.store import Proof
from intake_app.store import Store


def with_successor(settings: Settings, address: str, certificate: Path, duty: KeyRole) -> Settings:
    """The settings as they will be once this certificate takes the place of the one before."""
    if duty is KeyRole.RECOVERY:
        return replace(settings, recovery_certificate=certificate)
    revoked = tuple(one for one in settings.recipients if one.revoked)
    return replace(settings, recipients=(Recipient(address, certificate), *revoked))


def identity_of(key: LiveKey) -> Identity:
    """What a certificate in use says of itself. Raises CertificateFault."""
    found = summarize_all(key.certificate)
    summary = next((one for one in found if one.fingerprint == key.fingerprint), found[0])
    return Identity(
        fingerprint=summary.fingerprint,
        duty=key.duty,
        address=key.address or next(iter(summary.addresses), ""),
        ends=summary.ends,
    )


def note_what_is_new(settings: Settings, store: Store) -> None:
    """Of each certificate in use its end, for whoever tells of it. Raises StoreError."""
    known = {record.identity.fingerprint for record in store.certificates.all()}
    for key in live_keys(settings):
        if key.fingerprint not in known:
            # A certificate that cannot be read is told with all that is wrong with it elsewhere.
            with suppress(CertificateFault):
                store.certificates.note(identity_of(key))


@dataclass(frozen=True, kw_only=True)
class KeyVerification:
    """Where keys are proven."""

    settings: Settings
    store: Store
    clock: Clock = utc_now

    def candidates(self) -> list[Identity]:
        """Every certificate that something is sealed for. Raises CertificateFault."""
        keys = live_keys(self.settings)
        return [identity_of(key) for key in keys if key.duty.opens]

    def is_proven(self, candidate: Identity) -> bool:
        """Whether somebody has read a test mail with it. Raises StoreError."""
        record = self.store.certificates.find(candidate.fingerprint)
        return record is not None and record.proof is not None

    def is_expected(self, candidate: Identity) -> bool:
        """Whether a test mail waits to be read back. Raises StoreError."""
        return candidate.fingerprint in self.store.certificates.expected()

    def send(self, candidate: Identity) -> None:
        """Make and send a test mail. Raises CertificateFault, DeliveryError, StoreError."""
        known = self.store.certificates.find(candidate.fingerprint)
        if known and known.retired_at:
            raise CertificateFault(f"The certificate was retired on {known.retired_at:%Y-%m-%d}.")
        settings, region = self.settings, self.settings.region
        language = load_region(settings.content, region, settings.demo_rows).staff_language
        test_mail = make_test_mail(
            Sealer.load(self._sealed_for(candidate)),
            load_words(settings.content, language),
            fingerprint=candidate.fingerprint,
            sender=settings.mail.sender,
            address=candidate.address,
            now=self.clock(),
        )
        # Written down first: a mail that arrived can then always be read back.
        self.store.certificates.note(candidate)
        self.store.certificates.expect(candidate.fingerprint, test_mail.words_hash)
        self._hand_over(test_mail.mail, candidate.address)

    def _sealed_for(self, candidate: Identity) -> Settings:
        """What is sealed for this one: requests, or sign-ups for trainings."""
        settings = self.settings
        of_requests = live_keys(replace(settings, training_recipients=()))
        if candidate.fingerprint in [key.fingerprint for key in of_requests]:
            return settings
        return settings.for_training

    def _hand_over(self, mail: bytes, address: str) -> None:
        # Here, because `check` needs no mail library.
        from intake_app.mailer import Mailer

        server = self.settings.mail
        try:
            Mailer(server).send(mail, server.sender, address)
        except OutcomeUnknown as error:
            raise DeliveryError(f"{address}: The mail may have gone out, {error}.") from error
        except DeliveryError as error:
            raise DeliveryError(f"{address}: The mail server did not take it, {error}.") from error

    def read_back(self, address: str, spoken: str) -> str:
        """Fingerprint of the certificate whose test mail has these words.

        Raises CertificateFault when none has, StoreError.
        """
        expected = self.store.certificates.expected()
        theirs = [
            record.identity.fingerprint
            for record in self.store.certificates.all()
            if record.identity.fingerprint in expected
            and record.identity.address.casefold() == address.casefold()
        ]
        for fingerprint in theirs:
            if hash_of(spoken, fingerprint) == expected[fingerprint]:
                return fingerprint
        if theirs:
            problem = f"These are not the words of the last test mail to {address}."
            raise CertificateFault(f"{problem} Have them read once more, or send another mail.")
        send = f"`intake key prove --send {address}`"
        raise CertificateFault(f"No test mail to {address} waits to be read back. Send one: {send}")

    def keep(self, fingerprint: str, seen: Proof) -> None:
        """Write the proof down. Raises StoreError."""
        self.store.certificates.prove(fingerprint, seen, self.clock())

    def signer(self) -> str:
        """Fingerprint of the certificate by which staff know that a test mail is genuine."""
        return anchor_of(live_keys(self.settings))
