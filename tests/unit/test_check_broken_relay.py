"""What is wrong with one mail server hides nothing else that a nightly look finds, and it rings."""

from __future__ import annotations

import shutil
from datetime import UTC
from datetime import datetime
from pathlib import Path

import pytest

from intake_app.errors import DeliveryError
from intake_app.intake import night_alarm
from intake_app.intake.alarm_paths import MailPath
from intake_app.intake.alarm_paths import alarm_paths
from intake_app.intake.deep_check import look_deeper
from intake_app.intake.readiness import look_at
from intake_app.settings import Environment
from intake_app.settings import Settings
from tests.support.proofs import prove_keys
from tests.support.relay import USERNAME
from tests.support.relay import Relay
from tests.support.service import intake

Environ = dict[str, str]


@pytest.fixture
def ca_file(environ: Environ, relay: Relay, tmp_path: Path) -> Path:
    """Of the relay's authority; a test spoils it."""
    copy = Path(shutil.copy(relay.authority.ca_file, tmp_path / "ca.pem"))
    environ |= {"INTAKE_MAIL_CA_FILE": str(copy), "INTAKE_MAIL_PORT": str(relay.port)}
    prove_keys(Settings.from_environment(environ))
    return copy


def test_authorities_that_are_none_are_told_with_all_else_and_the_other_path_rings(
    environ: Environ, ca_file: Path
) -> None:
    ca_file.write_text("see the wiki")
    environ["INTAKE_PROXY_HOPS"] = "many"
    result = intake("check", "--deep", "--alarm", environ=environ)
    assert result.exit_code == 1
    assert f"fault: INTAKE_MAIL_CA_FILE: {ca_file} holds no certificates" in result.output
    assert "fault: INTAKE_PROXY_HOPS" in result.output
    assert "alarm by web address: NOT sent, " in result.output


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("INTAKE_PUBLIC_URL", "https://[help.agency.example"),
        ("INTAKE_DATABASE_URL", "postgresql+psycopg://u:p[s3cr3t]x@db.example/name"),
        ("INTAKE_MAIL_SENDER", "requests"),
        ("INTAKE_ALARM_RECIPIENTS", "operator@host.example, it"),
    ],
)
def test_an_address_that_is_none_is_told_and_rings_on_the_other_path(
    environ: Environ, name: str, value: str
) -> None:
    environ |= {name: value, "INTAKE_PROXY_HOPS": "many"}
    result = intake("check", "--deep", "--alarm", environ=environ)
    assert f"fault: {name}: " in result.output
    assert "fault: INTAKE_PROXY_HOPS" in result.output
    assert "alarm by web address: NOT sent, " in result.output
    assert "s3cr3t" not in result.output


def test_whom_no_mail_can_be_written_to_keeps_the_night_from_nobody_else(
    environ: Environ, relay: Relay
) -> None:
    """Settings are at fault, so the second mail server alone is left."""
    environ |= {
        "INTAKE_ALARM_RECIPIENTS": "it, operator@host.example",
        "INTAKE_ALARM_URL": f"smtp://{USERNAME}:x@127.0.0.1:{relay.port}",
    }
    (path,) = night_alarm._paths(Environment(environ))
    assert isinstance(path, MailPath)
    assert path.recipients == ("operator@host.example",)


def test_authorities_that_break_while_all_is_looked_at_hide_nothing(
    environ: Environ, ca_file: Path
) -> None:
    now = datetime.now(UTC)
    findings = look_at(environ, now)
    ca_file.write_text("half a fi")
    look_deeper(findings, now, nightly=False)
    told = [str(one) for one in findings.urgent]
    assert sum(line.startswith("INTAKE_MAIL_CA_FILE: ") for line in told) == 1
    assert any(line.startswith("Backup: ") for line in told)


def test_a_mail_server_that_cannot_be_tried_is_a_path_that_fails(
    environ: Environ, ca_file: Path
) -> None:
    settings = Settings.from_environment(environ)
    ca_file.write_text("half a fi")
    relay, web = alarm_paths(settings)
    assert (relay.name, web.name) == ("relay", "web address")
    with pytest.raises(DeliveryError, match="INTAKE_MAIL_CA_FILE"):
        relay.send("Alarm", "text")
