"""The operator's commands, run as an operator runs them: `intake` in a process of its own."""

from __future__ import annotations

import re
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from itertools import takewhile
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_der_private_key
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

from intake_app.cli import main
from intake_app.sealing import make_key_pair
from intake_app.sealing import summarize
from intake_app.sealing import summarize_all
from intake_app.sealing import write_key_pair
from intake_app.settings import Settings
from intake_app.store import Store
from tests.support import keys as throw_away
from tests.support.keys import Keys
from tests.support.office import accept
from tests.support.proofs import prove_keys
from tests.support.service import INTAKE
from tests.support.service import complete_settings
from tests.support.service import fit_project

Environ = dict[str, str]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project whose Halton is fit to serve."""
    return fit_project(tmp_path_factory.mktemp("project"))


@pytest.fixture
def environ(project: Path, tmp_path: Path, keys: Keys) -> Environ:
    """A configuration that is safe and complete, with keys that are proven."""
    complete = complete_settings(project, tmp_path, keys)
    complete["INTAKE_RECIPIENTS"] += f",{throw_away.SECOND}={keys.second.certificate}"
    prove_keys(Settings.from_environment(complete))
    return complete


def run(environ: Environ, *words: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [INTAKE, *words], env=environ, capture_output=True, text=True, timeout=60, check=False
    )


def test_check_finds_a_complete_configuration_ready(environ: Environ) -> None:
    result = run(environ, "check")
    assert result.stdout == "Ready to serve, with no warnings.\n"
    assert (result.returncode, result.stderr) == (0, "")


def test_check_names_every_fault_in_one_line_each(environ: Environ, tmp_path: Path) -> None:
    environ |= {
        "REGION": "leeds-grenville",
        "INTAKE_SIGNING_CERTIFICATE": environ["INTAKE_RECOVERY_CERTIFICATE"],
        "INTAKE_DATABASE_URL": f"sqlite:///{tmp_path}/broken.db",
        "INTAKE_PORTAL_DIR": str(tmp_path / "nowhere"),
    }
    (tmp_path / "broken.db").write_bytes(b"this is no database, but long enough to be one" * 99)
    result = run(environ, "check")
    lines = result.stdout.splitlines()
    assert (result.returncode, result.stderr) == (1, "")
    assert all(line.startswith(("fault: ", "warning: ")) for line in lines[:-1])
    for said in (
        "`lead_agency.phone` is unknown. Ask",
        "`regime` is unconfirmed. Ask",
        "`kids-help-phone` (1-800-668-6868) is unchecked. Check",
        "`consent` wording is not approved. Have",
        "INTAKE_SIGNING_CERTIFICATE: The certificate is for",
        "INTAKE_DATABASE_URL: ",
        "INTAKE_PORTAL_DIR: No portal is built",
    ):
        assert sum(said in line for line in lines) == 1, said
    assert re.fullmatch(r"Not ready: \d+ faults\.", lines[-1])


def test_check_reports_content_and_settings_together(environ: Environ) -> None:
    result = run(environ | {"REGION": "atlantis", "INTAKE_SECRET_KEY": ""}, "check")
    assert "fault: INTAKE_SECRET_KEY: is not set. Make one" in result.stdout
    assert "fault: REGION: There is no region `atlantis`. Use: halton" in result.stdout


def test_a_warning_does_not_stop_the_start(environ: Environ, short_lived: Path, keys: Keys) -> None:
    second = f"{throw_away.SECOND}={keys.second.certificate}"
    environ["INTAKE_RECIPIENTS"] = f"{throw_away.AGENCY}={short_lived},{second}"
    prove_keys(Settings.from_environment(environ))
    result = run(environ, "check")
    assert result.returncode == 0
    assert result.stdout.startswith("warning: INTAKE_RECIPIENTS")
    assert result.stdout.endswith("Ready to serve, with 1 warning.\n")


@pytest.fixture
def short_lived(tmp_path: Path) -> Path:
    """A certificate that ends within 60 days."""
    start = datetime.now(UTC) - timedelta(days=340)
    pair = make_key_pair(throw_away.AGENCY, years=1, now=start)
    return write_key_pair(pair, tmp_path, "old").certificate


def test_what_ships_is_refused_by_serve_with_every_reason(environ: Environ) -> None:
    del environ["PYTHONPATH"]
    result = run(environ, "serve", "--port", "0")
    assert result.returncode == 1
    assert result.stdout == ""
    for said in ("`regime` is unconfirmed", "`consent` wording", "`duty_to_report` wording"):
        assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_serve_refuses_an_unsafe_configuration_with_every_reason(environ: Environ) -> None:
    environ |= {"INTAKE_SECRET_KEY": "", "INTAKE_MAIL_SECURITY": "none", "FLASK_DEBUG": "1"}
    result = run(environ, "serve", "--port", "0")
    assert result.returncode == 1
    assert [line.partition(":")[0] for line in result.stderr.splitlines()] == [
        "INTAKE_SECRET_KEY",
        "INTAKE_MAIL_SECURITY",
        "FLASK_DEBUG",
    ]


def test_deliver_refuses_an_unsafe_configuration(environ: Environ) -> None:
    result = run(environ | {"INTAKE_MAIL_SECURITY": "none"}, "deliver")
    assert result.returncode == 1
    assert result.stderr.startswith("INTAKE_MAIL_SECURITY: is neither")


@pytest.fixture
def running(environ: Environ, request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[str]]:
    """A command that runs until it is told to end."""
    process = subprocess.Popen(
        [INTAKE, *request.param],
        env=environ | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


def first_line(process: subprocess.Popen[str]) -> str:
    """What it says when it has started."""
    assert process.stdout
    return process.stdout.readline()


@pytest.mark.parametrize("running", [["serve", "--port", "0"]], indirect=True, ids=["serve"])
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_serve_answers_and_ends_when_told(
    running: subprocess.Popen[str], ending: signal.Signals
) -> None:
    line = first_line(running)
    assert "Serving halton for https://help.agency.example/" in line
    address = line.split()[-1]
    with urlopen(f"{address}healthz", timeout=20) as answer:  # noqa: S310
        assert answer.status == 200
    with urlopen(f"{address}en/ask/", timeout=20) as answer:  # noqa: S310
        assert "Demonstration" not in answer.read().decode()
    running.send_signal(ending)
    rest, _ = running.communicate(timeout=20)
    assert (running.returncode, rest) == (0, "")


@pytest.mark.parametrize("running", [["serve", "--port", "0"]], indirect=True, ids=["serve"])
def test_what_serves_families_knows_no_demo_mailbox(running: subprocess.Popen[str]) -> None:
    address = first_line(running).split()[-1]
    with pytest.raises(HTTPError) as caught:
        urlopen(f"{address}demo/mailbox/", timeout=20)  # noqa: S310
    caught.value.close()
    assert caught.value.code == 404


@pytest.mark.parametrize("running", [["deliver"]], indirect=True, ids=["deliver"])
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_deliver_ends_when_told(running: subprocess.Popen[str], ending: signal.Signals) -> None:
    assert "Delivering through 127.0.0.1" in first_line(running)
    running.send_signal(ending)
    rest, _ = running.communicate(timeout=20)
    assert (running.returncode, rest) == (0, "")


@pytest.fixture
def unproven(environ: Environ, short_lived: Path) -> None:
    """A request waits, and since it was accepted the settings name an unproven certificate."""
    store = Store.open(Settings.from_environment(environ).database_url)
    accept(store, accepted_at=datetime.now(UTC))
    store.close()
    environ["INTAKE_RECIPIENTS"] = f"{throw_away.AGENCY}={short_lived}"


@pytest.mark.usefixtures("unproven")
@pytest.mark.parametrize("running", [["deliver"]], indirect=True, ids=["deliver"])
def test_what_waits_goes_out_though_a_key_is_not_proven(running: subprocess.Popen[str]) -> None:
    assert first_line(running).startswith("warning: INTAKE_RECIPIENTS")
    assert "Delivering through 127.0.0.1" in first_line(running)


def test_the_process_that_delivers_reads_no_certificates(environ: Environ) -> None:
    # The memory of a process that forbids core dumps is shown to root alone; Python tells anybody.
    telling = environ | {"PYTHONPROFILEIMPORTTIME": "1"}
    said = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen([INTAKE, "deliver"], env=telling, **said) as process:
        assert process.stdout
        loaded = [*takewhile(lambda line: "Delivering through" not in line, process.stdout)]
        process.kill()
    modules = {line.rpartition("|")[2].strip().partition(".")[0] for line in loaded}
    assert modules & {"sqlite3", "cryptography"} == {"sqlite3"}


@pytest.mark.parametrize("module", ["intake_app.demo", "aiosmtpd"])
def test_serve_and_check_load_nothing_of_the_demo(module: str) -> None:
    imports = "import sys, intake_app.cli.serve, intake_app.cli.check, intake_app.app"
    code = f"{imports}\nsys.exit(any(name.startswith({module!r}) for name in sys.modules))"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


TYPED = "seven grey herons sing"


def make_key(folder: Path, *options: str, typed: str = f"{TYPED}\n{TYPED}\n") -> str:
    """`intake key new`, with what a person types at its hidden questions."""
    words = ["key", "new", "Staff@agency.example", "--folder", str(folder), *options]
    result = CliRunner().invoke(main, words, input=typed)
    assert TYPED not in result.output
    return f"{result.exit_code}\n{result.output}"


def test_key_new_makes_a_key_a_certificate_and_files_for_mail_programs(tmp_path: Path) -> None:
    said = make_key(tmp_path)
    assert said.startswith("0\n")
    assert "private key stays here" in said
    assert "key.key" not in said
    assert "Only the certificate goes to the server" in said
    files = {path.name: path for path in tmp_path.iterdir()}
    name = "staff-agency-example"
    assert set(files) == {f"{name}.crt", f"{name}.p12", f"{name}-legacy.p12"}
    for private in (f"{name}.p12", f"{name}-legacy.p12"):
        assert stat.S_IMODE(files[private].stat().st_mode) == 0o600
    certificate = x509.load_pem_x509_certificate(files[f"{name}.crt"].read_bytes())
    for wrapped in (f"{name}.p12", f"{name}-legacy.p12"):
        bundle = load_pkcs12(files[wrapped].read_bytes(), TYPED.encode())
        assert bundle.cert
        assert bundle.cert.certificate == certificate


NAME = "staff-agency-example"
LOCK = re.compile(r"INTAKE_SIGNING_PASSPHRASE=([0-9a-f]{32})$", re.MULTILINE)
SIGNING_FILES = {f"{NAME}-authority.p12", f"{NAME}-authority.crt", f"{NAME}.key", f"{NAME}.crt"}


def test_key_new_for_the_service_makes_an_authority_and_a_key_under_it(tmp_path: Path) -> None:
    said = make_key(tmp_path, "--signing")
    assert said.startswith("0\n")
    assert "Keep the authority's key offline" in said
    files = {path.name: path for path in tmp_path.iterdir()}
    assert set(files) == SIGNING_FILES
    for private in (f"{NAME}-authority.p12", f"{NAME}.key"):
        assert stat.S_IMODE(files[private].stat().st_mode) == 0o600
    [authority] = summarize_all(files[f"{NAME}-authority.crt"])
    signer, behind = summarize_all(files[f"{NAME}.crt"])
    assert (behind, authority.vouches_for) == (authority, ("Staff@agency.example",))
    assert signer.ends - signer.begins > timedelta(days=3650)
    [lock] = LOCK.findall(said)
    assert load_pem_private_key(files[f"{NAME}.key"].read_bytes(), lock.encode())


@pytest.mark.parametrize("options", [[], ["--signing"], ["--signing", "--rsa"]])
def test_key_new_writes_no_private_key_unlocked(options: list[str], tmp_path: Path) -> None:
    make_key(tmp_path, *options)
    for path in tmp_path.iterdir():
        content = path.read_bytes()
        for reader in (load_pem_private_key, load_der_private_key):
            with pytest.raises((ValueError, TypeError)):
                reader(content, None)
        for passphrase in (None, b""):
            with pytest.raises(ValueError):  # noqa: PT011  (the library's own)
                load_pkcs12(content, passphrase)


@pytest.mark.parametrize(("options", "kind"), [([], "id-ecPublicKey"), (["--rsa"], "(3072 bit)")])
def test_the_service_signs_with_p256_or_with_rsa(
    options: list[str], kind: str, tmp_path: Path
) -> None:
    make_key(tmp_path, "--signing", *options)
    for name in (f"{NAME}.crt", f"{NAME}-authority.crt"):
        told = ["openssl", "x509", "-noout", "-text", "-in", tmp_path / name]
        assert kind in subprocess.run(told, capture_output=True, text=True, check=True).stdout


def test_a_new_signing_key_under_the_same_authority_needs_nothing_new_from_staff(
    tmp_path: Path,
) -> None:
    make_key(tmp_path / "first", "--signing")
    p12 = tmp_path / "first" / f"{NAME}-authority.p12"
    options = ("--signing", "--authority", str(p12))
    said = make_key(tmp_path / "second", *options, typed=f"{TYPED}\n")
    assert said.startswith("0\n")
    assert "Staff import" not in said
    assert {path.name for path in (tmp_path / "second").iterdir()} == {f"{NAME}.key", f"{NAME}.crt"}
    first, second = (summarize_all(tmp_path / one / f"{NAME}.crt") for one in ("first", "second"))
    assert first[1] == second[1]
    assert first[0].fingerprint != second[0].fingerprint
    refused = make_key(tmp_path / "third", *options, typed="something else\n")
    assert refused.startswith("1\n")
    assert "another passphrase" in refused
    assert not (tmp_path / "third").exists()


@pytest.mark.parametrize("options", [["--rsa"], ["--years", "6"]])
def test_options_of_the_signing_key_are_refused_for_others(
    options: list[str], tmp_path: Path
) -> None:
    assert make_key(tmp_path, *options).startswith("2\n")
    assert list(tmp_path.iterdir()) == []


def test_key_new_never_writes_over_a_key(tmp_path: Path) -> None:
    (tmp_path / "staff-agency-example.p12").write_text("precious", encoding="utf-8")
    said = make_key(tmp_path)
    assert said.startswith("2\n")
    assert "never written over" in said
    assert len(list(tmp_path.iterdir())) == 1


def test_key_new_asks_again_for_a_longer_passphrase(tmp_path: Path) -> None:
    said = make_key(tmp_path, typed=f"short\n{TYPED}\n{TYPED}\n")
    assert said.startswith("0\n")
    assert "12 characters or more" in said


def test_key_new_names_a_host_with_accents_as_certificates_do(tmp_path: Path) -> None:
    typed = f"{TYPED}\n{TYPED}\n"
    words = ["key", "new", "it@santé-halton.ca", "--folder", str(tmp_path)]
    assert CliRunner().invoke(main, words, input=typed).exit_code == 0
    [certificate] = tmp_path.glob("*.crt")
    assert summarize(certificate).addresses == ("it@xn--sant-halton-ebb.ca",)


def test_key_new_refuses_what_is_no_address(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["key", "new", "staff", "--folder", str(tmp_path)])
    assert result.exit_code == 2
    assert "`staff` is not an address" in result.output


def test_key_show_tells_the_fingerprint_that_other_programs_tell(keys: Keys) -> None:
    path = keys.agency.certificate
    paths = [str(path), str(keys.recovery.certificate), str(keys.signing.certificate)]
    result = CliRunner().invoke(main, ["key", "show", *paths])
    told = ["openssl", "x509", "-noout", "-fingerprint", "-sha256", "-in", path]
    theirs = subprocess.run(told, capture_output=True, text=True, check=True).stdout
    assert theirs.strip().partition("=")[2] in result.output
    assert throw_away.AGENCY in result.output
    assert throw_away.RECOVERY in result.output
    vouching = f"for      an authority, which vouches for {throw_away.SENDER} alone"
    assert vouching in result.output


def test_key_show_says_what_is_no_certificate(keys: Keys) -> None:
    result = CliRunner().invoke(main, ["key", "show", str(keys.signing.key)])
    assert result.exit_code == 1
    assert "is not a certificate" in result.output


def test_key_show_warns_of_a_private_key_in_the_file(keys: Keys, tmp_path: Path) -> None:
    """It is typed before the file is brought to the server."""
    both = tmp_path / "both.pem"
    both.write_bytes(keys.agency.certificate.read_bytes() + keys.agency.key.read_bytes())
    shown = CliRunner().invoke(main, ["key", "show", str(keys.agency.certificate), str(both)])
    assert shown.exit_code == 0
    assert shown.stderr.count("holds a private key too") == 1
    assert f"warning: {both} holds" in shown.stderr


@pytest.mark.parametrize("words", [["--help"], ["key", "--help"], ["key", "new", "--help"]])
def test_help_is_given(words: list[str]) -> None:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0
    assert "Usage:" in result.output
