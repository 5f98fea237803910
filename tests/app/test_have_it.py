"""Staff say that they have it: by a button, once, and by nothing that only looks."""

from __future__ import annotations

import re
from datetime import date
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from threading import Thread

import pytest
from icalendar import Calendar

from intake_app.dates import day_of
from intake_app.intake.clock import utc_now
from intake_app.store import Handling
from intake_app.store import Outcome
from tests.support.form.site import Site
from tests.support.form.site import deliver_everything
from tests.support.form.visitor import SITE
from tests.support.form.visitor import Page
from tests.support.form.visitor import Visitor

FOREIGN = {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}
LOOKS = ("GET", "HEAD")


@pytest.fixture
def link(halton: Site, neighbour: Visitor) -> str:
    """The link in the mail of a request that was just sent."""
    neighbour.send()
    return halton.staff_link()


def handling(halton: Site, link: str) -> Handling:
    found = halton.intake.handover.of_link(link.rpartition("/")[2])
    assert found
    return found


def press(halton: Site, link: str, go: str = "have-it", **typed: str) -> int:
    """Press a button of staff's page; the status of the answer."""
    answer = halton.client.post(link, data={"go": go, **typed}, base_url=SITE)
    return answer.status_code


class Links(HTMLParser):
    """Every address in the HTML part of a mail."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


def links_of(site: Site, folder: Path) -> list[str]:
    """All addresses of ours in the newest mail, in its text and in its HTML."""
    mail, parser = site.last_mail(), Links()
    html, text = mail.get_body(("html",)), mail.get_body(("plain",))
    assert html
    assert text
    parser.feed(html.get_content())
    written = re.findall(r"https?://[^\s<>\"]+", text.get_content())
    return sorted({one for one in (*parser.found, *written) if one.startswith(SITE)})


def test_a_request_that_the_family_took_back_is_nobody_s_to_take_on(
    halton: Site, neighbour: Visitor
) -> None:
    """Nobody is told that somebody will call, wherever the family looks, and no button calls."""
    received = neighbour.send().location
    link = halton.staff_link()
    halton.intake.store.erasure.forget(handling(halton, link).id, utc_now(), "they asked")
    assert press(halton, link) == 303
    assert handling(halton, link).acknowledged_at is None
    shown = halton.client.get(link, base_url=SITE).text
    assert neighbour.say("staff.erased.do_not") in shown
    answer = halton.client.get(received, base_url=SITE)
    assert answer.status_code == 303
    told = neighbour.page(halton.client.get(answer.location, base_url=SITE)).text
    assert neighbour.say("ask.status.erased") in told
    assert "will call you" not in told


def test_a_scanner_that_opens_every_link_of_the_mail_changes_nothing(
    halton: Site, link: str, tmp_path: Path
) -> None:
    links = links_of(halton, tmp_path)
    assert [one.removeprefix(SITE) for one in links] == [link]
    before = list(halton.intake.store._engine.raw_connection().iterdump())
    for method in LOOKS:
        for one in links:
            answer = halton.client.open(one, method=method, base_url=SITE)
            assert answer.status_code == 200
            # A scanner goes on to what it finds there.
            for found in re.findall(r'(?:href|action)="(/staff/[^"]+)"', answer.text):
                assert halton.client.open(found, method=method, base_url=SITE).status_code == 200
    assert list(halton.intake.store._engine.raw_connection().iterdump()) == before


def test_the_link_stands_under_the_seal_alone(halton: Site, link: str) -> None:
    ticket = link.rpartition("/")[2].encode()
    assert len(ticket) >= 40
    assert ticket not in halton.database.read_bytes()


def test_the_button_says_it_once_whoever_presses_how_often(halton: Site, link: str) -> None:
    assert press(halton, link, initials="M.T.") == 303
    first = handling(halton, link)
    assert first.acknowledged_by == "M.T."
    assert press(halton, link, initials="somebody else") == 303
    assert handling(halton, link) == first


def acknowledged(halton: Site) -> int:
    """How many, as the year's figures count them."""
    counted = halton.intake.store.tallies.of("HAL")
    return sum(tally.count for tally in counted if tally.kind == "acknowledged")


def test_of_two_who_press_at_once_one_is_first_and_both_see_it(halton: Site, link: str) -> None:
    one, results, before = handling(halton, link), [], acknowledged(halton)
    handover = halton.intake.handover
    threads = [
        Thread(target=lambda by=by: results.append(handover.acknowledge(one, by=by)))
        for by in ("A", "B", "C", "D")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, False, False, True]
    assert acknowledged(halton) == before + 1


def test_other_sites_cannot_press_it(halton: Site, link: str) -> None:
    answer = halton.client.post(link, data={"go": "have-it"}, base_url=SITE, headers=FOREIGN)
    assert answer.status_code == 403
    assert handling(halton, link).acknowledged_at is None


@pytest.mark.parametrize("cut", ["x", "", "é%00", "../../etc", "x" * 5000])
def test_a_link_that_is_old_cut_or_guessed_says_so(halton: Site, link: str, cut: str) -> None:
    for wrong in (link[:-1], link + cut if cut else link[:-20], f"/staff/have-it/{cut or 'x'}"):
        answer = halton.client.get(wrong, base_url=SITE)
        assert answer.status_code == 404
        assert len([*Page(answer).root.iter("h1")]) == 1
        posted = halton.client.post(wrong, data={"go": "have-it"}, base_url=SITE)
        assert posted.status_code in (303, 404, 405)
    assert handling(halton, link).acknowledged_at is None


def test_the_day_of_first_contact_is_kept_as_a_day_and_can_be_corrected(
    halton: Site, link: str
) -> None:
    press(halton, link)
    today = day_of(utc_now())
    assert press(halton, link, "contact", contact_day=f"{today}") == 303
    assert handling(halton, link).contacted_on == today
    page = Page(halton.client.get(link, base_url=SITE))
    assert {field.get("value") for field in page.fields() if field.get("type") == "date"} == {
        f"{today}"
    }


@pytest.mark.parametrize(
    "day", ["", "yesterday", "2020-01-01", "9999-12-31", "2026-02-30", "20261126x", "<b>"]
)
def test_a_day_that_cannot_be_is_refused_and_not_repeated(
    halton: Site, link: str, day: str
) -> None:
    press(halton, link)
    data = {"go": "contact", "contact_day": day}
    answer = halton.client.post(link, data=data, base_url=SITE)
    assert answer.location.endswith("?wrong=contact_day")
    assert handling(halton, link).contacted_on is None
    page = Page(halton.client.get(answer.location, base_url=SITE))
    assert len(page.errors()) == 1


def test_nothing_but_the_first_press_works_before_it(halton: Site, link: str) -> None:
    press(halton, link, "contact", contact_day=f"{day_of(utc_now())}")
    press(halton, link, "outcome", outcome="began")
    one = handling(halton, link)
    assert (one.acknowledged_at, one.contacted_on, one.outcome) == (None, None, None)


def test_an_outcome_can_be_changed_and_counts_once(halton: Site, link: str) -> None:
    def counted() -> dict[str, int]:
        found = halton.intake.store.tallies.of("HAL")
        return {tally.detail: tally.count for tally in found if tally.kind == "outcome"}

    before = counted()
    press(halton, link)
    for outcome in ("began", "began", "withdrew"):
        press(halton, link, "outcome", outcome=outcome)
    assert handling(halton, link).outcome is Outcome.WITHDREW
    assert counted().get("withdrew", 0) == before.get("withdrew", 0) + 1
    assert counted().get("began", 0) == before.get("began", 0)
    assert press(halton, link, "outcome", outcome="<script>") == 303
    assert handling(halton, link).outcome is Outcome.WITHDREW


def test_the_days_to_aim_for_hold_the_number_and_nothing_else(
    halton: Site, neighbour: Visitor, link: str
) -> None:
    one = handling(halton, link)
    address = f"{link}/review.ics"
    assert halton.client.get(address, base_url=SITE).status_code == 404
    press(halton, link)
    press(halton, link, "contact", contact_day=f"{day_of(utc_now())}")
    answer = halton.client.get(address, base_url=SITE)
    assert answer.mimetype == "text/calendar"
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert one.number in event["summary"]
    about = day_of(utc_now()) + timedelta(days=182)
    assert abs(event.decoded("dtstart") - about) < timedelta(days=8)
    text = answer.text.replace("\r\n ", "")
    assert "Zo" not in text
    assert "555" not in text
    # This region has promised no days for a first meeting: none are invented.
    assert halton.client.get(f"{link}/first-meeting.ics", base_url=SITE).status_code == 404


def test_the_first_meeting_is_aimed_for_within_the_regions_days(site_of: object) -> None:
    site = site_of("leeds-grenville")  # type: ignore[operator]
    site.visitor("en").send()
    link = site.staff_link()
    press(site, link)
    press(site, link, "contact", contact_day=f"{day_of(utc_now())}")
    days = site.intake.region.promise.first_meeting_days
    answer = site.client.get(f"{link}/first-meeting.ics", base_url=SITE)
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    last: date = day_of(utc_now()) + timedelta(days=days)
    assert last - timedelta(days=5) <= event.decoded("dtstart") <= last


def test_the_familys_page_tells_how_far_it_came(halton: Site) -> None:
    visitor = halton.visitor("en")
    place = visitor.send().location.replace("/ask/received/", "/status/")
    agency = halton.intake.region.lead_agency.name["en"]

    def told() -> str:
        return visitor.page(halton.client.get(place, base_url=SITE)).text

    assert visitor.say("ask.received.on_its_way", agency=agency) in told()
    while halton.intake.store.backlog().waiting:
        deliver_everything(halton.intake.store)
    assert "it reached the e-mail of" in told()
    assert visitor.say("ask.status.not_had", agency=agency) in told()
    press(halton, halton.staff_link())
    assert "said “We have it.”" in told()
    assert visitor.say("ask.status.not_had", agency=agency) not in told()
    assert "Zoë" not in told()


def test_once_they_have_talked_the_familys_page_says_no_more_that_somebody_will_call(
    halton: Site,
) -> None:
    visitor = halton.visitor("en")
    place = visitor.send().location.replace("/ask/received/", "/status/")
    link = halton.staff_link()
    press(halton, link)
    agency = halton.intake.region.lead_agency.name["en"]
    will_call = visitor.say("ask.status.wait_phone", agency=agency)

    def told() -> str:
        return visitor.page(halton.client.get(place, base_url=SITE)).text

    assert will_call in told()
    press(halton, link, "contact", contact_day=f"{day_of(utc_now())}")
    assert will_call not in told()
    assert visitor.say("ask.status.wait_unknown") in told()


def test_an_outcome_ends_the_word_of_a_call_too(halton: Site) -> None:
    visitor = halton.visitor("en")
    place = visitor.send().location.replace("/ask/received/", "/status/")
    link = halton.staff_link()
    press(halton, link)
    press(halton, link, "outcome", outcome="withdrew")
    told = visitor.page(halton.client.get(place, base_url=SITE)).text
    assert "will call you" not in told


def test_confirmation_and_familys_page_agree_while_one_address_has_it_and_another_not(
    halton: Site,
) -> None:
    visitor = halton.visitor("en")
    received = visitor.send().location
    receipt = halton.intake.receipt(received.rpartition("/")[2].partition(".")[0])
    assert receipt
    deliver_everything(halton.intake.store)
    # A person asks for one more copy, which is on its way now.
    halton.intake.store.lookup.resend(utc_now(), receipt.number)
    for place in (received, received.replace("/ask/received/", "/status/")):
        assert (
            "it reached the e-mail of" in visitor.page(halton.client.get(place, base_url=SITE)).text
        )
    deliver_everything(halton.intake.store)


def test_staff_see_that_what_they_have_was_erased_here(halton: Site, link: str) -> None:
    press(halton, link)
    halton.intake.store.erasure.forget(handling(halton, link).id, utc_now(), "they asked")
    shown = Page(halton.client.get(link, base_url=SITE)).text
    assert ": erased here." in shown


def test_the_confirmation_leads_to_the_familys_page(neighbour: Visitor) -> None:
    page = neighbour.page(neighbour.send())
    (link,) = [
        part.get("href", "") for part in page.root.iter("a") if "/status/" in part.get("href", "")
    ]
    answer = neighbour.client.get(link, base_url=SITE)
    assert neighbour.page(answer).heading == neighbour.say("ask.status.title")


@pytest.mark.parametrize(("reach", "word"), [("text", "text"), ("i-will-contact", "waits for you")])
def test_the_familys_page_says_what_fits_the_contact_they_chose(
    neighbour: Visitor, reach: str, word: str
) -> None:
    place = neighbour.send(reach=reach, text_phone="613-555-0123").location.replace(
        "/ask/received/", "/status/"
    )
    told = neighbour.page(neighbour.client.get(place, base_url=SITE)).text
    assert word in told
    assert "will call you" not in told


def test_a_guessed_status_shows_nothing(neighbour: Visitor) -> None:
    answer = neighbour.client.get("/en/status/" + "x" * 43 + ".p", base_url=SITE)
    assert answer.status_code == 404
