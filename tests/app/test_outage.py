"""When something of ours fails, the answers stay with the family, and sending again is safe."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
import sqlalchemy as sa

from intake_app.catalog import Language
from tests.support.form.answers import NEEDED
from tests.support.form.outages import refuse_inserts
from tests.support.form.outages import rename
from tests.support.form.site import Site
from tests.support.form.site import Watch
from tests.support.form.site import deliver_everything
from tests.support.form.visitor import HERE
from tests.support.form.visitor import SITE
from tests.support.form.visitor import Visitor


@dataclasses.dataclass
class Office:
    """A service of its own, whose clock can be set and whose database can be broken."""

    site: Site
    visitor: Visitor
    clock: Watch


@pytest.fixture
def office(tmp_path: Path, site: Site, language: Language) -> Iterator[Office]:
    clock = Watch()
    with site.apart(tmp_path, clock=clock) as own:
        yield Office(own, own.visitor(language), clock)


def test_not_saved_says_so_keeps_the_answers_and_can_be_sent_again(office: Office) -> None:
    visitor, site = office.visitor, office.site
    check = visitor.go_on()
    refuse_inserts(site.database, True)
    page = visitor.page(visitor.press(check, "send", consent="yes"))
    assert page.status == 503
    assert page.title == visitor.say("ask.not_saved.title")
    assert "9-8-8" in page.text
    phone = visitor.region.lead_agency.phone
    assert (phone.display if phone else visitor.region.lead_agency.name.en) in page.text
    assert site.rows() == 0
    refuse_inserts(site.database, False)
    assert visitor.press(page, "send").status_code == 303
    assert site.rows() == 1


def test_the_unsaved_page_can_change_its_language(office: Office) -> None:
    visitor = office.visitor
    check = visitor.go_on()
    refuse_inserts(office.site.database, True)
    page = visitor.page(visitor.press(check, "send", consent="yes"))
    answer = visitor.press(page, "review")
    visitor.language = "fr" if visitor.language == "en" else "en"
    assert NEEDED["name"] in visitor.page(answer).text


@contextmanager
def fails_after_commit(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As when the disk fails after the row is there, and cannot be asked either."""

    def commit_then_fail(dialect: object, connection: sqlite3.Connection) -> None:
        connection.commit()
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as broken:
        engine_kind = sa.dialects.sqlite.pysqlite.SQLiteDialect_pysqlite
        broken.setattr(engine_kind, "do_commit", commit_then_fail)
        yield


def test_unsure_whether_saved_says_so_and_the_same_form_finds_its_row(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, site = office.visitor, office.site
    check = visitor.go_on()

    with fails_after_commit(monkeypatch):
        page = visitor.page(visitor.press(check, "send", consent="yes"))
    assert page.status == 503
    assert page.title == visitor.say("ask.maybe_saved.title")
    assert visitor.press(page, "send").status_code == 303
    assert site.rows() == 1


def test_after_an_unsure_press_no_later_one_says_that_nothing_was_sent(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, site = office.visitor, office.site
    check = visitor.go_on()

    with fails_after_commit(monkeypatch):
        page = visitor.page(visitor.press(check, "send", consent="yes"))
    # As when another server answers now, which has nothing of it yet.
    with sqlite3.connect(site.database) as connection:
        connection.executescript("DELETE FROM deliveries; DELETE FROM requests")
    connection.close()
    refuse_inserts(site.database, True)
    for _ in range(2):
        page = visitor.page(visitor.press(page, "send"))
        assert (page.status, page.title) == (503, visitor.say("ask.maybe_saved.title"))
    refuse_inserts(site.database, False)
    assert visitor.press(page, "send").status_code == 303
    assert site.rows() == 1


def test_a_form_left_open_for_days_comes_back_filled(office: Office) -> None:
    visitor = office.visitor
    form = visitor.open_form()
    office.clock.ahead = timedelta(days=3)
    again = visitor.page(visitor.press(form, "continue", **NEEDED))
    assert visitor.say("errors.expired") in again.text
    assert again.typed()["name"] == NEEDED["name"]
    check = visitor.page(visitor.press(again, "continue"))
    assert visitor.press(check, "send", consent="yes").status_code == 303


def test_a_check_page_of_an_old_form_is_shown_once_more_and_then_sent(office: Office) -> None:
    visitor = office.visitor
    form = visitor.open_form()
    office.clock.ahead = timedelta(hours=23, minutes=30)
    check = visitor.page(visitor.press(form, "continue", **NEEDED))
    office.clock.ahead = timedelta(hours=24, minutes=15)
    again = visitor.page(visitor.press(check, "send", consent="yes"))
    assert visitor.say("errors.expired") in again.text
    assert NEEDED["name"] in again.text
    assert office.site.rows() == 0
    sent = visitor.press(again, "send", consent="yes")
    assert "/ask/received/" in sent.location


def test_sending_an_old_form_again_after_it_was_received_shows_the_same_reference(
    office: Office,
) -> None:
    visitor = office.visitor
    check = visitor.go_on()
    first = visitor.press(check, "send", consent="yes")
    office.clock.ahead = timedelta(days=3)
    assert visitor.press(check, "send", consent="yes").location == first.location
    assert office.site.rows() == 1


def test_a_person_who_took_their_time_is_not_called_too_fast(office: Office) -> None:
    visitor = office.visitor
    check = visitor.go_on()
    office.clock.ahead = timedelta(minutes=4)
    visitor.press(check, "send", consent="yes")
    assert not office.site.last_request().get("spam_notes")


def test_the_confirmation_tells_only_what_has_happened_so_far(office: Office) -> None:
    visitor, store = office.visitor, office.site.intake.store
    place = visitor.send().location
    before = visitor.page(visitor.client.get(place, base_url=SITE))
    agency = visitor.region.lead_agency.name[visitor.language]
    assert visitor.say("ask.received.on_its_way", agency=agency) in before.text
    deliver_everything(store)
    after = visitor.page(visitor.client.get(place, base_url=SITE))
    assert visitor.say("ask.received.on_its_way", agency=agency) not in after.text
    accepted = visitor.say("ask.received.delivered_at", agency=agency, time="")
    assert accepted.strip(": ").split(":")[-1].strip()[:20] in after.text


def test_a_promise_is_made_only_where_the_agency_made_one(office: Office) -> None:
    visitor, region = office.visitor, office.site.intake.region
    agency = visitor.region.lead_agency.name[visitor.language]
    place = visitor.send().location
    page = visitor.page(visitor.client.get(place, base_url=SITE))
    assert visitor.say("ask.received.next_phone", agency=agency) in page.text
    promise = dataclasses.replace(region.promise, acknowledge_working_days=2)
    promised = office.site.changed(region=dataclasses.replace(region, promise=promise))
    page = visitor.page(promised.client.get(place, base_url=SITE))
    assert visitor.say("ask.received.next_phone_promise", agency=agency, days=2) in page.text


def test_a_demonstration_says_on_every_screen_that_nobody_reads_it(office: Office) -> None:
    visitor = office.visitor
    region = dataclasses.replace(visitor.region, demonstration=True)
    stranger = office.site.changed(region=region).visitor(visitor.language)
    banner = visitor.say("shell.demonstration").partition("{")[0]
    for page in (stranger.get("ask/"), stranger.open_form(), stranger.go_on(), stranger.get("x")):
        assert banner in page.response.text
    assert banner not in visitor.open_form().response.text


def test_ready_says_what_waits_and_healthy_needs_no_database(office: Office) -> None:
    client = office.visitor.client
    office.visitor.send()
    office.clock.ahead = timedelta(hours=1)
    ready = client.get("/readyz", base_url=HERE)
    assert ready.status_code == 200
    assert ready.json["waiting"] == 1
    assert ready.json["oldest_waiting_seconds"] >= 3600
    assert "late" in ready.json["concerns"]
    assert 0 <= ready.json["disk_free_percent"] <= 100
    assert "agency" not in ready.text


def test_ready_says_for_an_hour_that_a_request_could_not_be_kept(office: Office) -> None:
    client, check = office.visitor.client, office.visitor.go_on()
    refuse_inserts(office.site.database, True)
    office.visitor.press(check, "send", consent="yes")
    ready = client.get("/readyz", base_url=HERE).json
    assert ready["not_kept_last_hour"] == 1
    assert "not kept" in ready["concerns"]
    office.clock.ahead = timedelta(hours=2)
    ready = client.get("/readyz", base_url=HERE).json
    assert ready["not_kept_last_hour"] == 0
    assert "not kept" not in ready["concerns"]


def test_ready_says_from_sixty_days_before_that_a_certificate_ends(office: Office) -> None:
    office.clock.ahead = timedelta(days=300)
    ready = office.visitor.client.get("/readyz", base_url=HERE).json
    assert 60 < ready["certificate_days_left"] <= 66
    assert "certificate" not in ready["concerns"]
    office.clock.ahead = timedelta(days=310)
    ready = office.visitor.client.get("/readyz", base_url=HERE).json
    assert "certificate" in ready["concerns"]


def test_not_ready_while_the_database_does_not_answer(office: Office) -> None:
    rename(office.site.database, "deliveries", "lost")
    client = office.visitor.client
    assert client.get("/readyz", base_url=SITE).status_code == 503
    assert client.get("/healthz", base_url=SITE).status_code == 200


def test_not_ready_when_the_database_was_taken_away_under_the_service(office: Office) -> None:
    client, file = office.visitor.client, office.site.database
    file.rename(file.with_name("elsewhere.db"))
    ready = client.get("/readyz", base_url=HERE)
    assert ready.status_code == 503
    assert ready.json == {"status": "down", "database": "cannot be written"}
    file.with_name("elsewhere.db").rename(file)
    assert client.get("/readyz", base_url=SITE).status_code == 200


def test_a_confirmation_that_cannot_be_looked_up_is_not_called_missing(office: Office) -> None:
    place = office.visitor.send().location
    rename(office.site.database, "requests", "lost")
    page = office.visitor.page(office.visitor.client.get(place, base_url=SITE))
    assert page.status == 503


def test_clicks_at_the_same_moment_give_one_row(office: Office) -> None:
    visitor = office.visitor
    fields = {**visitor.go_on().typed(), "consent": "yes", "go": "send"}
    places: list[str] = []

    def click() -> None:
        client = visitor.client.application.test_client()
        places.append(client.post("/en/ask/one-page", data=fields, base_url=SITE).location)

    clicks = [Thread(target=click) for _ in range(6)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    assert len(places) == 6
    assert len(set(places)) == 1
    assert office.site.rows() == 1
