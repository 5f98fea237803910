"""The only SQL: requests, their deliveries, drafts and certificates, on SQLite or PostgreSQL.

No web, no mail, no plain text: what is stored of a family is sealed before it comes here.
"""

from intake_app.store.alarms import PathState as PathState
from intake_app.store.alarms import Told as Told
from intake_app.store.certificates import CertificateRows as CertificateRows
from intake_app.store.certificates import Identity as Identity
from intake_app.store.certificates import KeyRole as KeyRole
from intake_app.store.certificates import Proof as Proof
from intake_app.store.certificates import Record as Record
from intake_app.store.cluster import ALONE as ALONE
from intake_app.store.damage import Damaged as Damaged
from intake_app.store.damage import set_aside as set_aside
from intake_app.store.disk import DISK_LOW as DISK_LOW
from intake_app.store.disk import DISK_SHORT as DISK_SHORT
from intake_app.store.disk import DISK_VERY_LOW as DISK_VERY_LOW
from intake_app.store.drafts import ERASE as ERASE
from intake_app.store.drafts import DraftRows as DraftRows
from intake_app.store.drafts import Limits as Limits
from intake_app.store.drafts import Sealed as Sealed
from intake_app.store.erasure import LARGE as LARGE
from intake_app.store.erasure import NAMES_DAYS as NAMES_DAYS
from intake_app.store.erasure import SEALED_DAYS as SEALED_DAYS
from intake_app.store.erasure import Forgotten as Forgotten
from intake_app.store.handling import Handling as Handling
from intake_app.store.handling import Outcome as Outcome
from intake_app.store.kept_numbers import KeptNumbers as KeptNumbers
from intake_app.store.kept_numbers import highest_of as highest_of
from intake_app.store.letters import REMINDER as REMINDER
from intake_app.store.letters import Letter as Letter
from intake_app.store.lookup import Copy as Copy
from intake_app.store.outbox import Store as Store
from intake_app.store.owner import MOVED as MOVED
from intake_app.store.processes import SILENT as SILENT
from intake_app.store.processes import Process as Process
from intake_app.store.records import Backlog as Backlog
from intake_app.store.records import Delivery as Delivery
from intake_app.store.records import Receipt as Receipt
from intake_app.store.records import State as State
from intake_app.store.tallies import Tally as Tally
