"""Everything that must be right before families are served, looked at in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from datetime import datetime

from intake_app.catalog import load_region
from intake_app.catalog import load_texts
from intake_app.catalog import unfit_to_serve
from intake_app.errors import Fault
from intake_app.errors import FaultsFound
from intake_app.errors import StoreError
from intake_app.intake.concerns import missing
from intake_app.intake.key_status import live_keys
from intake_app.intake.key_status import standing_of
from intake_app.intake.key_verification import note_what_is_new
from intake_app.question_places import question_faults
from intake_app.sealing import check_certificates
from intake_app.settings import CONTENT
from intake_app.settings import Environment
from intake_app.settings import Settings
from intake_app.store import Store


@dataclass
class Readiness:
    """Faults stop the start, warnings are told."""

    settings: Settings | None = None
    """None when the environment itself is at fault."""
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)


def look_at(environ: Mapping[str, str], now: datetime) -> Readiness:
    """All that is wrong with settings, content, certificates, their proofs, database and portal."""
    findings = Readiness()
    try:
        findings.settings = Settings.from_environment(environ)
    except FaultsFound as error:
        findings.faults += error.faults
    _look_at_content(findings, Environment(environ).text("REGION"))
    if findings.settings:
        _look_at_certificates(findings, findings.settings, now)
        _look_at_database(findings, findings.settings, now)
        _look_at_portal(findings, findings.settings)
    return findings


def _look_at_content(findings: Readiness, region: str) -> None:
    whole, texts = None, None
    try:
        whole = load_region(CONTENT, region)
        findings.faults += unfit_to_serve(whole)
    except FaultsFound as error:
        findings.faults += error.faults
    try:
        texts = load_texts(CONTENT)
    except FaultsFound as error:
        findings.faults += error.faults
    if whole and texts:
        findings.faults += question_faults(whole, texts)


def _look_at_certificates(findings: Readiness, settings: Settings, now: datetime) -> None:
    found = check_certificates(settings, now)
    findings.faults += found.faults
    findings.warnings += found.warnings


def _look_at_database(findings: Readiness, settings: Settings, now: datetime) -> None:
    try:
        store = Store.open(settings.database_url)
        try:
            _look_at_proofs(findings, settings, store)
            _look_at_processes(findings, store, now)
        finally:
            store.close()
    except StoreError as error:
        cure = "Mend the address, or the rights of the service's account on the database."
        findings.faults.append(Fault("INTAKE_DATABASE_URL", str(error), cure))


def _look_at_proofs(findings: Readiness, settings: Settings, store: Store) -> None:
    note_what_is_new(settings, store)
    standing = standing_of(live_keys(settings), store)
    findings.faults += standing.faults
    findings.warnings += standing.warnings


def _look_at_processes(findings: Readiness, store: Store, now: datetime) -> None:
    """Before the first start, and after an orderly end of all, nobody is missed."""
    processes = store.processes.all()
    if any(one.ended_at is None for one in processes):
        for concern in missing(processes, now):
            problem = f"No sign of life from {concern.facts['process']}."
            cure = "Start it; `intake status` tells more."
            findings.warnings.append(Fault("Processes", problem, cure))


def _look_at_portal(findings: Readiness, settings: Settings) -> None:
    if not (settings.portal_dir / "index.html").is_file():
        problem = f"No portal is built in {settings.portal_dir}."
        findings.faults.append(Fault("INTAKE_PORTAL_DIR", problem, "Build it: make portal"))
