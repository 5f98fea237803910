"""Providers sign up for a training: the form, each date's page, and what the contact reads."""

from __future__ import annotations

import dataclasses
import re
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from intake_app.app import create_app
from intake_app.catalog import Language
from intake_app.dates import ONTARIO
from intake_app.demo import ROWS
from intake_app.errors import CertificateFault
from intake_app.intake.reception import Intake
from intake_app.intake.training_desk import SignUpStatus
from intake_app.intake.training_desk import TrainingDesk
from intake_app.settings import Recipient
from intake_app.settings import Settings
from intake_app.sign_up import SignUp
from tests.support.form.outages import refuse_inserts
from tests.support.form.site import Site
from tests.support.keyholders import opens
from tests.support.keys import SECOND
from tests.support.keys import Keys
from tests.support.settings import make_settings

URL = "https://service.example"
DATE = "/{}/ask/training/sample-2027-02"
TYPED = {
    "attendee_name": "Zoë Attendee",
    "attendee_organisation": "Sample School",
    "attendee_email": "zoe@school.example",
    "attendee_needs": "A ramp.\nSee www.tricks.example",
    "go": "sign-up",
}
NOW = datetime(2026, 11, 27, 9, tzinfo=ONTARIO)


@dataclasses.dataclass
class Desk:
    """The service with sample dates, and one provider who visits it."""

    settings: Settings
    now: datetime = NOW
    intake: Intake = dataclasses.field(init=False)
    client: FlaskClient = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        opened = Intake.open(self.settings)
        training = dataclasses.replace(opened.training, clock=lambda: self.now)
        self.intake = dataclasses.replace(opened, training=training)
        self.client = create_app(self.settings, self.intake).test_client()

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, base_url=URL)

    def token(self, path: str) -> str:
        found = re.search(r'name="token" value="(.+?)"', self.get(path).text)
        assert found
        return found[1]

    def post(self, path: str, typed: dict[str, str], **headers: str) -> TestResponse:
        return self.client.post(path, data=typed, base_url=URL, headers=headers)

    def sign_up(self, language: Language = "en", **other: str) -> TestResponse:
        """The page that comes after the button."""
        path = DATE.format(language)
        answered = self.post(path, {"token": self.token(path), **TYPED, **other})
        assert answered.status_code == 303
        return self.get(answered.headers["Location"])

    def say(self, key: str, language: Language = "en", **places: object) -> str:
        return self.intake.words[language](key, **places)

    def deliver(self) -> None:
        """The mail server takes what waits."""
        store = self.intake.store
        for one in store.claim_due(now=self.now, limit=9, lease=timedelta(minutes=1)):
            store.mark_delivered(one, self.now)

    def rows(self) -> list[tuple[str, ...]]:
        with sqlite3.connect(self.settings.state_dir / "outbox.db") as database:
            found = database.execute("SELECT region, number FROM requests ORDER BY id").fetchall()
        database.close()
        return found


@pytest.fixture
def desk(tmp_path: Path, keys: Keys) -> Iterator[Desk]:
    contact = Recipient(SECOND, keys.second.certificate, setting="INTAKE_TRAINING_RECIPIENTS")
    opened = Desk(
        make_settings("halton", tmp_path, keys, demo_rows=ROWS, training_recipients=(contact,))
    )
    yield opened
    opened.intake.store.close()


@pytest.fixture
def contacts_mail(desk: Desk, keys: Keys) -> Site:
    """Opens mails with the training contact's key, not with the agency's."""
    theirs = dataclasses.replace(keys, agency=keys.second)
    return Site(desk.settings, desk.intake, theirs)


def test_the_training_contact_reads_what_was_typed(
    desk: Desk, contacts_mail: Site, language: Language
) -> None:
    page = desk.sign_up(language)
    assert desk.say("ask.signed_up.title", language) in page.text
    text = contacts_mail.last_mail().get_body(("plain",))
    assert text
    read = text.get_content()
    for said in ("Zoë Attendee", "Sample School", "zoe@school.example", "A ramp."):
        assert said in read
    assert "Sample: first steps in Service Coordination" in read
    assert "Wednesday, February 10, 2027" in read
    assert desk.say(f"mail.sign_up.in_{language}") in read
    # Nobody can slip a link into a mail that is signed.
    assert "www.tricks.example" not in read


def test_no_other_page_and_no_header_says_anything_of_the_person(desk: Desk) -> None:
    page = desk.sign_up()
    due = desk.intake.store.claim_due(now=desk.now, limit=9, lease=timedelta(minutes=1))
    (mail,) = [one.mail for one in due]
    for typed in (TYPED["attendee_name"], "Sample School", "zoe@school.example", "ramp"):
        assert typed not in page.text
        assert typed.encode() not in mail
    assert b"Subject: New training sign-up T-HAL-2026-0001\r\n" in mail
    assert f"To: {SECOND}\r\n".encode() in mail


def test_the_agencys_key_does_not_open_a_sign_up(desk: Desk, keys: Keys) -> None:
    desk.sign_up()
    (due,) = desk.intake.store.claim_due(now=desk.now, limit=9, lease=timedelta(minutes=1))
    assert [opens(due.mail, pair) for pair in (keys.second, keys.agency)] == [True, False]


def test_sign_ups_have_numbers_of_their_own(desk: Desk) -> None:
    desk.sign_up()
    desk.sign_up(attendee_name="A colleague")
    assert desk.rows() == [("T-HAL", "T-HAL-2026-0001"), ("T-HAL", "T-HAL-2026-0002")]
    assert desk.intake.store.handling.unacknowledged("HAL") == []


def test_one_press_too_many_is_one_sign_up_and_a_colleague_is_another(desk: Desk) -> None:
    path = DATE.format("en")
    typed = {"token": desk.token(path), **TYPED}
    first, second = (desk.post(path, typed).headers["Location"] for _ in range(2))
    assert first == second
    assert len(desk.rows()) == 1
    other = desk.post(path, {**typed, "attendee_name": "A colleague"}).headers["Location"]
    assert other != first
    assert len(desk.rows()) == 2


def test_the_page_says_when_it_was_delivered_and_promises_no_place(desk: Desk) -> None:
    path = DATE.format("en")
    saved = desk.post(path, {"token": desk.token(path), **TYPED}).headers["Location"]
    agency = desk.intake.region.lead_agency.name.en
    assert desk.say("ask.signed_up.on_its_way", agency=agency) in desk.get(saved).text
    desk.deliver()
    page = desk.get(saved).text
    assert "it reached the e-mail of" in page
    assert desk.say("ask.signed_up.next") in page
    assert desk.get(saved.replace("/en/", "/fr/")).status_code == 200


def test_what_is_missing_is_told_and_nothing_typed_is_lost(desk: Desk, language: Language) -> None:
    wrong = {"attendee_name": "", "attendee_organisation": "", "attendee_email": "zoe"}
    page = desk.sign_up(language, **wrong).text
    assert f"<title>{desk.say('errors.prefix', language)} " in page
    for key in ("attendee_name.missing", "attendee_organisation.missing", "attendee_email.wrong"):
        assert page.count(desk.say(f"errors.{key}", language)) == 2  # on top, and at the field
    assert 'value="zoe"' in page
    assert "A ramp." in page
    assert desk.rows() == []


def test_a_slip_in_an_address_is_asked_about(desk: Desk, language: Language) -> None:
    page = desk.sign_up(language, attendee_email="zoe@hotmail.con").text
    assert desk.say("errors.address.typo", language, meant="zoe@hotmail.com") in page
    assert 'value="zoe@hotmail.con"' in page
    assert desk.rows() == []


def test_the_other_language_keeps_what_is_typed(desk: Desk) -> None:
    page = desk.sign_up("fr", go="switch").text
    assert desk.say("ask.sign_up.title", "fr") in page
    assert 'value="Zoë Attendee"' in page
    assert desk.rows() == []


def test_a_page_that_was_open_for_a_day_comes_back_filled(desk: Desk) -> None:
    after = desk.post(DATE.format("en"), {"token": "of yesterday", **TYPED})
    page = desk.get(after.headers["Location"]).text
    assert desk.say("errors.expired") in page
    assert 'value="Zoë Attendee"' in page
    assert desk.rows() == []


@pytest.mark.parametrize(
    ("date", "standing", "status"),
    [
        ("sample-2027-02-full", "full", 200),
        ("sample-2027-03", "cancelled", 200),
        ("sample-2026-01", "over", 200),
        ("sample-2027-07", "elsewhere", 200),
        ("of-another-year", "unknown", 404),
    ],
)
def test_a_date_that_takes_nobody_says_why_and_what_to_do(
    desk: Desk, language: Language, date: str, standing: str, status: int
) -> None:
    path, agency = f"/{language}/ask/training/{date}", desk.intake.region.lead_agency
    page = desk.get(path)
    assert page.status_code == status
    assert desk.say(f"ask.sign_up.{standing}.title", language) in page.text
    assert f"/{language}/providers/training/" in page.text
    ways = ("training@example.ca",) if standing == "elsewhere" else (agency.email,)
    assert any(way and way in page.text for way in ways)
    assert "attendee_name" not in page.text
    # Who had the form open meanwhile is told the same, and is not signed up.
    token = desk.token(DATE.format(language))
    after = desk.post(path, {"token": token, **TYPED})
    assert desk.get(after.headers["Location"]).status_code == status
    assert desk.rows() == []


def test_nobody_signs_up_once_it_has_begun(desk: Desk) -> None:
    desk.now = datetime(2027, 2, 10, 8, 59, tzinfo=ONTARIO)
    assert desk.say("ask.sign_up.title") in desk.get(DATE.format("en")).text
    desk.now += timedelta(minutes=1)
    assert desk.say("ask.sign_up.over.title") in desk.get(DATE.format("en")).text


def test_what_cannot_be_saved_comes_back_with_somebody_to_call(desk: Desk) -> None:
    path, database = DATE.format("en"), desk.settings.state_dir / "outbox.db"
    typed = {"token": desk.token(path), **TYPED}
    refuse_inserts(database, True)
    page = desk.post(path, typed)
    assert page.status_code == 503
    assert desk.say("errors.not_signed_up") in page.text
    assert 'value="Zoë Attendee"' in page.text
    assert desk.intake.region.lead_agency.email in page.text
    refuse_inserts(database, False)
    assert desk.post(path, typed).status_code == 303
    assert len(desk.rows()) == 1


def test_what_another_site_posts_is_given_back_and_not_taken(desk: Desk) -> None:
    path = DATE.format("en")
    typed = {"token": desk.token(path), **TYPED}
    page = desk.post(path, typed, **{"Sec-Fetch-Site": "cross-site"})
    assert page.status_code == 403
    assert desk.say("errors.foreign") in page.text
    assert desk.rows() == []


def test_without_a_contact_the_page_gives_phone_and_email(desk: Desk) -> None:
    settings = dataclasses.replace(desk.settings, training_recipients=())
    intake = Intake.open(settings)
    page = create_app(settings, intake).test_client().get(DATE.format("en"), base_url=URL)
    intake.store.close()
    assert desk.say("ask.sign_up.elsewhere.title") in page.text
    assert desk.intake.region.lead_agency.email in page.text


def test_a_damaged_certificate_closes_the_desk_and_loses_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "broken.crt").write_text("nonsense")
    contact = Recipient(SECOND, tmp_path / "broken.crt", setting="INTAKE_TRAINING_RECIPIENTS")
    settings = dataclasses.replace(desk.settings, training_recipients=(contact,))
    closed = TrainingDesk.open(settings, desk.intake.store, desk.intake.region, desk.intake.words)
    training = closed.dates["sample-2027-02"]
    assert closed.standing(training) is SignUpStatus.ELSEWHERE
    sign_up = SignUp(
        training=training,
        name="Zoë",
        organisation="S",
        email="z@s.example",
        needs="",
        language="en",
    )
    with pytest.raises(CertificateFault):
        closed.accept(sign_up, "ticket")
    assert desk.rows() == []


def test_a_mistake_in_the_dates_keeps_no_family_from_sending(desk: Desk, tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(desk.settings.content, content)
    (content / "regions" / "halton" / "training.yml").write_text("dates: [{id: x}]\n")
    settings = dataclasses.replace(desk.settings, content=content)
    intake = Intake.open(settings)
    client = create_app(settings, intake).test_client()
    assert client.get("/en/ask/one-page", base_url=URL).status_code == 200
    assert client.get(DATE.format("en"), base_url=URL).status_code == 404
    intake.store.close()


def test_what_looks_odd_is_told_and_stops_nobody(desk: Desk, contacts_mail: Site) -> None:
    desk.sign_up(web_page="spam", web_page_told="yes")
    text = contacts_mail.last_mail().get_body(("plain",))
    assert text
    assert desk.say("mail.note.honeypot") in text.get_content()


def test_a_familys_page_knows_nothing_of_sign_ups(desk: Desk) -> None:
    path = DATE.format("en")
    ticket = desk.post(path, {"token": desk.token(path), **TYPED}).headers["Location"]
    ticket = ticket.rpartition("/")[2]
    for elsewhere in (f"/en/ask/received/{ticket}", f"/en/status/{ticket}"):
        assert desk.get(elsewhere).status_code == 404
