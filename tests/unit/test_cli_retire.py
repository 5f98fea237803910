"""`intake key retire`, and what serves and delivers with unproven or retired keys: nothing."""

from __future__ import annotations

from datetime import UTC
from datetime import datetime
from pathlib import Path

import pytest

from intake_app.intake.key_status import fingerprint_of_file
from intake_app.sealing import Authority
from intake_app.sealing import summarize_all
from tests.support import keys as throw_away
from tests.support.keyholders import UNPROVEN
from tests.support.keyholders import Server
from tests.support.keyholders import new_pair
from tests.support.keyholders import new_signer
from tests.support.keys import AGENCY
from tests.support.keys import RECOVERY
from tests.support.keys import SECOND
from tests.support.keys import Keys
from tests.support.office import accept


def test_a_certificate_in_the_settings_is_not_retired(server: Server, keys: Keys) -> None:
    server.prove(AGENCY, keys.agency)
    result = server.intake("key", "retire", AGENCY)
    assert result.exit_code == 1
    assert result.output.startswith(f"INTAKE_RECIPIENTS ({AGENCY}) still names it.")


def replaced(server: Server, keys: Keys) -> None:
    """The first address was proven, and then taken out."""
    server.prove(AGENCY, keys.agency)
    server.environ["INTAKE_RECIPIENTS"] = f"{SECOND}={keys.second.certificate}"


def test_a_retired_certificate_is_refused_and_cannot_be_proven_again(
    server: Server, keys: Keys
) -> None:
    before = server.environ["INTAKE_RECIPIENTS"]
    replaced(server, keys)
    result = server.intake("key", "retire", AGENCY, typed="y\n")
    assert result.exit_code == 0
    assert "until every\nrequest sealed for it has been read, and 14 days longer" in result.output
    server.environ["INTAKE_RECIPIENTS"] = before
    assert f"fault: INTAKE_RECIPIENTS ({AGENCY}): The certificate was retired" in server.check()
    again = server.intake("key", "prove", "--send", AGENCY)
    assert (again.exit_code, "was retired on" in again.output) == (1, True)
    assert "retired on" in server.intake("key", "show").output


def test_a_certificate_that_waiting_requests_need_is_retired_by_a_persons_word_alone(
    server: Server, keys: Keys
) -> None:
    replaced(server, keys)
    store = server.store()
    accept(store, accepted_at=datetime.now(UTC))
    fingerprint = fingerprint_of_file(keys.agency.certificate)
    result = server.intake("key", "retire", fingerprint)
    assert (result.exit_code, "1 deliveries that it opens" in result.output) == (1, True)
    assert [one.retired_at for one in store.certificates.all() if one.retired_at] == []
    assert (
        server.intake("key", "retire", fingerprint[:23].lower(), "--even-so", "--yes").exit_code
        == 0
    )
    assert store.backlog().waiting == 1
    store.close()


def test_two_certificates_of_one_address_are_told_apart_by_fingerprint(
    server: Server, keys: Keys, tmp_path: Path
) -> None:
    server.prove(AGENCY, keys.agency)
    successor = new_pair(tmp_path, AGENCY)
    server.environ["INTAKE_RECIPIENTS"] = f"{AGENCY}={successor.certificate}"
    server.check()
    server.environ["INTAKE_RECIPIENTS"] = f"{SECOND}={keys.second.certificate}"
    result = server.intake("key", "retire", AGENCY)
    assert result.exit_code == 1
    for path in (keys.agency.certificate, successor.certificate):
        assert fingerprint_of_file(path) in result.output


def test_what_is_not_known_cannot_be_retired(server: Server) -> None:
    result = server.intake("key", "retire", "stranger@agency.example")
    assert result.exit_code == 1
    assert "No certificate in use here is `stranger@agency.example`" in result.output


def test_an_old_signing_certificate_is_retired_with_other_advice(
    server: Server, keys: Keys, tmp_path: Path
) -> None:
    server.check()
    renewed = new_signer(tmp_path, Authority.make(throw_away.SENDER))
    server.environ["INTAKE_SIGNING_KEY"] = str(renewed.key)
    server.environ["INTAKE_SIGNING_CERTIFICATE"] = str(renewed.certificate)
    told = server.intake("key", "retire", throw_away.SENDER)
    assert told.exit_code == 1  # the old authority bears the same address
    for summary in summarize_all(keys.signing.certificate):
        assert summary.fingerprint in told.output
        result = server.intake("key", "retire", summary.fingerprint, "--yes")
        assert result.exit_code == 0
        assert "Delete its private key now" in result.output
    server.environ["INTAKE_SIGNING_CERTIFICATE"] = str(keys.signing.certificate)
    assert server.check().count("The certificate was retired on") == 2


def test_deliver_refuses_unproven_keys_in_one_line_each(server: Server) -> None:
    result = server.intake("deliver")
    assert result.exit_code == 1
    assert result.output.count(UNPROVEN) == len(result.output.splitlines()) == 3


@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["check"]])
def test_serve_and_check_refuse_unproven_keys_in_one_line_each(
    server: Server, command: list[str]
) -> None:
    result = server.intake(*command)
    assert result.exit_code == 1
    told = [line for line in result.output.splitlines() if UNPROVEN in line]
    assert [line.removeprefix("fault: ").partition(": ")[0] for line in told] == [
        f"INTAKE_RECIPIENTS ({AGENCY})",
        f"INTAKE_RECIPIENTS ({SECOND})",
        "INTAKE_RECOVERY_CERTIFICATE",
    ]
    assert all("`intake key prove" in line for line in told)


def test_a_revoked_key_needs_no_proof(server: Server, keys: Keys) -> None:
    first = f"{AGENCY}=revoked:{keys.agency.certificate}"
    server.environ["INTAKE_RECIPIENTS"] = f"{first},{SECOND}={keys.second.certificate}"
    assert server.check().count(UNPROVEN) == 2
    server.intake("key", "prove", "--send")
    assert {one.recipients for one in server.relay.arrived} == {(SECOND,), (RECOVERY,)}


def renewed(server: Server, keys: Keys, folder: Path) -> tuple[str, str]:
    """A successor is proven, and not named yet; the fingerprints of the old one and the new one."""
    server.prove(AGENCY, keys.agency)
    successor = new_pair(folder, AGENCY)
    new = ("--certificate", str(successor.certificate))
    server.prove(AGENCY, successor, *new)
    pair = fingerprint_of_file(keys.agency.certificate), fingerprint_of_file(successor.certificate)
    server.successor = successor.certificate
    return pair


def retired(server: Server) -> list[str]:
    store = server.store()
    found = [one.identity.fingerprint for one in store.certificates.all() if one.retired_at]
    store.close()
    return found


def test_one_step_too_early_retires_nothing_and_names_the_old_one(
    server: Server, keys: Keys, tmp_path: Path
) -> None:
    old, _ = renewed(server, keys, tmp_path)
    result = server.intake("key", "retire", AGENCY, typed="y\n")
    assert result.exit_code == 1
    assert "it looks like its successor" in result.output
    assert old in result.output
    assert retired(server) == []


def test_what_is_retired_is_shown_first_and_can_be_taken_back(
    server: Server, keys: Keys, tmp_path: Path
) -> None:
    old, new = renewed(server, keys, tmp_path)
    second = f"{SECOND}={keys.second.certificate}"
    server.environ["INTAKE_RECIPIENTS"] = f"{AGENCY}={server.successor},{second}"
    no = server.intake("key", "retire", AGENCY, typed="n\n")
    assert (no.exit_code, retired(server)) == (1, [])
    assert f"SHA-256  {old}" in no.output
    assert "by Intake desk: Thunderbird, padlock" in no.output
    assert server.intake("key", "retire", AGENCY, typed="y\n").exit_code == 0
    assert retired(server) == [old]
    assert server.intake("key", "retire", "--undo", AGENCY).exit_code == 0
    assert retired(server) == []
    assert server.intake("key", "retire", "--undo", new).exit_code == 1


def test_the_only_proven_key_of_an_address_is_not_retired(
    server: Server, keys: Keys, tmp_path: Path
) -> None:
    server.prove(AGENCY, keys.agency)
    successor = new_pair(tmp_path, AGENCY)
    server.environ["INTAKE_RECIPIENTS"] = f"{AGENCY}={successor.certificate}"
    server.check()
    old = fingerprint_of_file(keys.agency.certificate)
    result = server.intake("key", "retire", old, "--yes")
    assert (result.exit_code, retired(server)) == (1, [])
    assert "It is the only proven key" in result.output
