"""One address whose key is not proven, or cannot be used, keeps no family from sending.

It is left out until that is mended, as long as another can open them.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from intake_app.errors import Fault
from intake_app.intake.key_status import live_keys
from intake_app.intake.key_status import standing_of
from intake_app.settings import Recipient
from intake_app.settings import Settings
from intake_app.store import Store

LEFT_OUT = "Until then this address gets no requests; the others do."
NO_SIGN_UPS = "Until then this address gets no sign-ups for trainings; families are served."

Against = Callable[[Settings], Iterable[Fault]]


def without_lame(
    settings: Settings, store: Store, now: datetime
) -> tuple[Settings, tuple[Fault, ...]]:
    """The settings of those who can open requests, and what is wrong with the others.

    Unchanged when nobody could: then the faults themselves stop the start. Raises StoreError.
    """
    # Here, because the process that delivers does without the 9 MB of reading certificates.
    from intake_app.sealing import check_certificates

    usable, unfit = _without(settings, lambda alone: check_certificates(alone, now).faults)
    proven, unproven = without_unproven(usable, store)
    return proven, (*unfit, *unproven)


def without_unproven(settings: Settings, store: Store) -> tuple[Settings, tuple[Fault, ...]]:
    """The same by proofs alone. Raises StoreError."""
    return _without(settings, lambda alone: standing_of(live_keys(alone), store).faults)


def training_without_lame(
    settings: Settings, store: Store, now: datetime
) -> tuple[Settings, tuple[Fault, ...]]:
    """The settings without training contacts that cannot open sign-ups, and what is wrong there.

    It may leave out all of them: then nobody signs up, and families are served. Raises StoreError.
    """
    from intake_app.sealing import check_certificates

    def against(alone: Settings) -> Iterable[Fault]:
        proofs = standing_of(live_keys(alone), store).faults
        return (*check_certificates(alone, now).faults, *proofs)

    return _training_without(settings, against)


def training_without_unproven(
    settings: Settings, store: Store
) -> tuple[Settings, tuple[Fault, ...]]:
    """The same by proofs alone. Raises StoreError."""
    return _training_without(settings, lambda alone: standing_of(live_keys(alone), store).faults)


def _without(settings: Settings, against: Against) -> tuple[Settings, tuple[Fault, ...]]:
    found = _lame(settings, against, LEFT_OUT)
    usable = tuple(one for one in settings.recipients if one.address not in found)
    if not found or all(one.revoked for one in usable):
        return settings, ()
    return replace(settings, recipients=usable), _told(found)


def _training_without(settings: Settings, against: Against) -> tuple[Settings, tuple[Fault, ...]]:
    found = _lame(settings.for_training, against, NO_SIGN_UPS)
    usable = tuple(one for one in settings.training_recipients if one.address not in found)
    if all(one.revoked for one in usable):
        usable = ()
    return replace(settings, training_recipients=usable), _told(found)


def _told(found: Mapping[str, list[Fault]]) -> tuple[Fault, ...]:
    return tuple(fault for faults in found.values() for fault in faults)


def _lame(settings: Settings, against: Against, left_out: str) -> dict[str, list[Fault]]:
    return {
        one.address: faults
        for one in settings.recipients
        if not one.revoked and (faults := _of_one(one, settings, against, left_out))
    }


def _of_one(one: Recipient, settings: Settings, against: Against, left_out: str) -> list[Fault]:
    # With the revoked: a new certificate for a revoked key opens to whoever has the key.
    revoked = [each for each in settings.recipients if each.revoked]
    faults = against(replace(settings, recipients=(one, *revoked), training_recipients=()))
    return [
        replace(fault, cure=f"{fault.cure} {left_out}")
        for fault in faults
        if fault.place == one.place
    ]
