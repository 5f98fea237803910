"""Alarms leave by paths that are real: an https address, a mail server, and a seal for staff."""

from __future__ import annotations

import dataclasses
import json
import ssl
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from threading import Event

import pytest

from intake_app.dates import at
from intake_app.dates import day_of
from intake_app.errors import TryLater
from intake_app.intake.alarm_paths import MailPath
from intake_app.intake.alarm_paths import WebPath
from intake_app.intake.alarm_paths import alarm_paths
from intake_app.intake.reception import Intake
from intake_app.intake.sign_of_life import BEGUN
from intake_app.intake.sign_of_life import FOR_STAFF
from intake_app.mailer import Mailer
from intake_app.settings import Settings
from tests.support.authority import Authority
from tests.support.bells import listening
from tests.support.keys import Keys
from tests.support.office import HURRIED
from tests.support.office import NOW
from tests.support.openssl import content_of
from tests.support.relay import PASSWORD
from tests.support.relay import SENDER
from tests.support.relay import USERNAME
from tests.support.relay import running_relay
from tests.support.web_server import QuietHandler
from tests.support.web_server import WebServer

PEOPLE = ("operator@host.example", "second@host.example")


class Pager(QuietHandler):
    """A service that rings; /away answers with a redirect, /broken with 500."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = {"/away": 302, "/broken": 500}.get(self.path, 204)
        if status == 204:
            self.server.heard.append(json.loads(body))  # type: ignore[attr-defined]
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/hook")
        self.end_headers()


ENDLESS = {
    "/go-on": b"HTTP/1.1 100 Continue\r\n\r\n",
    "/headers": b"X-More: yes\r\n",
    "/one-header": b"x" * 4096,
    "/gibberish": b"gibberish\r\n",
}


class Babbler(QuietHandler):
    """A service that never ends its answer."""

    def do_POST(self) -> None:
        if self.path not in ("/go-on", "/gibberish"):
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        drips = self.path == "/drip"
        while not Event().wait(0.02 if drips else 0):
            self.wfile.write(b"x" if drips else ENDLESS[self.path])


@pytest.fixture
def pager(authority: Authority) -> Iterator[WebServer]:
    with listening(authority, Pager) as server:
        yield server


def path_to(pager: WebServer, authority: Authority, path: str) -> WebPath:
    context = ssl.create_default_context(cafile=authority.ca_file)
    return WebPath(f"https://127.0.0.1:{pager.server_port}{path}", context=context)


def test_an_alarm_is_posted_over_verified_tls(pager: WebServer, authority: Authority) -> None:
    path_to(pager, authority, "/hook").send("Alarm: the site", "- late\n")
    (heard,) = pager.heard  # type: ignore[attr-defined]
    assert heard == {"subject": "Alarm: the site", "text": "Alarm: the site\n\n- late\n"}


@pytest.mark.parametrize(("path", "said"), [("/broken", "HTTP 500"), ("/away", "HTTP 302")])
def test_what_is_not_taken_is_told_without_the_address(
    pager: WebServer, authority: Authority, path: str, said: str
) -> None:
    with pytest.raises(TryLater, match=said) as caught:
        path_to(pager, authority, path).send("Alarm", "text")
    assert path not in str(caught.value)
    assert pager.heard == []  # type: ignore[attr-defined]


def test_a_server_that_cannot_prove_itself_hears_nothing(pager: WebServer) -> None:
    with pytest.raises(TryLater, match="nobody trusted here vouches for it"):
        WebPath(f"https://127.0.0.1:{pager.server_port}/hook").send("Alarm", "text")
    assert pager.heard == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ENDLESS)
def test_an_answer_that_never_ends_is_hung_up_on(authority: Authority, path: str) -> None:
    with listening(authority, Babbler) as server, pytest.raises(TryLater):
        dataclasses.replace(path_to(server, authority, path), total=0.5).send("Alarm", "text")


def test_an_answer_that_trickles_in_takes_no_longer(authority: Authority) -> None:
    with listening(authority, Babbler) as server:
        dataclasses.replace(path_to(server, authority, "/drip"), total=3).send("Alarm", "text")


def test_an_alarm_reaches_everybody_by_mail(authority: Authority) -> None:
    with running_relay(authority, authority.server_context()) as relay:
        mailer = Mailer(relay.settings(username=USERNAME, password=PASSWORD), HURRIED)
        MailPath("relay", mailer, SENDER, PEOPLE).send("Alarm: the site", "- late\n")
        assert [one.recipients for one in relay.arrived] == [(person,) for person in PEOPLE]
        assert b"Subject: Alarm: the site" in relay.arrived[0].mail


def test_whom_no_mail_can_be_written_to_keeps_an_alarm_from_nobody_else(
    authority: Authority,
) -> None:
    with running_relay(authority, authority.server_context()) as relay:
        people = (f"it@{'m' * 64}.example", PEOPLE[0])
        path = MailPath("relay", Mailer(relay.settings(), HURRIED), SENDER, people)
        assert path.send("Alarm: the site", "- late\n").startswith(f"{people[0]}: a name or")
        assert [one.recipients for one in relay.arrived] == [(PEOPLE[0],)]


@pytest.mark.parametrize("url", ["https://pager..host.example/x", "https://[pager", "pager"])
def test_an_address_that_is_none_fails_as_any_path_does(url: str) -> None:
    with pytest.raises(TryLater) as caught:
        WebPath(url).send("Alarm", "text")
    assert "pager" not in str(caught.value)


def test_the_settings_name_the_paths(settings: Settings) -> None:
    assert alarm_paths(settings) == ()
    both = dataclasses.replace(
        settings, alarm_recipients=PEOPLE, alarm_url="https://pager.example/hook"
    )
    assert [path.name for path in alarm_paths(both)] == ["relay", "web address"]
    second = dataclasses.replace(both, alarm_url="", alarm_server=settings.mail)
    assert [path.name for path in alarm_paths(second)] == ["relay", "second mail server"]


def test_staff_get_the_sign_of_life_sealed_as_requests_are(settings: Settings, keys: Keys) -> None:
    intake = Intake.open(settings)
    intake.store.lookup.mark(BEGUN, NOW - timedelta(days=1))
    intake.watchkeeping(settings, place="").looking._looks[-1](at(day_of(NOW), 7))
    letter = intake.store.letters.claim(NOW, timedelta(minutes=20))
    assert letter
    assert letter.cause == FOR_STAFF
    assert b"smime-type=enveloped-data" in letter.mail
    inside = content_of(letter.mail, keys.agency, keys.signing.certificate)
    text = message_from_bytes(inside, policy=default).get_body()
    assert text
    assert "Requests received: 0" in text.get_content()
    intake.store.close()
