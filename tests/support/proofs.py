"""Proofs for keys that a test starts the real service with, as if staff had read a test mail."""

from __future__ import annotations

from datetime import UTC
from datetime import datetime

from intake_app.intake.key_status import anchor_of
from intake_app.intake.key_status import live_keys
from intake_app.intake.key_verification import note_what_is_new
from intake_app.settings import Settings
from intake_app.store import Proof
from intake_app.store import Store


def prove_keys(settings: Settings) -> None:
    """Every certificate that the settings name is proven from now on."""
    keys = live_keys(settings)
    proof = Proof(
        proven_by="Intake desk",
        program="Thunderbird",
        padlock=True,
        warning=False,
        signer=anchor_of(keys),
    )
    store = Store.open(settings.database_url)
    note_what_is_new(settings, store)
    for key in keys:
        store.certificates.prove(key.fingerprint, proof, datetime.now(UTC))
    store.close()
