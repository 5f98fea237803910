"""Who receives sign-ups for trainings: a key of their own, which stands in no family's way."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC
from datetime import datetime
from pathlib import Path

import pytest

from intake_app.intake.key_status import live_keys
from intake_app.intake.readiness import look_at
from intake_app.intake.readiness import unreceived_sign_ups
from intake_app.intake.usable_recipients import training_without_lame
from intake_app.intake.usable_recipients import training_without_unproven
from intake_app.sealing import KeyFiles
from intake_app.settings import CONTENT
from intake_app.settings import Settings
from tests.support.keyholders import Server
from tests.support.keyholders import new_pair
from tests.support.keyholders import opens
from tests.support.keys import AGENCY
from tests.support.keys import SECOND
from tests.support.keys import Keys

CONTACT = "training@agency.example"
TRAINING = "INTAKE_TRAINING_RECIPIENTS"
NOW = datetime.now(UTC)


@pytest.fixture
def contact(server: Server, keys: Keys, tmp_path: Path) -> KeyFiles:
    """Named, and not proven yet; the agency's keys are."""
    pair = new_pair(tmp_path, CONTACT)
    server.environ[TRAINING] = f"{CONTACT}={pair.certificate}"
    server.prove(AGENCY, keys.agency)
    server.prove(SECOND, keys.second)
    server.relay.arrived.clear()
    return pair


def settings_of(server: Server) -> Settings:
    return Settings.from_environment(server.environ)


def test_an_unproven_contact_gets_nothing_and_families_are_served(
    server: Server, contact: KeyFiles
) -> None:
    findings = look_at(server.environ, NOW)
    (told,) = [one for one in findings.warnings if one.place == f"{TRAINING} ({CONTACT})"]
    assert "Nobody has shown yet" in told.problem
    assert f"intake key prove {CONTACT}" in told.cure
    assert "families are served" in told.cure
    assert not [one for one in findings.faults if TRAINING in one.place]
    assert findings.settings
    assert findings.settings.training_recipients == ()
    assert len(findings.settings.recipients) == 2


def test_a_test_mail_to_the_contact_opens_with_their_key_alone(
    server: Server, contact: KeyFiles, keys: Keys
) -> None:
    result = server.intake("key", "prove", "--send", CONTACT)
    assert result.exit_code == 0, result.output
    [mail] = server.relay.arrived
    assert mail.recipients == (CONTACT,)
    assert not opens(mail.mail, keys.agency)
    assert "Proven" in server.read_back(CONTACT, server.words(contact)).output
    store = server.store()
    for usable in (
        training_without_unproven(settings_of(server), store),
        training_without_lame(settings_of(server), store, NOW),
    ):
        assert [one.address for one in usable[0].training_recipients] == [CONTACT]
        assert usable[1] == ()
    store.close()


def test_a_certificate_that_cannot_be_read_closes_the_sign_up_alone(
    server: Server, contact: KeyFiles
) -> None:
    contact.certificate.write_text("nonsense")
    findings = look_at(server.environ, NOW)
    assert any(one.place == f"{TRAINING} ({CONTACT})" for one in findings.warnings)
    assert findings.settings
    assert (len(findings.settings.recipients), findings.settings.training_recipients) == (2, ())


def test_who_receives_both_needs_one_key_and_one_proof(
    server: Server, contact: KeyFiles, keys: Keys
) -> None:
    server.environ[TRAINING] = f"{AGENCY}={keys.agency.certificate}"
    named = [key.address for key in live_keys(settings_of(server))]
    assert named.count(AGENCY) == 1
    store = server.store()
    usable, faults = training_without_lame(settings_of(server), store, NOW)
    store.close()
    assert [one.address for one in usable.training_recipients] == [AGENCY]
    assert faults == ()


@pytest.mark.parametrize("is_new", [True, False])
def test_the_plan_never_makes_the_contact_a_reader_of_requests(
    server: Server, contact: KeyFiles, tmp_path: Path, is_new: bool
) -> None:
    (tmp_path / "settings").touch(0o640)
    server.environ["INTAKE_SETTINGS_FILE"] = str(tmp_path / "settings")
    if is_new:
        del server.environ[TRAINING]
    certificate = ("--certificate", str(contact.certificate))
    server.prove(CONTACT, contact, *certificate)
    options = ["--training"] if is_new else []
    said = server.intake("key", "plan", CONTACT, *options).output
    assert "Name it in the settings" in said
    assert (f"{TRAINING}={CONTACT}=" in said) is is_new
    leaving = server.intake("key", "plan", CONTACT, "--leaving").output
    for output in (said, leaving):
        assert "INTAKE_RECIPIENTS=" not in output


def test_dates_to_sign_up_for_and_nobody_who_receives_it_are_told(
    server: Server, contact: KeyFiles, tmp_path: Path
) -> None:
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content)
    (content / "regions" / "halton" / "training.yml").write_text(
        "dates:\n  - {id: one, title: {en: One day, fr: Un jour}, day: 2027-02-10, from: '09:00',"
        " to: '16:00', place: {en: The hall, fr: La salle}, language: en, sign_up: form,"
        " changed: 2026-11-20}\n"
    )
    settings = replace(settings_of(server), content=content)
    assert list(unreceived_sign_ups(settings)) == []
    (told,) = unreceived_sign_ups(replace(settings, training_recipients=()))
    assert str(told).startswith(f"{TRAINING}: is not set, and training.yml has dates")
    assert list(unreceived_sign_ups(replace(settings, content=CONTENT))) == []
