"""Rings when the nightly look finds something, also with settings that can be read only in part."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from intake_app.catalog import load_region
from intake_app.catalog import load_words
from intake_app.errors import DeliveryError
from intake_app.errors import Fault
from intake_app.errors import FaultsFound
from intake_app.intake.alarm_paths import AlarmPath
from intake_app.intake.alarm_paths import alarm_paths
from intake_app.intake.alarm_paths import paths_of
from intake_app.intake.alarm_paths import whatever_fails
from intake_app.settings import Environment
from intake_app.settings import Settings
from intake_app.settings import content_folder
from intake_app.settings import read_alarms
from intake_app.settings import site_of
from intake_app.settings import typed_here


def ring(
    environ: Mapping[str, str], settings: Settings | None, grave: Sequence[Fault]
) -> dict[str, str]:
    """By path, why it did not get through; empty for what did."""
    source = Environment(environ)
    site = site_of(source.said("INTAKE_PUBLIC_URL"))
    subject, lead = _words(content_folder(environ), source.text("REGION"), site)
    text = "\n".join([lead, "", *(typed_here(f"- {fault}") for fault in grave), ""])
    paths = alarm_paths(settings) if settings else _paths(source)
    return {path.name: _send(path, subject, text) for path in paths}


def _send(path: AlarmPath, subject: str, text: str) -> str:
    try:
        with whatever_fails():
            return path.send(subject, text)
    except DeliveryError as error:
        return str(error)


def _paths(source: Environment) -> tuple[AlarmPath, ...]:
    """As far as the settings can be read: whoever broke them should hear of it all the same."""
    sender = "INTAKE_MAIL_SENDER"
    return paths_of(read_alarms(source, source.address(sender, source.said(sender))))


def _words(content: Path, region: str, site: str) -> tuple[str, str]:
    try:
        words = load_words(content, _language(content, region))
    except FaultsFound:
        return f"Alarm: {site}", site
    return words("watch.alarm.subject", site=site), words("watch.alarm.night", site=site)


def _language(content: Path, region: str) -> Language:
    try:
        return load_region(content, region).staff_language
    except FaultsFound:
        return LANGUAGES[0]
