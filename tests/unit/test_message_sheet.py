"""Staff read safe contact first, in text and in HTML alike, and nothing that was left open."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from xml.etree.ElementTree import Element

import html5lib
import pytest

from intake_app.catalog import Language
from intake_app.catalog import Region
from intake_app.catalog import Words
from intake_app.catalog import load_region
from intake_app.catalog import load_words
from intake_app.message.html import as_html
from intake_app.message.sheet import lay_out
from intake_app.message.text import COLUMNS
from intake_app.message.text import as_text
from intake_app.referral import Access
from intake_app.referral import AgeBand
from intake_app.referral import Answer
from intake_app.referral import Child
from intake_app.referral import Referral
from intake_app.referral import SafeContact
from intake_app.referral import ServiceKind
from intake_app.referral import TalkLanguage
from intake_app.referral import Who
from intake_app.settings import CONTENT
from tests.support import referrals
from tests.support.referrals import FULLEST
from tests.support.referrals import METADATA
from tests.support.referrals import SHORTEST

ORDER: dict[Language, list[str]] = {
    "en": [
        "HAL-2026-0147",
        "2026-11-23, 14:05 (Ontario time)",
        "requests@service.example",
        "intake@agency.example, backup@agency.example",
        "These lines are signed.",
        "How it is safe to make contact",
        "613-555-0123",
        "Do NOT leave a message.",
        "Tuesday, after 6 pm",
        "Anyone at 613-555-0199",
        "Do not reply to this mail: make contact only as it says above.",
        referrals.NAME,
        "K7DM-3XRA",
        "العربية",
        "L7M",
        "Noor",
        "more than one service",
        referrals.ONE_LONG_LINE,
        "Bcc: everyone@example.org",
        "In French",
        "Oui, vous pouvez communiquer avec moi",
        "2026-11-draft",
        "Unusual sending",
    ],
    "fr": [
        "HAL-2026-0147",
        "Ces lignes sont signées",
        "Comment communiquer sans risque",
        "NE laissez PAS de message.",
        referrals.NAME,
    ]
    + ["LSQ", "Noor", "plus d’un service", "Envoi inhabituel"],
}


@cache
def words(language: Language = "en") -> Words:
    return load_words(CONTENT, language)


def text(referral: Referral, region: Region, language: Language = "en") -> str:
    return as_text(lay_out(referral, METADATA, region, words(language)), words(language))


def html(referral: Referral, region: Region, language: Language = "en") -> str:
    return as_html(lay_out(referral, METADATA, region, words(language)))


def parsed(page: str) -> Element:
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree: Element = parser.parse(page)
    return tree


def seen(page: str) -> str:
    """What a reader sees, line breaks included."""
    body = parsed(page).find("body")
    assert body is not None
    for line_break in body.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    for comment in [element for element in body.iter() if not isinstance(element.tag, str)]:
        comment.text = ""  # for Outlook alone
    return "".join(body.itertext())


def in_order(parts: list[str], whole: str) -> bool:
    """Each part once after the one before; our headings may stand in capitals."""
    rest = whole.casefold()
    for part in parts:
        _, found, rest = rest.partition(part.casefold())
        if not found:
            return False
    return True


@pytest.mark.parametrize("language", ["en", "fr"])
def test_text_and_html_begin_with_safe_contact_and_keep_the_order(
    language: Language, region: Region
) -> None:
    assert in_order(ORDER[language], text(FULLEST, region, language))
    assert in_order(ORDER[language], seen(html(FULLEST, region, language)))
    first = " ".join(seen(html(FULLEST, region, language)).split())
    assert re.match("(Request number|Numéro de la demande) HAL-2026-0147 ", first)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_both_regions_can_be_laid_out(language: Language, region_slug: str) -> None:
    region = load_region(CONTENT, region_slug)
    assert referrals.NAME in text(FULLEST, region, language)
    assert referrals.NAME in seen(html(FULLEST, region, language))


def test_a_family_that_will_call_is_not_to_be_contacted(region: Region) -> None:
    referral = referrals.reached(referrals.BY_THEMSELVES)
    rows = text(referral, region).splitlines()
    box = rows.index("HOW IT IS SAFE TO MAKE CONTACT")
    assert rows[box + 2] == "DO NOT CONTACT"
    assert "Do not reply to this mail, and do not make contact first." in rows
    assert "make contact only as it says above" not in seen(html(referral, region))
    assert "Do NOT contact" in seen(html(referral, region))
    assert "href" not in html(referral, region)


def test_no_line_of_a_box_is_left_empty_for_nothing(region: Region) -> None:
    rows = text(referrals.reached(referrals.BY_THEMSELVES), region).splitlines()
    first = rows.index("DO NOT CONTACT")
    box = rows[first : rows.index("=" * COLUMNS, first)]
    assert "" not in box


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("contact", [referrals.BY_PHONE, referrals.BY_TEXT, referrals.BY_EMAIL])
def test_safe_times_stand_in_the_box_whatever_the_way(
    contact: SafeContact, language: Language, region: Region
) -> None:
    timed = replace(contact, good_times="Zq mornings", bad_times="Zq weekends")
    referral = referrals.reached(timed)
    sheet = lay_out(referral, METADATA, region, words(language))
    times = [line for line in sheet.safe.lines if line.typed.startswith("Zq ")]
    assert [line.typed for line in times] == ["Zq mornings", "Zq weekends"]
    assert [line.forbids for line in times] == [False, True]
    rule = "=" * COLUMNS
    assert "Zq weekends" in text(referral, region, language).split(rule)[2]


def _box(referral: Referral, region: Region) -> str:
    return " ".join(text(referral, region).split("=" * COLUMNS)[2].split())


def test_whom_to_ask_for_and_in_which_language_stands_in_the_box(region: Region) -> None:
    access = replace(FULLEST.access, interpreter=True)
    box = _box(replace(FULLEST, access=access), region)
    assert f"Ask for: {referrals.NAME}" in box
    assert in_order(["Language to speak: العربية", "Interpreter: Yes. Arrange one"], box)


@pytest.mark.parametrize("age", [AgeBand.AGE_12_15, AgeBand.AGE_16_17])
def test_no_parent_is_spoken_with_before_a_young_person_who_asks_alone(
    age: AgeBand, region: Region
) -> None:
    alone = replace(SHORTEST, who=Who.YOUNG_PERSON, child=Child(age_band=age))
    said = f"asks alone ({words()(f'mail.child.{age}')}). Do NOT speak with a parent first."
    assert said in _box(alone, region)
    assert "parent first" not in _box(SHORTEST, region)


@pytest.mark.parametrize("contact", [referrals.BY_PHONE, referrals.BY_TEXT, referrals.BY_EMAIL])
@pytest.mark.parametrize("may_say_who", [True, False])
def test_the_first_sentence_gives_nothing_away_and_is_in_their_language(
    contact: SafeContact, may_say_who: bool, region: Region
) -> None:
    referral = referrals.reached(replace(contact, may_say_who=may_say_who))
    french = Access(talk_language=TalkLanguage.FR)
    english = Access(talk_language=TalkLanguage.EN)
    assert "good time" in _box(replace(referral, access=english), region)
    assert "bon moment" in _box(replace(referral, access=french), region)
    assert "Do not close the request" in _box(referral, region)
    elsewhere = "If someone else answers: Do NOT say why you call."
    assert (elsewhere in _box(referral, region)) is (contact is referrals.BY_PHONE)


def test_a_message_that_may_be_left_names_nobody_unless_that_was_allowed(region: Region) -> None:
    message = replace(referrals.BY_PHONE, may_leave_message=True)
    unnamed = "[NO] In the message, do NOT name the agency or say why you call."
    assert unnamed in _box(referrals.reached(message), region)
    named = referrals.reached(replace(message, may_say_who=True))
    assert "In the message, do NOT name" not in _box(named, region)


def test_who_waits_for_a_call_reads_whose_it_will_be(region: Region) -> None:
    waiting = referrals.reached(referrals.BY_THEMSELVES)
    young = replace(waiting, who=Who.YOUNG_PERSON, child=Child(age_band=AgeBand.AGE_12_15))
    assert "If a parent calls, even with the reference, do NOT say that" in _box(young, region)
    assert "Do NOT speak with a parent first." in _box(young, region)
    helped = _box(replace(waiting, who=Who.WORKER), region)
    assert "do not go through the helper" in helped
    assert (
        "When the family calls, ask if it is safe to talk, and then whether they agree." in helped
    )
    agreed = text(replace(waiting, who=Who.WORKER), region)
    assert region.consent.keep_until_they_call.fr in " ".join(agreed.split())


def test_a_family_outside_the_region_is_not_sent_away(region: Region) -> None:
    outside = replace(SHORTEST, lives_in_region=Answer.NO)
    assert "who serves the place where they live" in " ".join(text(outside, region).split())
    assert "who serves the place where they live" not in " ".join(text(SHORTEST, region).split())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_number_and_moment_stand_once(language: Language, region: Region) -> None:
    for read in (text(FULLEST, region, language), seen(html(FULLEST, region, language))):
        assert read.count(METADATA.number) == 1
        assert read.count("2026-11-23, 14:05") == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Developmental services (they ticked: “Help with how a child grows and learns”)"),
        (
            "fr",
            "Services liés au développement (case cochée : « Aide au développement de l’enfant »)",
        ),
    ],
)
def test_staff_read_the_field_s_word_for_a_tick_and_the_family_s(
    language: Language, said: str, region: Region
) -> None:
    ticked = replace(FULLEST.help, services=(ServiceKind.DEVELOPMENTAL, ServiceKind.HEALTH))
    referral = replace(FULLEST, help=ticked)
    for read in (text(referral, region, language), seen(html(referral, region, language))):
        assert said in " ".join(read.split()).replace("\u202f", " ").replace("\u00a0", " ")
    assert "ticked" not in said or "Health (" not in text(referral, region, language)


def test_lines_and_what_sets_them_in_are_kept(region: Region) -> None:
    told = "First:\n    - one\n\nLast"
    referral = replace(FULLEST, help=replace(FULLEST.help, own_words=told))
    assert "  First:\n      - one\n  \n  Last\n" in text(referral, region)
    assert told in seen(html(referral, region))


@pytest.mark.parametrize("contact", [referrals.BY_PHONE, referrals.BY_TEXT])
def test_a_number_stays_on_one_line(contact: SafeContact, region: Region) -> None:
    before, _, _ = html(referrals.reached(contact), region).partition("613-555-0123</bdi>")
    assert "white-space:nowrap" in before[before.rindex("style=") :]


def test_only_a_phone_that_may_be_called_can_be_pressed_to_call(region: Region) -> None:
    by_phone = html(referrals.reached(referrals.BY_PHONE), region)
    assert 'href="tel:+1-613-555-0123"' in by_phone
    assert "tel:" not in html(referrals.reached(referrals.BY_TEXT), region)


def test_a_number_that_cannot_be_dialled_is_shown_without_a_link(region: Region) -> None:
    odd = replace(referrals.BY_PHONE, phone="++ 0123456789 ext.")
    assert "href" not in html(referrals.reached(odd), region)
    assert odd.phone in seen(html(referrals.reached(odd), region))


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Answer.NO, "[OK] Nobody else reads this e-mail."),
        (Answer.YES, "[NO] Somebody else reads this e-mail. Write NOTHING private."),
        (Answer.NOT_SURE, "[NO] Somebody else may read this e-mail. Write NOTHING private."),
        (None, "[NO] Somebody else may read this e-mail. Write NOTHING private."),
    ],
)
def test_what_is_not_known_of_a_mailbox_counts_as_unsafe(
    answer: Answer | None, sentence: str, region: Region
) -> None:
    referral = referrals.reached(replace(referrals.BY_EMAIL, others_read_email=answer))
    assert sentence in text(referral, region)


@pytest.mark.parametrize("allowed", [True, False])
def test_a_permission_is_said_as_it_was_given(allowed: bool, region: Region) -> None:
    contact = replace(referrals.BY_PHONE, may_leave_message=allowed, may_say_who=allowed)
    read = text(referrals.reached(contact), region)
    assert ("[OK] You may leave a message." in read) is allowed
    assert ("[OK] You may name the agency," in read) is allowed
    assert ("[NO] Do NOT leave a message." in read) is not allowed


def test_questions_left_open_are_not_shown(region: Region) -> None:
    for read in (text(SHORTEST, region), seen(html(SHORTEST, region))):
        for label in ("would help", "going well", "Good times", "Town", "Unusual sending", "staff"):
            assert label.casefold() not in read.casefold()


def test_consent_is_shown_in_the_language_it_was_given_in(region: Region) -> None:
    assert region.consent.contact_me.fr in seen(html(FULLEST, region))
    assert '<div lang="fr">' in html(FULLEST, region)


def test_staff_are_reminded_of_the_first_meeting_only_where_the_region_aims_for_one(
    region: Region,
) -> None:
    aiming = load_region(CONTENT, "leeds-grenville")
    assert "within 60\u00a0days of first contact, if possible" in text(FULLEST, aiming)
    assert "days of first contact" not in text(FULLEST, region).replace("\u00a0", " ")


def test_a_helper_is_told_apart_from_the_family(region: Region) -> None:
    read = " ".join(text(replace(FULLEST, who=Who.WORKER), region).split())
    assert "Filled in by: A worker who helps the family." in read
    assert "the family’s own, not the helper’s" in read


def test_an_unknown_spam_note_is_shown_rather_than_lost(region: Region) -> None:
    assert "new-reason" in text(replace(FULLEST, spam_notes=("new-reason",)), region)


def test_typed_text_cannot_pose_as_our_headings_in_plain_text(region: Region) -> None:
    lines = text(FULLEST, region).splitlines()
    assert "  Bcc: everyone@example.org" in lines
    assert not any(line.startswith(("Bcc:", "--=_", ".")) for line in lines)


def test_our_own_words_keep_to_72_columns(region: Region) -> None:
    typed = {referrals.ONE_LONG_LINE.strip(), *referrals.HOSTILE.splitlines()}
    ours = [line for line in text(FULLEST, region).splitlines() if line.strip() not in typed]
    assert max(map(len, ours)) <= COLUMNS


def test_html_escapes_what_was_typed_and_fetches_nothing(region: Region) -> None:
    page = html(FULLEST, region)
    assert referrals.HOSTILE.replace("\n--=", "\n'--=") in seen(page)
    tree = parsed(page)
    tags = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert tags.isdisjoint({"script", "img", "link", "style", "iframe", "form"})
    assert "http" not in page
    assert "url(" not in page


def test_typed_text_finds_its_own_direction(region: Region) -> None:
    named = [e for e in parsed(html(FULLEST, region)).iter() if e.text == "العربية"]
    # On top of the sheet, and under its own heading.
    assert [element.get("dir") for element in named] == ["auto", "auto"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_typed_web_address_is_no_link_in_text_or_html(language: Language, region: Region) -> None:
    lure = "Look at https://evil.example/login?x=a.b or www.evil.example"
    typed = replace(FULLEST, help=replace(FULLEST.help, own_words=lure))
    broken = "Look at https: //evil [.] example/login?x=a [.] b or www [.] evil [.] example"
    assert broken in text(typed, region, language)
    assert broken in seen(html(typed, region, language))


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t"])
def test_a_cell_that_is_copied_into_a_spreadsheet_is_no_formula(sign: str, region: Region) -> None:
    lines = f"{sign}SUM(1;2)\nand{sign}SUM\n- words\n{sign}SUM(3)"
    typed = replace(FULLEST, help=replace(FULLEST.help, own_words=lines))
    cells = (cell for cell in parsed(html(typed, region)).iter("div"))
    (rows,) = [[*cell.itertext()] for cell in cells if "SUM" in (cell.text or "")]
    assert rows == [f"'{sign}SUM(1;2)", f"and{sign}SUM", "- words", f"'{sign}SUM(3)"]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("who", "tell"), [(Who.WORKER, "tell_yes"), (Who.FRIEND, "tell_no")])
def test_staff_read_whether_the_helper_may_be_told_anything(
    region: Region, language: Language, who: Who, tell: str
) -> None:
    said = words(language)
    plain = " ".join(text(referrals.asked_by(who), region, language).split())
    other = {"tell_yes": "tell_no", "tell_no": "tell_yes"}[tell]
    told = {
        key: " ".join(said(f"mail.helper.{key}").split()) in plain
        for key in ("lead", "tell_yes", "tell_no")
    }
    assert told == {"lead": True, tell: True, other: False}
