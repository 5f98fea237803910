"""An editor's mistake stops the build with one clear line, and the last good build stays.

`fault_lines` builds the spoilt project; when the test is over it checks that what was built
before is still there, whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.portal.builds import REGIONS
from tests.support.portal.builds import build_pages

FaultLines = Callable[..., list[str]]

GOOD = """\
---
title: A page
description: A page about something.
---
# A page

Words.
"""


def _write_twins(project: Path, english: str, french: str = GOOD, *, name: str = "new") -> None:
    for language, text in (("en", english), ("fr", french)):
        own = text.replace("title: A page", f"title: A page called {name}")
        if language == "fr":
            own = own.replace("A page about something.", "Une page.")
            own += "\n## Une partie\n\nDes mots.\n" * (english.count("\n## ") - text.count("\n## "))
        (project / f"content/pages/{language}/{name}.md").write_text(own, encoding="utf-8")


@dataclass(frozen=True)
class Mistake:
    """A spoilt page, and what the build must say of it."""

    name: str
    text: str
    line: int
    problem: str
    cure: str


BEFORE_RENDERING = (
    Mistake("bare", "# Words\n", 1, "front matter is missing", "Begin the file with `---`"),
    Mistake("quote", GOOD.replace("e: A p", 'e: "A p'), 4, "Broken front matter", "double quotes"),
    Mistake("colon", GOOD.replace("e: A p", "e: A: p"), 2, "Broken front matter", "double quotes"),
    Mistake("untitled", GOOD.replace("title: A page\n", ""), 1, "`title` is missing", "Add `title"),
    Mistake("empty", GOOD.replace("title: A page", "title:"), 2, "must be text", "after the colon"),
    Mistake("key", GOOD.replace("---\n#", "colour: red\n---\n#"), 4, "`colour` is", "Known are"),
    Mistake("looks", GOOD.replace("---\n#", "template: x\n---\n#"), 4, "is `x`", "home, selfcheck"),
    Mistake("attribute", GOOD + "\n{{ lead_agency.fax }}\n", 9, "fax", "Known names: ask_url"),
    Mistake("name", GOOD + "\n\n{{ phone }}\n", 10, "`phone` is no name", "Known names: ask"),
    Mistake("tag", GOOD + "{% if %}\n", 8, "Expected an expression", "Check the `{{ … }}`"),
    Mistake("sum", GOOD + "{{ 1 / 0 }}\n", 8, "division by zero", "Check the `{{ … }}`"),
    Mistake(
        "promise", GOOD + "We call within 2 working days.\n", 8, "without a setting", "Name the"
    ),
    Mistake(
        "unpromised",
        GOOD + '{{ promise.acknowledge_working_days|counted("day", "days") }}\n',
        8,
        "has promised no such time",
        "Check the `{{ … }}`",
    ),
    Mistake("secret", GOOD + "{{ ''.__class__ }}\n", 8, "cannot be used on a page", "Known names"),
)
WRONG_DATE = """\
dates:
  - id: first
    day: 31 June 2027
"""
AFTER_RENDERING = (
    Mistake("link", GOOD + "[a](nowhere.md)\n", 8, "`nowhere.md` leads nowhere", "Mend it"),
    Mistake("fragment", GOOD + "\n[a](contact.md#fax)\n", 9, "leads nowhere", "Mend it"),
    Mistake("image", GOOD + "<img src='b.png'>\n", 8, "`b.png` has no alternative text", "![what"),
    Mistake(
        "anchor", GOOD + "## A {#x}\n## B {#x}\n", 8, "`x` stands on this page twice", "Rename"
    ),
)


@pytest.mark.parametrize("mistakes", [BEFORE_RENDERING, AFTER_RENDERING])
def test_each_mistake_is_one_line_with_file_line_and_cure(
    project: Path, fault_lines: FaultLines, mistakes: tuple[Mistake, ...]
) -> None:
    for mistake in mistakes:
        _write_twins(project, mistake.text, name=mistake.name)
    found = fault_lines()
    for mistake in mistakes:
        place = f"content/pages/en/{mistake.name}.md:"
        lines = [line for line in found if line.startswith(place)]
        assert lines, mistake.name
        assert lines[0].startswith(f"{place}{mistake.line}: "), lines
        assert mistake.problem in lines[0]
        assert mistake.cure in lines[0]
    # The French twin lacks what the English page has: that is told there.
    assert {line.partition(":")[0].replace("/fr/", "/en/") for line in found} == {
        f"content/pages/en/{mistake.name}.md" for mistake in mistakes
    }


def test_a_page_saved_by_notepad_is_no_mistake(project: Path) -> None:
    for language in ("en", "fr"):
        page = project / "content/pages" / language / "contact.md"
        page.write_bytes(b"\xef\xbb\xbf" + page.read_bytes().replace(b"\n", b"\r\n"))
    outcome = build_pages(project, REGION="halton")
    assert outcome.faults == ()
    page = (project / "build/portal/en/contact/index.html").read_text(encoding="utf-8")
    assert "\ufeff" not in page
    assert "title:" not in page


def test_a_page_without_its_twin(project: Path, fault_lines: FaultLines) -> None:
    (project / "content/pages/fr/contact.md").unlink()
    assert fault_lines() == [
        "content/pages/en/contact.md:1: This page has no French twin. "
        "Write content/pages/fr/contact.md."
    ]


def test_a_regional_page_without_its_twin(project: Path, fault_lines: FaultLines) -> None:
    page = project / "content/regions/halton/pages/fr/our-own.md"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(GOOD, encoding="utf-8")
    assert fault_lines() == [
        "content/regions/halton/pages/fr/our-own.md:1: This page has no English twin. "
        "Write content/regions/halton/pages/en/our-own.md."
    ]


def test_a_page_in_no_language(project: Path, fault_lines: FaultLines) -> None:
    (project / "content/pages/lost.md").write_text(GOOD, encoding="utf-8")
    assert fault_lines() == [
        "content/pages/lost.md:1: This page belongs to no language. "
        "Move it into the folder `en` or `fr`."
    ]


@dataclass(frozen=True)
class Slip:
    """A spoilt line of a data file, and what the build must say of it."""

    file: str
    old: str
    new: str
    problem: str
    cure: str


MALFORMED = (
    Slip("regions/halton/region.yml", "code: HAL", "code: [HAL", "Not valid YAML", "colons"),
    Slip("words/portal.yml", "  menu: {en: Menu,", "  menu: {en: Menu", "Not valid YAML", "colons"),
)
SLIPS = (
    Slip("regions/halton/region.yml", "cost: null", "costs: null", "`costs` is not", "spelling"),
    Slip("regions/halton/region.yml", "289-266-0036", "289-266", "not a phone number", "like 613"),
    Slip(
        "regions/halton/region.yml",
        'hours: {en: "office hours"',
        'hours: {en: "<b>all day</b>"',
        "holds HTML",
        "plain words",
    ),
    Slip(
        "regions/halton/selfcheck.yml",
        "- id: open-to-it",
        "- id: Open to it",
        "is `Open to it`",
        "small letters",
    ),
    Slip("commissioner.yml", "last_checked: null", "last_checked: May", "not a date", "2026-11-23"),
    Slip("words/shell.yml", "  hours: {en:", "  hours: {de:", "is not known here", "spelling"),
)


def _spoil(project: Path, slip: Slip) -> str:
    """Changes the line, and gives its place."""
    path = project / "content" / slip.file
    text = path.read_text(encoding="utf-8")
    assert slip.old in text
    path.write_text(text.replace(slip.old, slip.new, 1), encoding="utf-8")
    return f"content/{slip.file}:{text.partition(slip.old)[0].count(chr(10)) + 1}: "


def test_malformed_yaml(project: Path, fault_lines: FaultLines) -> None:
    """The reader of YAML notices on the line itself or on the next, and says so."""
    places = [_spoil(project, slip) for slip in MALFORMED]
    found = fault_lines()
    assert len(found) == len(MALFORMED)
    for slip, place in zip(MALFORMED, places, strict=True):
        file, line, _ = place.split(":")
        (said,) = (one for one in found if one.startswith(f"{file}:"))
        assert int(said.split(":")[1]) - int(line) in (0, 1)
        assert slip.problem in said
        assert slip.cure in said


def test_each_slip_in_the_data_is_one_line_with_file_line_and_cure(
    project: Path, fault_lines: FaultLines
) -> None:
    places = [_spoil(project, slip) for slip in SLIPS]
    found = fault_lines()
    for slip, place in zip(SLIPS, places, strict=True):
        named = [line for line in found if slip.problem in line and line.startswith(place)]
        assert len(named) == 1, (slip, found)
        assert slip.cure in named[0]


def test_a_wrong_training_date(project: Path, fault_lines: FaultLines) -> None:
    training = project / "content/regions/halton/training.yml"
    training.write_text(WRONG_DATE, encoding="utf-8")
    found = [line for line in fault_lines() if "not a date" in line]
    assert len(found) == 1
    assert found[0].startswith("content/regions/halton/training.yml:3: ")
    assert "2026-11-23" in found[0]


def test_faults_come_before_anything_is_printed(project: Path, fault_lines: FaultLines) -> None:
    """A brochure of two parts cannot be printed, but nobody tries while a link leads nowhere."""
    brochure = GOOD + "## One\n\n## Two\n"
    _write_twins(project, brochure, brochure, name="brochure")
    lost = GOOD + "[a](nowhere.md)\n"
    _write_twins(project, lost, lost.replace("Words", "Mots"), name="new")
    found, _ = fault_lines(printing=True)
    assert found.startswith("content/pages/en/new.md:8: The link `nowhere.md` leads nowhere.")


def test_a_menu_that_names_no_page(project: Path, fault_lines: FaultLines) -> None:
    words = project / "content/words/portal.yml"
    text = words.read_text(encoding="utf-8")
    words.write_text(text.replace("\n  contact:", "\n  kontact:"), encoding="utf-8")
    (found,) = fault_lines()
    assert found.startswith("content/words/portal.yml: `menu.kontact` names a page")


def test_an_unknown_region(fault_lines: FaultLines) -> None:
    (found,) = fault_lines(REGION="hulton")
    assert found == f"REGION: There is no region `hulton`. Use: {', '.join(REGIONS)}."


def test_the_faults_of_all_files_come_together(project: Path, fault_lines: FaultLines) -> None:
    _write_twins(project, "# No front matter\n", GOOD + "{{ phone }}\n")
    (project / "content/pages/fr/contact.md").unlink()
    region = project / "content/regions/halton/region.yml"
    wrong = region.read_text(encoding="utf-8").replace("phone: 289-266-0036", "phone: 289")
    region.write_text(wrong + "colour: blue\n", encoding="utf-8")
    found = fault_lines()
    places = [line.partition(": ")[0].rpartition(":")[0] for line in found]
    assert set(places) == {
        "content/pages/en/contact.md",
        "content/pages/en/new.md",
        "content/pages/fr/new.md",
        "content/regions/halton/region.yml",
    }
    assert len([line for line in found if "region.yml" in line]) == 2


def test_a_production_build_refuses_a_region_that_is_not_fit(fault_lines: FaultLines) -> None:
    found = fault_lines(INTAKE_PUBLIC_URL="https://service.example", REGION="leeds-grenville")
    reasons = "\n".join(found)
    assert "`lead_agency.phone` is unknown" in reasons
    assert "`regime` is unconfirmed" in reasons
    assert "Crisis line `suicide-crisis` (9-8-8) is unchecked" in reasons
    assert "`consent` wording is not approved" in reasons
