"""What a nightly look finds beside `intake check`: the relay, the running form, the backup."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import datetime
from datetime import timedelta

from intake_app.catalog import PortalManifest
from intake_app.dates import ontario_time
from intake_app.errors import DeliveryError
from intake_app.errors import Fault
from intake_app.errors import FaultsFound
from intake_app.errors import StoreError
from intake_app.intake.alarm_paths import BRISK
from intake_app.intake.background import our_version
from intake_app.intake.concerns import CHECKED
from intake_app.intake.content_watch import content_of
from intake_app.intake.own_store import open_store
from intake_app.intake.readiness import Readiness
from intake_app.intake.readiness import no_room
from intake_app.intake.readiness import silent_processes
from intake_app.intake.readiness import stale_portal
from intake_app.mailer import Mailer
from intake_app.settings import MailServer
from intake_app.settings import Settings
from intake_app.store import DISK_SHORT
from intake_app.store import Store

BACKUP_WITHIN = timedelta(days=2)
CLOCK_IS_KEPT = ("timedatectl", "show", "--property=NTPSynchronized", "--value")
KEEP_THE_CLOCK = (
    "`timedatectl set-ntp true`; before it, if need be, `apt install systemd-timesyncd`."
)
SECONDS = 10
CHECK_TIMER = "It comes at half past five: `systemctl enable --now intake-check.timer`."


def look_deeper(findings: Readiness, now: datetime, *, nightly: bool) -> None:
    """Adds what it finds. Signs in to each mail server and sends nothing.

    A nightly look is expected again: when it stays away, alarms ring.
    """
    settings = findings.settings
    if settings is None:
        return
    findings.urgent += _relays(settings)
    findings.warnings += _free_running_clock()
    try:
        store = open_store(settings)
    except StoreError:
        return  # told already
    try:
        _look_into(findings, settings, store, now)
        if nightly:
            store.lookup.mark(CHECKED, now)
        findings.warnings += _no_night(store)
    except StoreError as error:
        findings.urgent.append(Fault("INTAKE_DATABASE_URL", str(error), "See `intake check`."))
    finally:
        store.close()


def _look_into(findings: Readiness, settings: Settings, store: Store, now: datetime) -> None:
    findings.warnings += no_room(store, DISK_SHORT)
    findings.urgent += _backup(store, now)
    # By night the portal is built anew, and the form takes it up: by now they are the same.
    stale, silent = list(stale_portal(settings)), list(silent_processes(store, now))
    findings.urgent += [*stale, *silent, *_running(settings, store, now)]
    again = {*stale, *silent}
    findings.warnings = [one for one in findings.warnings if one not in again]


def _relays(settings: Settings) -> Iterator[Fault]:
    yield from _sign_in("INTAKE_MAIL_SERVER", settings.mail)
    if settings.alarm_server:
        yield from _sign_in("INTAKE_ALARM_URL", settings.alarm_server)


def _sign_in(place: str, server: MailServer) -> Iterator[Fault]:
    try:
        Mailer(server, BRISK).sign_in()
    except DeliveryError as error:
        problem = f"The mail server {server.host}, port {server.port}, does not let us in: {error}."
        cure = "Mend address, user name, password or the server; then `intake retry`."
        yield Fault(place, problem, cure)
    except FaultsFound as error:
        yield from error.faults


def _free_running_clock() -> Iterator[Fault]:
    """One that is ahead shows in nothing else: every day and every next try just comes too soon.

    Nothing is said where there is no systemd to ask.
    """
    try:
        asked = subprocess.run(  # noqa: S603  (systemd's, with nothing of anybody's)
            CLOCK_IS_KEPT, capture_output=True, text=True, timeout=SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return
    if asked.stdout.strip() == "no":
        problem = "Nothing keeps this machine's clock in step: days to answer by may be wrong."
        yield Fault("Clock", problem, KEEP_THE_CLOCK)


def _backup(store: Store, now: datetime) -> Iterator[Fault]:
    last = store.lookup.marked("backup")
    cure = "Start intake-backup.timer, or note a script of your own by `intake noted backup`."
    if last is None:
        yield Fault("Backup", "None was ever noted.", cure)
    elif not now - BACKUP_WITHIN <= last:
        yield Fault("Backup", f"The last one was noted {ontario_time(last)}.", cure)


def _no_night(store: Store) -> Iterator[Fault]:
    """Alarms miss a nightly look only once there has been one."""
    if store.lookup.marked(CHECKED) is None:
        problem = "No nightly check has run yet, so nobody would be told when it stays away."
        yield Fault("Nightly check", problem, CHECK_TIMER)


def _running(settings: Settings, store: Store, now: datetime) -> Iterator[Fault]:
    """What the processes are that run now, and not what they would be after a new start."""
    made = PortalManifest.read(settings.portal_dir)
    for one in store.processes.all():
        if not one.lives(now):
            continue
        version, content = content_of(one.version)
        if version != our_version():
            problem = f"{one.name} is version {version}, and {our_version()} is installed."
            yield Fault("Processes", problem, "Start it anew.")
        if made and content and content != made.content:
            problem = f"{one.name} says something else than the portal."
            yield Fault("Processes", problem, "Start it anew: its log says why it did not itself.")
