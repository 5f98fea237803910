"""Every error the project raises on purpose, lowest of all modules.

OneStoryError
 +-- FaultsFound              several faults, reported together
 |    +-- ContentFaults       content/ cannot be used; raised by catalog and by the portal build
 |    |    +-- DocumentFault  a document came out, but not as it should; raised by the portal build
 |    +-- SettingsFaults      the environment is unsafe or incomplete; raised by settings and start
 +-- SealingError             a message could not be sealed; raised by sealing
 |    +-- CertificateFault    a key or certificate cannot be used
 +-- StoreError               the database refused; raised by store
 |    +-- OlderTables         `intake migrate` brings them up to date
 |    +-- NotSaved            certain: nothing was kept
 |    |    +-- NoRoom         so many forms are kept for later that none can be added
 |    +-- MaybeSaved          uncertain: the same token, sent again, tells
 +-- DeliveryError            the mail server did not take the message; raised by mailer
      +-- TryLater            4xx, connection or TLS trouble: the retry schedule
      |    +-- TurnedAway     5xx to the connection, not to the mail: the same, and an alarm
      |         +-- ShutOut   before any mail was named: no other mail would fare better
      +-- Refused             5xx to the mail: the slow schedule, and an alarm
      +-- OutcomeUnknown      lost after the final dot: sent again, same bytes

No message of these errors may hold anything that a family typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class OneStoryError(Exception):
    """Root of the tree."""


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong, where it stands, and what to do about it."""

    place: str
    """`path/to/file.yml:12`, or the name of a setting."""
    problem: str
    cure: str

    def __str__(self) -> str:
        return f"{self.place}: {self.problem} {self.cure}".strip()


class FaultsFound(OneStoryError):
    """Several faults, so that they can be mended in one go."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type[FaultsFound], tuple[Sequence[Fault]]]:
        """Faults travel whole from one process to another."""
        return type(self), (self.faults,)


class ContentFaults(FaultsFound):
    """content/ cannot be used as it is."""


class SettingsFaults(FaultsFound):
    """The environment is unsafe or incomplete."""


class SealingError(OneStoryError):
    """A message could not be sealed."""


class CertificateFault(SealingError):
    """A key or certificate cannot be used."""


class StoreError(OneStoryError):
    """The database refused."""


class OlderTables(StoreError):
    """The database was made by an older release, and its tables are not changed by a start."""


class NotSaved(StoreError):
    """Nothing was kept; the visitor may send again."""


class NoRoom(NotSaved):
    """So many forms are kept for later that no more can be."""


class MaybeSaved(StoreError):
    """The commit failed in a way that leaves open whether the row is there."""


class DeliveryError(OneStoryError):
    """The mail server did not take the message."""


class TryLater(DeliveryError):
    """A passing trouble: 4xx, connection, TLS."""


class TurnedAway(TryLater):
    """The mail server wants nothing of us, whatever the mail: wrong password, 554 greeting."""


class ShutOut(TurnedAway):
    """Turned away before any mail was named: knocking with the next one helps nobody."""


class Refused(DeliveryError):
    """The mail server said no for good to this mail: 5xx."""


class OutcomeUnknown(DeliveryError):
    """The connection was lost after the final dot, before the answer."""
