"""region.yml and selfcheck.yml: what ships loads, and each fault names file, line and cure."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Phone
from intake_app.catalog import Text
from intake_app.catalog import load_region
from intake_app.catalog import region_names
from intake_app.catalog import unfit_to_serve
from intake_app.errors import ContentFaults
from intake_app.settings import CONTENT
from tests.support.checked import checked


class Desk:
    """A copy of Halton's folder that a test may spoil, as an editor might."""

    def __init__(self, content: Path) -> None:
        self.content = content
        self.folder = content / "regions" / "halton"
        shutil.copytree(CONTENT / "regions" / "halton", self.folder)

    def change(self, old: str, new: str, file: str = "region.yml") -> str:
        """Replace some words of a file; returns `file:line` of the first change."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return f"{path}:{text[: text.index(old)].count(chr(10)) + 1}"

    def faults(self, demo_rows: Path | None = None) -> list[str]:
        """Each fault, as the editor reads it."""
        with pytest.raises(ContentFaults) as caught:
            load_region(self.content, "halton", demo_rows)
        return [str(fault) for fault in caught.value.faults]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "content")


def test_both_shipped_regions_are_found() -> None:
    assert region_names(CONTENT) == ("halton", "leeds-grenville")


def test_a_shipped_region_loads_in_both_languages(region_slug: str) -> None:
    region = load_region(CONTENT, region_slug)
    assert not region.demonstration
    for language in LANGUAGES:
        assert region.name[language]
        assert region.lead_agency.name[language]
        assert all(line.name[language] and line.what[language] for line in region.crisis_lines)
        assert all(one.text[language] and one.why[language] for one in region.selfcheck.criteria)


@pytest.mark.parametrize(
    ("slug", "code", "criteria", "phone"),
    [("halton", "HAL", 6, "289-266-0036"), ("leeds-grenville", "LLG", 4, None)],
)
def test_a_region_brings_what_its_source_says(
    slug: str, code: str, criteria: int, phone: str | None
) -> None:
    region = load_region(CONTENT, slug)
    assert region.code == code
    assert len(region.selfcheck.criteria) == criteria
    assert region.lead_agency.phone == (Phone(phone) if phone else None)


def test_every_region_knows_the_emergency_and_the_crisis_number(region_slug: str) -> None:
    numbers = {line.phone.display for line in load_region(CONTENT, region_slug).crisis_lines}
    assert {"911", "9-8-8"} <= numbers


def test_no_shipped_region_claims_to_be_checked_or_approved(region_slug: str) -> None:
    said = [str(fault) for fault in unfit_to_serve(load_region(CONTENT, region_slug))]
    assert any("`regime` is unconfirmed" in fault for fault in said)
    assert any("`consent` wording is not approved" in fault for fault in said)
    assert any("`duty_to_report` wording is not approved" in fault for fault in said)
    assert any("Crisis line `emergency` (911) is unchecked" in fault for fault in said)
    unknown_phone = any("`lead_agency.phone` is unknown" in fault for fault in said)
    assert unknown_phone is (region_slug == "leeds-grenville")


def approve(desk: Desk) -> Path:
    """Everything checked and approved; gives the file."""
    path = desk.folder / "region.yml"
    text = checked(path.read_text(encoding="utf-8"), "2026-11-02")
    text = text.replace("approved_by: null", "approved_by: privacy officer")
    text = text.replace("approved_on: null", "approved_on: 2026-11-03")
    path.write_text(text.replace("regime: unconfirmed", "regime: both"), encoding="utf-8")
    return path


def test_a_region_where_all_is_checked_and_approved_is_fit(desk: Desk) -> None:
    approve(desk)
    region = load_region(desk.content, "halton")
    assert unfit_to_serve(region) == ()
    assert region.consent.approval.on == date(2026, 11, 3)


@pytest.mark.parametrize("own", ["289-266-0036", "905-878-9785"])
def test_the_number_of_our_own_examples_serves_no_family(desk: Desk, own: str) -> None:
    path = approve(desk)
    text = path.read_text(encoding="utf-8").replace(own, "613-555-0123")
    path.write_text(text, encoding="utf-8")
    (fault,) = unfit_to_serve(load_region(desk.content, "halton"))
    assert str(fault).endswith(
        "`613-555-0123` is a number of examples, which rings nowhere. Write the real one."
    )


def test_an_unknown_region_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ContentFaults) as caught:
        load_region(CONTENT, "atlantis")
    assert str(caught.value) == (
        "REGION: There is no region `atlantis`. Use: halton, leeds-grenville."
    )


@pytest.mark.parametrize(
    ("old", "new", "problem", "cure"),
    [
        ("code: HAL\n", "code: Hal\n", "`code` is `Hal`.", "two to four capital letters"),
        ("regime: unconfirmed", "regime: gdpr", "`regime` is `gdpr`.", "part-x, phipa, both"),
        ("289-266-0036", "289-266", "not a phone number", "like 613-555-0123"),
        ("hsc@rockonline.ca", "hsc at rock", "not an e-mail address", "name@agency.example"),
        ("https://weather.gc.ca/", "weather.gc.ca", "`leave_to` is", "begins with https://"),
        ("https://weather.gc.ca/", "https://a.example:[", "`leave_to` is", "begins with https://"),
        ("staff_language: null", "staff_language: de", "`staff_language` is", "en or fr"),
        ("id: kids-help-phone", "id: Kids Help", "is `Kids Help`", "small letters"),
        ('text_to: "686868"', "text_to: CONNECT", "is `CONNECT`", "digits only"),
        ("last_checked: null", "last_checked: June 2026", "not a date", "like 2026-11-23"),
        ("working_days: null", "working_days: soon", "not a number of days", "Write digits only"),
        ("working_days: null", "working_days: 0", "not a number of days", "Write digits only"),
        ("cost: null", "cost: Free", "in English and in French", "{en: …, fr: …}"),
        ("cost: null", "cost: {en: Free}", "`cost.fr` is missing", "Add `fr: …`"),
        ("cost: null", "cost: {en: Free, fr: }", "`cost.fr` is empty", "cannot stay empty"),
        ("cost: null", "cost: {en: <b>0</b>, fr: 0}", "`cost.en` holds HTML", "plain words"),
        ("cost: null", "cost: {en: A, fr: B, de: C}", "`cost.de` is not known", "known are: en"),
        ("cost: null", "costs: null", "`costs` is not known here", "mend its spelling"),
        ("places: null", "places: Oakville", "`places` must be a list", "with a dash"),
        ("levels: null", "levels: [one]", "Row 1 of `levels` has no keys", "Copy another row"),
    ],
)  # fmt: skip
def test_a_fault_names_its_line_and_its_cure(
    desk: Desk, old: str, new: str, problem: str, cure: str
) -> None:
    place = desk.change(old, new)
    found = [fault for fault in desk.faults() if problem in fault]
    assert len(found) == 1
    assert found[0].startswith(f"{place}: ")
    assert cure in found[0]


def test_a_crisis_line_that_every_page_names_may_not_go(desk: Desk) -> None:
    desk.change("id: suicide-crisis", "id: another")
    (fault,) = desk.faults()
    assert "`crisis_lines` has no `suicide-crisis`, which every page names." in fault
    assert "Write a row with `id: suicide-crisis`" in fault


def test_a_missing_value_is_named_with_the_part_it_belongs_to(desk: Desk) -> None:
    desk.change("regime: unconfirmed\n", "")
    (fault,) = desk.faults()
    assert fault.startswith(f"{desk.folder}/region.yml:4: `regime` is missing. Add `regime: …`")


def test_a_key_given_twice_is_reported(desk: Desk) -> None:
    desk.change("cost: null", "cost: null\ncost: null")
    assert any("`cost` stands here twice." in fault for fault in desk.faults())


def test_a_line_where_keys_belong_is_reported(desk: Desk) -> None:
    place = desk.change("promise:\n", "promise: sixty days\nunused:\n")
    assert any(fault.startswith(place) and "`key: value`" in fault for fault in desk.faults())


def test_two_criteria_cannot_share_a_name(desk: Desk) -> None:
    first = load_region(desk.content, "halton").selfcheck.criteria[0].id
    desk.change(f"id: {first}", "id: not-sure", file="selfcheck.yml")
    assert any("`not-sure` is taken" in fault for fault in desk.faults())


def test_who_ticks_a_criterion_reads_their_own_words_or_those_of_everybody(desk: Desk) -> None:
    desk.change("    text_helper:", "    # text_helper:", file="selfcheck.yml")
    (first, second, *_) = load_region(desk.content, "halton").selfcheck.criteria
    assert first.said_to(("helper",)) == first.text, "not written"
    young = first.said_to(("young", "own")).en
    assert young == "My family or I have needs that are complex or unique."
    assert second.said_to(("young", "own")) == second.text
    assert second.said_to(("helper",)).en == "The family uses, or needs, more than one service."


def test_faults_of_both_files_are_reported_together(desk: Desk) -> None:
    places = [
        desk.change("code: HAL", "code: H"),
        desk.change("regime: unconfirmed", "regime: none"),
        desk.change("not_sure:", "unsure:", file="selfcheck.yml"),
    ]
    faults = desk.faults()
    assert all(any(fault.startswith(place) for fault in faults) for place in places)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"name: [unclosed\n", "Not valid YAML"),
        (b"name: a\n\tcode: b\n", "Not valid YAML"),
        (b"name: \x07\n", "Remove control characters"),
        (b"name: \xff\xfe\n", "not UTF-8"),
        (b"- just\n- a list\n", "`key: value`"),
        (b"", "`key: value`"),
    ],
)
def test_a_broken_file_is_one_clear_line(desk: Desk, content: bytes, problem: str) -> None:
    (desk.folder / "region.yml").write_bytes(content)
    (fault,) = desk.faults()
    assert fault.startswith(f"{desk.folder}/region.yml:")
    assert problem in fault


def test_a_missing_file_is_one_clear_line(desk: Desk) -> None:
    (desk.folder / "selfcheck.yml").unlink()
    assert desk.faults() == [
        f"{desk.folder}/selfcheck.yml:1: This file is missing. Copy it from another region."
    ]


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """Samples for Halton: a phone, which it has, and the town, which it has not."""
    (tmp_path / "rows" / "halton").mkdir(parents=True)
    text = "lead_agency:\n  phone: 613-555-0199\nplaces:\n  - name: {en: A, fr: B}\n"
    (tmp_path / "rows" / "halton" / "region.yml").write_text(text, encoding="utf-8")
    return tmp_path / "rows"


def test_samples_fill_only_what_is_empty(desk: Desk, rows: Path) -> None:
    plain, shown = (load_region(desk.content, "halton", samples) for samples in (None, rows))
    assert shown.lead_agency == plain.lead_agency
    assert shown.places == (Text("A", "B"),)
    assert shown.demonstration
    assert not plain.demonstration


def test_a_sample_says_so_where_it_stands(desk: Desk, rows: Path) -> None:
    desk.change("phone: 289-266-0036", "phone: null")
    phone = load_region(desk.content, "halton", rows).lead_agency.phone
    assert phone == Phone("613-555-0199", sample=True)
    assert phone.said("en") == "613-555-0199 (sample)"
    assert phone.said("fr") == "613-555-0199 (exemple)"
    assert phone.uri == "tel:+1-613-555-0199"


def test_a_fault_in_demo_rows_names_their_file(desk: Desk, rows: Path) -> None:
    path = rows / "halton" / "region.yml"
    desk.change("phone: 289-266-0036", "phone: null")
    path.write_text("lead_agency:\n  phone: none\n  fax: 1\n", encoding="utf-8")
    assert [fault.partition(": ")[0] for fault in desk.faults(rows)] == [f"{path}:2", f"{path}:3"]


def test_the_demo_invents_a_phone_only_where_there_is_none(region_slug: str) -> None:
    rows = CONTENT.parent / "intake_app" / "demo" / "rows"
    own, shown = (load_region(CONTENT, region_slug, over) for over in (None, rows))
    invented = Phone("613-555-0123", sample=True)
    assert shown.lead_agency.phone == (own.lead_agency.phone or invented)


@pytest.mark.parametrize(
    ("display", "uri"),
    [
        ("911", "tel:911"),
        ("9-8-8", "tel:988"),
        ("289-266-0036", "tel:+1-289-266-0036"),
        ("1-800-668-6868", "tel:+1-800-668-6868"),
    ],
)
def test_a_phone_can_be_dialled_from_anywhere(display: str, uri: str) -> None:
    assert Phone(display).uri == uri
    assert Phone(display).said("fr") == display
