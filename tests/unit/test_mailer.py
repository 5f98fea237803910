"""The mailer against real mail servers, honest and hostile ones."""

from __future__ import annotations

import smtplib
import socket
import ssl
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake_app.errors import DeliveryError
from intake_app.errors import OutcomeUnknown
from intake_app.errors import Refused
from intake_app.errors import SettingsFaults
from intake_app.errors import ShutOut
from intake_app.errors import TryLater
from intake_app.errors import TurnedAway
from intake_app.mailer import Bounded
from intake_app.mailer import Mailer
from intake_app.mailer import Patience
from intake_app.settings import MailSecurity
from tests.support.authority import Authority
from tests.support.postgres import free_port
from tests.support.relay import DRIP
from tests.support.relay import DROP
from tests.support.relay import ENDLESS
from tests.support.relay import FLOOD
from tests.support.relay import LONG_LINE
from tests.support.relay import PASSWORD
from tests.support.relay import SENDER
from tests.support.relay import SILENCE
from tests.support.relay import USERNAME
from tests.support.relay import Arrived
from tests.support.relay import Relay
from tests.support.relay import running_relay

RECIPIENT = "intake@agency.example"
MAIL = b"Subject: New request HAL-2026-0147\r\n\r\n.a line that begins with a dot\r\n..\r\nend\r\n"
PATIENT = Patience(step=60, verdict=60, total=120)
HURRIED = Patience(step=0.3, verdict=0.3, total=0.6)
HURRIED_AT_THE_END = Patience(step=1.5, verdict=0.5, total=2.5)


@pytest.fixture(params=list(MailSecurity))
def security(request: pytest.FixtureRequest) -> MailSecurity:
    """Both ways to encrypt."""
    return MailSecurity(request.param)


@pytest.fixture
def relay(authority: Authority, security: MailSecurity) -> Iterator[Relay]:
    """An honest server, until told otherwise."""
    with running_relay(authority, authority.server_context(), security=security) as relay:
        yield relay


def send(relay: Relay, patience: Patience | None = None, **changes: object) -> None:
    """Send one mail through that server."""
    patience = patience or patience_with(relay)
    Mailer(relay.settings(**changes), patience).send(MAIL, SENDER, RECIPIENT)


def patience_with(relay: Relay) -> Patience:
    """Short only where the server lets wait; on a busy machine the others may take their time."""
    stuck = {step for step, answer in relay.spoil.items() if answer in (SILENCE, *ENDLESS)}
    if not stuck:
        return PATIENT
    return HURRIED_AT_THE_END if stuck & {"DOT", "QUIT"} else HURRIED


def failure(relay: Relay, **changes: object) -> DeliveryError:
    """How sending one mail through that server fails."""
    with pytest.raises(DeliveryError) as caught:
        send(relay, **changes)
    return caught.value


def test_the_stored_bytes_arrive_unchanged(relay: Relay) -> None:
    send(relay)
    assert relay.arrived == [Arrived(SENDER, (RECIPIENT,), MAIL)]


def test_every_try_sends_the_same_bytes(relay: Relay) -> None:
    send(relay)
    send(relay)
    assert relay.arrived[0] == relay.arrived[1]


def test_name_and_password_are_given_when_there_are_any(relay: Relay) -> None:
    send(relay, username=USERNAME, password=PASSWORD)
    assert [(a.login, a.password) for a in relay.sign_ins] == [
        (USERNAME.encode(), PASSWORD.encode())
    ]
    assert len(relay.arrived) == 1


def test_a_wrong_password_is_no_fault_of_the_mail_and_nothing_is_sent(relay: Relay) -> None:
    error = failure(relay, username=USERNAME, password=f"not {PASSWORD}")
    assert type(error) is ShutOut
    assert str(error) == "535 at sign-in"
    assert relay.arrived == []


@pytest.mark.parametrize(
    ("answer", "kind"), [("454 try again", TryLater), ("534 too weak", ShutOut)]
)
def test_how_a_sign_in_fails_is_heeded(
    relay: Relay, answer: str, kind: type[DeliveryError]
) -> None:
    relay.spoil["AUTH"] = answer
    error = failure(relay, username=USERNAME, password=PASSWORD)
    assert type(error) is kind
    assert str(error) == f"{answer[:3]} at sign-in"
    assert relay.arrived == []


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "DOT"])
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("421 going down", TryLater),
        ("450 busy", TryLater),
        ("452 disk full", TryLater),
        ("530 who are you", TurnedAway),
        ("550 no such person", Refused),
        ("552 too large", Refused),
        ("554 spam", Refused),
    ],
)
def test_the_servers_answer_at_each_step_is_heeded(
    relay: Relay, step: str, answer: str, kind: type[DeliveryError]
) -> None:
    relay.spoil[step] = answer
    error = failure(relay)
    assert type(error) is kind
    assert answer[:3] in str(error)
    assert relay.arrived == []


@pytest.mark.parametrize("step", ["EHLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("how", [DROP, SILENCE])
def test_a_connection_lost_before_the_final_dot_is_tried_again(
    relay: Relay, step: str, how: str
) -> None:
    relay.spoil[step] = how
    assert type(failure(relay)) is TryLater
    assert relay.arrived == []


@pytest.mark.parametrize("how", [DROP, SILENCE, *ENDLESS, "gibberish", "222 what", "354 more"])
def test_a_connection_lost_after_the_final_dot_leaves_the_outcome_unknown(
    relay: Relay, how: str
) -> None:
    relay.spoil["DOT"] = how
    assert type(failure(relay)) is OutcomeUnknown


@pytest.mark.parametrize("how", [DROP, SILENCE, *ENDLESS, "421 bye", "500 what"])
def test_a_failure_at_quit_does_not_matter_after_the_250(relay: Relay, how: str) -> None:
    relay.spoil["QUIT"] = how
    send(relay)
    assert len(relay.arrived) == 1


@pytest.mark.parametrize(
    ("answer", "kind"), [("421 later", TryLater), ("554 go away", ShutOut), (DROP, TryLater)]
)
def test_a_server_that_does_not_greet_gets_nothing(
    relay: Relay, answer: str, kind: type[DeliveryError]
) -> None:
    relay.spoil["GREETING"] = answer
    assert type(failure(relay)) is kind
    assert relay.arrived == []


def test_a_server_that_refuses_both_hellos_gets_nothing(relay: Relay) -> None:
    relay.spoil |= {"EHLO": "550 go away", "HELO": "550 go away"}
    assert type(failure(relay)) is ShutOut
    assert relay.arrived == []


@pytest.mark.parametrize("step", ["GREETING", "EHLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("how", ENDLESS)
def test_a_server_whose_answer_never_ends_cannot_hold_on_for_ever(
    relay: Relay, step: str, how: str
) -> None:
    relay.spoil[step] = how
    assert type(failure(relay)) is TryLater


@pytest.mark.parametrize("step", ["GREETING", "EHLO", "DOT"])
@pytest.mark.parametrize("how", [FLOOD, LONG_LINE])
def test_an_endless_answer_is_cut_off_by_its_length_and_costs_no_memory(
    relay: Relay, step: str, how: str
) -> None:
    relay.spoil[step] = how
    tracemalloc.start()
    try:
        with pytest.raises(DeliveryError):
            send(relay, PATIENT)  # whose end no test waits for
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 4_000_000  # the server's own buffers are in there too


@pytest.mark.parametrize("step", ["GREETING", "DOT"])
def test_an_answer_that_drips_may_take_no_longer_than_its_step(relay: Relay, step: str) -> None:
    relay.spoil[step] = DRIP
    with pytest.raises(DeliveryError):
        send(relay, Patience(step=0.5, verdict=0.5, total=PATIENT.total))


def test_a_long_answer_of_many_lines_is_read_whole(relay: Relay) -> None:
    relay.spoil["DOT"] = "\r\n".join([*(["250-" + "x" * 60] * 100), "250 kept"])
    send(relay)
    relay.spoil["DOT"] = "\r\n".join([*(["250-" + "x" * 60] * 100), "554 spam"])
    assert type(failure(relay)) is Refused


def test_a_server_that_takes_no_connection_cannot_hold_on_for_ever(relay: Relay) -> None:
    with (
        socket.create_server(("127.0.0.1", 0), backlog=0) as busy,
        socket.create_connection(busy.getsockname()),
    ):
        patience = Patience(step=0.5, verdict=0.5, total=0.1)
        with pytest.raises(TryLater):
            send(relay, patience, port=busy.getsockname()[1])


def test_a_server_that_is_not_there_is_tried_later(relay: Relay) -> None:
    assert type(failure(relay, port=free_port())) is TryLater


def test_a_server_name_that_cannot_be_resolved_is_tried_later(relay: Relay) -> None:
    assert type(failure(relay, host="relay.invalid")) is TryLater


@pytest.mark.parametrize(
    "changes",
    [
        {"host": "mail..agency.example"},
        {"host": f"{'m' * 64}.example"},
        {"username": USERNAME, "password": "café"},
        {"username": "café", "password": PASSWORD},
        {"sender": "requests@service..é"},
    ],
    ids=str,
)
def test_what_smtp_cannot_carry_is_tried_later_and_told_with_its_cure(
    relay: Relay, changes: dict[str, str]
) -> None:
    error = failure(relay, **changes)
    assert type(error) is TryLater
    assert "in the settings is none that can be sent: mend it" in str(error)
    assert "caf" not in str(error)
    assert relay.arrived == []


def test_a_mailbox_whose_host_has_accents_is_reached(relay: Relay) -> None:
    """As a release before has stored it."""
    Mailer(relay.settings(), PATIENT).send(MAIL, SENDER, "staff@santé-halton.ca")
    assert relay.arrived[0].recipients == ("staff@xn--sant-halton-ebb.ca",)


@pytest.mark.parametrize("fault", ["wrong authority", "wrong name", "expired", "old tls"])
def test_no_mail_and_no_password_go_to_a_server_that_cannot_prove_itself(
    authority: Authority, security: MailSecurity, fault: str, tmp_path: Path
) -> None:
    with running_relay(authority, unproven(authority, fault, tmp_path), security=security) as relay:
        error = failure(relay, username=USERNAME, password=PASSWORD)
    assert type(error) is TryLater
    assert relay.sign_ins == []
    assert relay.arrived == []


def unproven(authority: Authority, fault: str, folder: Path) -> ssl.SSLContext:
    """TLS as no server of ours should have it."""
    if fault == "wrong authority":
        return Authority.make(folder, authority.name).server_context()
    if fault == "wrong name":
        return authority.server_context("mail.elsewhere.example")
    if fault == "expired":
        return authority.server_context(days=-1)
    context = authority.server_context()
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


def test_without_encryption_nothing_is_sent(authority: Authority) -> None:
    with running_relay(authority, None) as relay:
        error = failure(relay, username=USERNAME, password=PASSWORD)
    assert type(error) is TryLater
    assert relay.sign_ins == []
    assert relay.arrived == []


@pytest.mark.parametrize("answer", ["454 not now", "502 not here", DROP])
def test_a_refused_encryption_is_no_reason_to_go_on_without(
    authority: Authority, answer: str
) -> None:
    with running_relay(authority, authority.server_context()) as relay:
        relay.spoil["STARTTLS"] = answer
        failure(relay, username=USERNAME, password=PASSWORD)
    assert relay.sign_ins == []
    assert relay.arrived == []


def test_errors_and_logs_quote_neither_addresses_nor_the_server(
    relay: Relay, caplog: pytest.LogCaptureFixture
) -> None:
    relay.spoil["RCPT"] = f"550 <{RECIPIENT}> unknown here"
    error = failure(relay)
    assert str(error) == "550 at RCPT"
    assert error.__cause__ is None
    assert [r for r in caplog.records if not r.name.startswith(("mail", "asyncio"))] == []


def test_a_file_that_holds_no_certificates_is_reported_at_once(relay: Relay) -> None:
    empty = relay.authority.folder / "empty.pem"
    empty.write_text("")
    with pytest.raises(SettingsFaults, match="INTAKE_MAIL_CA_FILE"):
        Mailer(relay.settings(ca_file=empty))


def test_a_reply_is_asked_for_of_a_server_that_is_connected_alone() -> None:
    with pytest.raises(smtplib.SMTPServerDisconnected, match="not connected"):
        Bounded().getreply()
