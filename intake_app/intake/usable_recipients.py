"""One address whose key is not proven, or cannot be used, keeps no family from sending.

It is left out until that is mended, as long as another can open them.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from intake_app.errors import Fault
from intake_app.intake.key_status import live_keys
from intake_app.intake.key_status import standing_of
from intake_app.settings import Recipient
from intake_app.settings import Settings
from intake_app.store import Store

LEFT_OUT = "Until then this address gets no requests; the others do."

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


def _without(settings: Settings, against: Against) -> tuple[Settings, tuple[Fault, ...]]:
    found = {
        one.address: faults
        for one in settings.recipients
        if not one.revoked and (faults := _of_one(one, settings, against))
    }
    usable = tuple(one for one in settings.recipients if one.address not in found)
    if not found or all(one.revoked for one in usable):
        return settings, ()
    told = [fault for faults in found.values() for fault in faults]
    return replace(settings, recipients=usable), tuple(told)


def _of_one(one: Recipient, settings: Settings, against: Against) -> list[Fault]:
    # With the revoked: a new certificate for a revoked key opens to whoever has the key.
    revoked = [each for each in settings.recipients if each.revoked]
    place = f"INTAKE_RECIPIENTS ({one.address})"
    faults = against(replace(settings, recipients=(one, *revoked)))
    return [
        replace(fault, cure=f"{fault.cure} {LEFT_OUT}") for fault in faults if fault.place == place
    ]
