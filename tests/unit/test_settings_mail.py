"""The settings of mail servers: what SMTP and TLS cannot use is refused before anything is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake_app.errors import SettingsFaults
from intake_app.settings import Settings

Environ = dict[str, str]
ACCENTED, IN_ASCII = "santé-halton.ca", "xn--sant-halton-ebb.ca"


def faults_of(environ: Environ) -> dict[str, str]:
    """Name of setting -> what stands in the report about it."""
    with pytest.raises(SettingsFaults) as caught:
        Settings.from_environment(environ)
    return {fault.place: f"{fault.problem} {fault.cure}" for fault in caught.value.faults}


@pytest.mark.parametrize("lame", ["INTAKE_MAIL_USERNAME", "INTAKE_MAIL_PASSWORD"])
def test_a_sign_in_that_python_cannot_send_is_refused_and_not_shown(
    environ: Environ, lame: str
) -> None:
    both = {"INTAKE_MAIL_USERNAME": "relay", "INTAKE_MAIL_PASSWORD": "hush"}
    faults = faults_of(environ | both | {lame: "hush-é"})
    assert list(faults) == [lame]
    assert "ASCII" in faults[lame]
    assert "hush" not in faults[lame]


NO_AUTHORITIES = {
    "empty": b"",
    "words": b"see the wiki",
    "damaged": b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    "DER": b"\x30\x82\x01\x0a\x30",
    "a key": b"-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n",
}


@pytest.mark.parametrize("content", NO_AUTHORITIES.values(), ids=NO_AUTHORITIES)
def test_a_file_of_authorities_that_tls_cannot_load_is_refused(
    environ: Environ, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "ca.pem"
    file.write_bytes(content)
    faults = faults_of(environ | {"INTAKE_MAIL_CA_FILE": str(file)})
    assert list(faults) == ["INTAKE_MAIL_CA_FILE"]
    assert f"{file} holds no certificates" in faults["INTAKE_MAIL_CA_FILE"]
    assert "PEM" in faults["INTAKE_MAIL_CA_FILE"]


def test_names_with_accents_are_read_in_the_form_that_mail_servers_take(environ: Environ) -> None:
    settings = Settings.from_environment(
        environ
        | {
            "INTAKE_MAIL_SERVER": "courriel.santé-halton.ca",
            "INTAKE_MAIL_SENDER": "demandes@santé-halton.ca",
            "INTAKE_RECIPIENTS": environ["INTAKE_RECIPIENTS"].replace("agency.example", ACCENTED),
            "INTAKE_ALARM_RECIPIENTS": f"it@{ACCENTED}",
        }
    )
    assert settings.mail.host == f"courriel.{IN_ASCII}"
    assert settings.mail.sender == f"demandes@{IN_ASCII}"
    assert settings.addresses == (f"intake@{IN_ASCII}",)
    assert settings.alarm_recipients == (f"it@{IN_ASCII}",)
