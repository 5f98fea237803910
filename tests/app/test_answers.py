"""Each field's errors say what to do, everything typed stays, and what is typed is made safe."""

from __future__ import annotations

import pytest

from intake_app.catalog import french_spacing
from intake_app.forms.cleaning import clean_line
from tests.support.form.answers import EMAIL
from tests.support.form.answers import HELPER
from tests.support.form.answers import HELPERS
from tests.support.form.answers import NEEDED
from tests.support.form.answers import TEXT
from tests.support.form.answers import WRONG
from tests.support.form.site import Site
from tests.support.form.visitor import Visitor
from tests.support.form.visitor import every_text

LIMITS = {
    "name": 100, "good_times": 200, "bad_times": 200, "do_not_contact": 300, "easier": 300,
    "place": 60, "child_name": 60, "going_well": 500, "own_words": 1000,
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_answer_says_what_to_do_and_keeps_the_others(visitor: Visitor, case: str) -> None:
    typed, key = WRONG[case]
    page = visitor.go_on(own_words="Keep me.", **typed)
    assert page.errors() == [visitor.say(key)]
    assert page.title.startswith(french_spacing(visitor.say("errors.prefix")))
    kept = page.typed()
    assert kept["own_words"] == "Keep me."
    for name, value in {**NEEDED, **typed}.items():
        if name != "who" or value != "martian":
            assert kept.get(name, "") == clean_line(value)


def test_a_slip_in_a_mail_service_is_asked_about_in_the_language_of_the_page(
    visitor: Visitor,
) -> None:
    page = visitor.go_on(reach="email", email="zoe@gmial.com")
    (error,) = page.errors()
    assert error.endswith(visitor.say("errors.address.typo", meant="zoe@gmail.com"))
    assert page.typed()["email"] == "zoe@gmial.com"


def test_an_empty_form_names_every_needed_answer_at_once(visitor: Visitor) -> None:
    page = visitor.page(visitor.press(visitor.open_form(), "continue"))
    wanted = ("who", "name", "reach", "talk_language", "lives_in_region", "age_band")
    assert page.errors() == [visitor.say(f"errors.{name}.missing") for name in wanted]


@pytest.mark.parametrize(("name", "limit"), LIMITS.items())
def test_a_text_may_be_as_long_as_its_limit_and_no_longer(
    neighbour: Visitor, name: str, limit: int
) -> None:
    assert neighbour.go_on(**{name: "🦉" * limit}).errors() == []
    page = neighbour.go_on(**{name: "🦉" * (limit + 1)})
    (error,) = page.errors()
    assert neighbour.say("errors.too_long", limit=limit, count=limit + 1) in error
    assert page.typed()[name] == "🦉" * (limit + 1)


@pytest.mark.parametrize(
    "number",
    ["613-555-0123", "(613) 555 0123", "1 613 555 0123", "+44 20 7946 0958", "613.555.0123 ext. 4"],
)
def test_phone_numbers_may_be_written_as_people_write_them(neighbour: Visitor, number: str) -> None:
    assert neighbour.go_on(phone=number).errors() == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("K6V", "K6V"), ("k6v 5t1", "K6V"), ("L9T-2X5", "L9T"), ("Saint-Albert", "Saint-Albert")],
)
def test_of_a_postal_code_only_the_first_three_characters_are_kept(
    neighbour: Visitor, halton: Site, typed: str, kept: str
) -> None:
    neighbour.send(place=typed)
    assert halton.last_request()["place"] == kept


def test_answers_that_no_longer_apply_are_left_behind(neighbour: Visitor, halton: Site) -> None:
    neighbour.send(
        **EMAIL,
        **{name: text for name, text in HELPER.items() if name != "who"},
        other_ages=["16-17"],
        phone="613-555-0199",
        leave_message="yes",
        other_language="Klingon",
    )
    told = str(halton.last_request())
    assert "zoe@example.com" in told
    for left in ("555-0199", "Klingon", "family-agrees", "helper", "L’Odyssée", "16-17"):
        assert left not in told


@pytest.mark.parametrize("way", [{}, TEXT, EMAIL, {"reach": "i-will-contact"}])
def test_safe_times_belong_to_every_way_of_being_reached(
    neighbour: Visitor, halton: Site, way: dict[str, str]
) -> None:
    neighbour.send(**way, good_times="noon", bad_times="weekends")
    contact = halton.last_request()["contact"]
    found = (contact.get("good_times"), contact.get("bad_times"))
    is_reached = way.get("reach") != "i-will-contact"
    assert found == (("noon", "weekends") if is_reached else (None, None))


@pytest.mark.parametrize(("given", "wanted"), [("phone", "text_phone"), ("text_phone", "phone")])
def test_a_number_is_given_once_for_calls_and_texts(
    visitor: Visitor, given: str, wanted: str
) -> None:
    ways = {"phone": "phone", "text_phone": "text"}
    first = {**NEEDED, "reach": ways[given], "phone": "", given: "905-555-0199 poste 4"}
    check = visitor.go_on(**first)
    form = visitor.page(visitor.press(check, "change"))
    assert form.typed()[wanted] == first[given]
    changed = visitor.page(visitor.press(form, "continue", reach=ways[wanted]))
    assert changed.title == visitor.say("ask.check.title")
    assert visitor.say(f"ask.{wanted}.label") in changed.text
    assert "905-555-0199" in changed.text


def test_answers_of_another_choice_are_not_checked(neighbour: Visitor) -> None:
    assert neighbour.go_on(**{**EMAIL, "phone": "12", "text_phone": "x" * 99}).errors() == []


def test_unless_told_otherwise_no_message_is_left_and_no_name_is_said(
    neighbour: Visitor, halton: Site
) -> None:
    neighbour.send()
    contact = halton.last_request()["contact"]
    assert contact["may_leave_message"] is False
    assert contact["may_say_who"] is False


def test_i_will_contact_you_needs_a_number_to_call(visitor: Visitor) -> None:
    offered = "i-will-contact" in visitor.open_form().response.text
    assert offered == (visitor.region.lead_agency.phone is not None)
    errors = visitor.go_on(reach="i-will-contact").errors()
    assert errors == ([] if offered else [visitor.say("errors.reach.missing_own")])


def test_keep_until_i_call_asks_for_that_consent(neighbour: Visitor) -> None:
    page = neighbour.go_on(reach="i-will-contact", phone="")
    assert neighbour.region.consent.keep_until_i_call.en in page.text


def test_who_helps_says_that_the_family_will_call(neighbour: Visitor) -> None:
    page = neighbour.go_on(**HELPERS["worker"], reach="i-will-contact")
    consent = neighbour.region.consent
    assert consent.keep_until_they_call.en in page.text
    assert consent.keep_until_i_call.en not in page.text
    assert neighbour.say("ask.reach.is_i-will-contact_helper") in page.text


@pytest.mark.parametrize("who", ["friend", "worker"])
def test_a_helper_is_told_to_give_the_family_s_own_contact(visitor: Visitor, who: str) -> None:
    page = visitor.go_on(who=who)
    assert visitor.say("ask.who.helping") in page.text
    agreed = visitor.go_on(**HELPERS[who])
    assert visitor.region.consent.family_agrees[visitor.language] in agreed.text


def test_a_young_person_reads_what_happens_before_anyone_is_called(visitor: Visitor) -> None:
    page = visitor.go_on(who="young-person", age_band="12-15")
    assert visitor.say("ask.age_band.young_12_15_young") in page.text
    assert visitor.region.consent.contact_me[visitor.language] in page.text


def test_a_young_child_is_not_turned_away_and_sees_kids_help_phone(visitor: Visitor) -> None:
    assert "1-800-668-6868" in visitor.open_form().text
    assert visitor.send(who="young-person", age_band="6-11").status_code == 303


def test_a_family_from_elsewhere_is_met_with_kindness(visitor: Visitor) -> None:
    page = visitor.go_on(lives_in_region="no")
    assert visitor.say("ask.lives_in_region.outside_own") in page.text
    assert visitor.press(page, "send", consent="yes").status_code == 303


@pytest.mark.parametrize("name", ["name", "good_times", "own_words", "child_name"])
def test_cleaning_holds_from_the_browser_to_the_sealed_mail(
    neighbour: Visitor, halton: Site, name: str
) -> None:
    neighbour.send(**{name: " \u202eZoe\u0308 <b>&amp;\x00\u200b 👩\u200d👧 يوسف "})
    assert "Zoë <b>&amp; 👩\u200d👧 يوسف" in every_text(halton.last_request())


def test_a_box_that_is_to_stay_empty_is_shown_again_when_filled(
    visitor: Visitor, site: Site
) -> None:
    page = visitor.go_on(web_page="https://spam.example")
    assert page.errors() == [visitor.say("errors.web_page.filled")]
    emptied = visitor.page(visitor.press(page, "continue", web_page=""))
    assert emptied.title == visitor.say("ask.check.title")
    filled_again = visitor.page(visitor.press(page, "continue"))
    assert visitor.press(filled_again, "send", consent="yes").status_code == 303
    assert "honeypot" in site.last_request()["spam_notes"]


def test_a_request_filled_in_faster_than_a_person_can_is_labelled_and_kept(
    neighbour: Visitor, halton: Site
) -> None:
    assert neighbour.send().status_code == 303
    assert halton.last_request()["spam_notes"] == ["fast"]
    assert neighbour.say("mail.note.fast"), "staff read a sentence, not a code"
