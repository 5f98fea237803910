"""Everything that must be right before families are served, looked at in one go."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from datetime import datetime
from datetime import timedelta
from pathlib import Path

from intake_app.catalog import PortalManifest
from intake_app.catalog import content_version
from intake_app.catalog import load_region
from intake_app.catalog import load_texts
from intake_app.catalog import load_training
from intake_app.catalog import unfit_to_serve
from intake_app.catalog import word_faults
from intake_app.dates import ontario_time
from intake_app.errors import Fault
from intake_app.errors import FaultsFound
from intake_app.errors import OlderTables
from intake_app.errors import StoreError
from intake_app.intake.concerns import CHECKED
from intake_app.intake.concerns import missing
from intake_app.intake.key_status import live_keys
from intake_app.intake.key_status import standing_of
from intake_app.intake.key_verification import note_what_is_new
from intake_app.intake.number_mark import NumberMark
from intake_app.intake.number_mark import number_of
from intake_app.intake.own_store import open_store
from intake_app.intake.own_store import region_of
from intake_app.intake.usable_recipients import training_without_lame
from intake_app.intake.usable_recipients import without_lame
from intake_app.question_places import question_faults
from intake_app.sealing import OPENS_HERE
from intake_app.sealing import check_certificates
from intake_app.settings import LET_US_IN
from intake_app.settings import PROJECT
from intake_app.settings import Environment
from intake_app.settings import Settings
from intake_app.settings import content_folder
from intake_app.settings import strange_lines
from intake_app.settings import unreachable
from intake_app.store import ALONE
from intake_app.store import DISK_VERY_LOW
from intake_app.store import Store

OUT_OF_REACH = "Mend the address, or the rights of the service's account on the database."
DATABASE_CURES = {
    "SQLITE_FULL": "Make room on its disk.",
    "SQLITE_BUSY": "Another program holds it: end that one.",
    "belongs to another program": "Mend INTAKE_STATE_DIR or INTAKE_DATABASE_URL.",
}
CLOCKS_APART = timedelta(minutes=5)
SET_THE_CLOCK = "Set the clock (`timedatectl`), on each machine that uses this database."
BUILD = "Build it: `systemctl start intake-portal`, or `make portal`."


@dataclass
class Readiness:
    """Faults stop the start. What is urgent does not, because then no family could send at all."""

    settings: Settings | None = None
    """Of what can be used; None when the environment itself is at fault."""
    faults: list[Fault] = field(default_factory=list)
    urgent: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)


def look_at(environ: Mapping[str, str], now: datetime) -> Readiness:
    """All that is wrong with settings, content, certificates, their proofs, database and portal."""
    findings = Readiness()
    findings.urgent += _half_edited(Path(Environment(environ).text("INTAKE_SETTINGS_FILE")))
    try:
        findings.settings = Settings.from_environment(environ)
    except FaultsFound as error:
        findings.faults += error.faults
    _look_at_content(findings, content_folder(environ), Environment(environ).text("REGION"))
    if findings.settings:
        findings.warnings += unreceived_sign_ups(findings.settings)
        _look_at_database(findings, findings.settings, now)
        _look_at_portal(findings, findings.settings)
    return findings


def _half_edited(file: Path) -> Iterator[Fault]:
    """systemd leaves such lines out and goes on; half of a list may stand in one."""
    for number, problem in strange_lines(file):
        yield Fault(f"{file}:{number}", problem, "Write each setting once, whole, on one line.")


def _look_at_content(findings: Readiness, content: Path, region: str) -> None:
    whole, texts = None, None
    try:
        whole = load_region(content, region)
        findings.faults += unfit_to_serve(whole, _named(content))
    except FaultsFound as error:
        findings.faults += error.faults
    try:
        texts = load_texts(content)
    except FaultsFound as error:
        findings.faults += error.faults
    if whole and texts:
        findings.faults += [*word_faults(content, texts), *question_faults(whole, texts)]


def _named(content: Path) -> Path:
    """As it is called from the project's own folder, where it lies there."""
    return content.relative_to(PROJECT) if content.is_relative_to(PROJECT) else content


def unreceived_sign_ups(settings: Settings) -> Iterator[Fault]:
    """What keeps providers from signing up keeps no family from sending."""
    try:
        dates = load_training(settings.content, settings.region, settings.demo_rows)
    except FaultsFound as error:
        yield from error.faults
        return
    if not settings.training_recipients and any(one.by_form for one in dates):
        problem = "is not set, and training.yml has dates with `sign_up: form`."
        cure = "Name who receives sign-ups, or have an e-mail address written in `sign_up`."
        yield Fault("INTAKE_TRAINING_RECIPIENTS", problem, cure)


def _look_at_database(findings: Readiness, settings: Settings, now: datetime) -> None:
    try:
        store = open_store(settings)
    except StoreError as error:
        _tell_of_database(findings, error)
        _look_at_certificates(findings, settings, now)
        return
    try:
        settings, left_out = without_lame(settings, store, now)
        findings.urgent += left_out
        settings, no_training = training_without_lame(settings, store, now)
        findings.warnings += no_training
        findings.settings = settings
        _look_at_certificates(findings, settings, now)
        _look_at_proofs(findings, settings, store)
        findings.urgent += _take_exposed(findings.warnings)
        findings.warnings += silent_processes(store, now)
        findings.urgent += _unfit_servers(settings, store)
        findings.warnings += _few_copies(settings, store)
        findings.urgent += numbers_given_before(settings, store)
        findings.urgent += no_room(store)
        findings.urgent += _clocks_apart(store, now)
    except StoreError as error:
        _tell_of_database(findings, error)
    finally:
        store.close()


def _tell_of_database(findings: Readiness, error: StoreError) -> None:
    cure = next((cure for sign, cure in DATABASE_CURES.items() if sign in str(error)), OUT_OF_REACH)
    if isinstance(error, OlderTables):
        cure = "Then start again."
    findings.faults.append(Fault("INTAKE_DATABASE_URL", str(error), cure))


def _look_at_certificates(findings: Readiness, settings: Settings, now: datetime) -> None:
    found = check_certificates(settings, now)
    findings.faults += found.faults
    findings.warnings += found.warnings
    findings.urgent += _few_readers(settings, alone=False)
    findings.warnings += _few_readers(settings, alone=True)


def _take_exposed(warnings: list[Fault]) -> list[Fault]:
    """Out of what stops no family: what is sealed for such a key could be read on this machine."""
    exposed = [one for one in warnings if OPENS_HERE in one.problem]
    warnings[:] = [one for one in warnings if one not in exposed]
    return exposed


def _few_readers(settings: Settings, *, alone: bool) -> Iterator[Fault]:
    """Whether enough people can open a request: with nobody it is urgent, with one it is risky."""
    readers = [one for one in settings.recipients if not one.revoked]
    place = "INTAKE_RECIPIENTS"
    if not readers and not alone:
        problem = "No address can open a request: every key is revoked. Only the recovery key can."
        yield Fault(place, problem, "Make, prove and name a new key: `intake key plan`.")
    elif len(readers) == 1 and alone:
        problem = f"Only {readers[0].address} can open requests; with its key they would be lost."
        yield Fault(place, problem, "Name a second address, on another desk.")


def _look_at_proofs(findings: Readiness, settings: Settings, store: Store) -> None:
    note_what_is_new(settings, store)
    standing = standing_of(live_keys(settings), store)
    findings.faults += standing.faults
    findings.warnings += standing.warnings


def silent_processes(store: Store, now: datetime) -> Iterator[Fault]:
    """Before the first start, and after an orderly end of all, nobody is missed."""
    processes = store.processes.all()
    if any(one.ended_at is None for one in processes):
        for concern in missing(processes, now):
            problem = f"No sign of life from {concern.facts['process']}."
            yield Fault("Processes", problem, "Start it; `intake status` tells more.")


def numbers_given_before(settings: Settings, store: Store) -> Iterator[Fault]:
    """A backup was put back, or a new database begun, and `intake restore` was forgotten."""
    try:
        mark = NumberMark(settings.state_dir, region_of(settings).code)
    except FaultsFound:
        return  # told already
    if trouble := mark.trouble:
        problem = f"{trouble}: nobody can tell whether the database is older than the last number."
        cure = (
            "Until then it is left as it is, and numbers may be given twice."
            " Let this account read it; or run `intake restore` with the last number of staff."
        )
        yield Fault("Numbers", problem, cure)
    for stem, last in mark.lacking(store).items():
        number = number_of(stem, last)
        problem = f"Numbers up to {number} were given, and the database does not know of them."
        yield Fault("Numbers", problem, _cure_of_numbers(store, number))


def _cure_of_numbers(store: Store, number: str) -> str:
    """What a copy holds comes first: nobody looks for it once the numbers are right again."""
    typed = f"intake restore --last {number}"
    if store.lookup.how_many():
        return f"Run `{typed}`, and ask staff for the mails of numbers that are missing here."
    return (
        f"Put the newest copy back: `{typed} --from COPY` (“Put a copy back” in docs/operator.md)."
        f" Only without any copy: `{typed}`."
    )


def _clocks_apart(store: Store, now: datetime) -> Iterator[Fault]:
    """Days, numbers and the next tries all go by this clock."""
    moments = [one.beat_at for one in store.processes.all()]
    moments += filter(None, map(store.lookup.marked, ("backup", CHECKED)))
    latest = max(moments, default=now)
    servers = store.cluster.clock() or now
    problem = ""
    if latest > now + CLOCKS_APART:
        problem = f"the database was written at {ontario_time(latest)}"
    elif abs(servers - now) > CLOCKS_APART:
        problem = f"on the database's server it is {ontario_time(servers)}"
    if problem:
        yield Fault("Clock", f"It is {ontario_time(now)} here, and {problem}.", SET_THE_CLOCK)


def _unfit_servers(settings: Settings, store: Store) -> Iterator[Fault]:
    """The form is shown all the same: it says whom to call."""
    cure = "Until then no request is taken; see \u201cWhen the primary fails\u201d in the handbook."
    if trouble := store.cluster.trouble():
        yield Fault("INTAKE_DATABASE_URL", f"{trouble}.", cure)
    if trouble := store.cluster.forgets:
        problem = f"{trouble}: nobody can tell an old server from the one that took its place."
        cure = "Let this account read it; delete it if it is damaged and this is the right server."
        yield Fault("INTAKE_DATABASE_URL", problem, cure)
    standing = store.cluster.standing()
    if standing and settings.database_copies > ALONE and not standing.sees_standbys:
        problem = "Our role may not see whether the standbys are in step."
        cure = "As postgres: GRANT pg_read_all_stats TO the role."
        yield Fault("INTAKE_DATABASE_COPIES", problem, cure)


def _few_copies(settings: Settings, store: Store) -> Iterator[Fault]:
    """What would be lost with one server, as far as nobody has decided to bear it."""
    standing, place = store.cluster.standing(), "INTAKE_DATABASE_COPIES"
    if standing is None or settings.database_copies > ALONE:
        return
    if settings.database_copies < ALONE:
        problem = "Nobody has said on how many servers a request must be: it is on one."
        yield Fault(place, problem, "Write 2 with a synchronous standby, 1 without.")
    if standing.standbys and not standing.waits_for:
        problem = "A standby copies requests after families were told that we have them."
        cure = "Set synchronous_standby_names there, and 2 here; else its promotion loses some."
        yield Fault(place, problem, cure)


def no_room(store: Store, below: float = DISK_VERY_LOW) -> Iterator[Fault]:
    """The disk of the database, where it is ours to look at."""
    free = store.free_share()
    if free is not None and free < below:
        problem = f"The disk of the database is {100 * free:.0f} % free."
        yield Fault("Disk", problem, "Make room at once: a request that finds none is lost.")


def _look_at_portal(findings: Readiness, settings: Settings) -> None:
    if settings.portal_dir is None:
        return
    place, index = "INTAKE_PORTAL_DIR", settings.portal_dir / "index.html"
    if why := unreachable(index):
        problem = f"{settings.portal_dir} cannot be reached: {why}."
        findings.faults.append(Fault(place, problem, LET_US_IN))
    elif not index.is_file():
        problem = f"No portal is built in {settings.portal_dir}."
        findings.faults.append(Fault(place, problem, BUILD))
    else:
        findings.urgent += _foreign_portal(settings)
        findings.warnings += stale_portal(settings)


def _foreign_portal(settings: Settings) -> Iterator[Fault]:
    made = PortalManifest.read(settings.portal_dir)
    if made is None:
        return
    told = {"REGION": (made.region, settings.region)}
    told["INTAKE_PUBLIC_URL"] = (made.public_url or "no address", settings.public_url)
    for name, (theirs, ours) in told.items():
        if theirs != ours:
            problem = f"The portal was built for {theirs}, and the service is for {ours}."
            cure = f"Make the two the same, also in the file `portal`. {BUILD}"
            yield Fault(name, problem, cure)


def stale_portal(settings: Settings) -> Iterator[Fault]:
    """Pages and form would say different things. Nobody here can tell of a portal elsewhere."""
    if settings.portal_dir is None:
        return
    made = PortalManifest.read(settings.portal_dir)
    if made is None:
        problem = "The portal does not say what it was built from."
        yield Fault("INTAKE_PORTAL_DIR", problem, BUILD)
    elif made.content != content_version(settings.content, settings.region):
        problem = "content/ has changed since the portal was built."
        cure = f"{BUILD} The form takes it up within a minute."
        yield Fault("INTAKE_PORTAL_DIR", problem, cure)
