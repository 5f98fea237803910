"""An editor's mistake stops the build with one clear line, and the last good build stays.

`fault_lines` builds the spoilt project; when the test is over it checks that what was built
before is still there, whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.portal.builds import REGIONS

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
    (project / f"content/pages/en/{name}.md").write_text(english, encoding="utf-8")
    (project / f"content/pages/fr/{name}.md").write_text(french, encoding="utf-8")


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
    Mistake("name", GOOD + "\n\n{{ phone }}\n", 10, "'phone' is undefined", "Known names: ask"),
    Mistake("tag", GOOD + "{% if %}\n", 8, "Expected an expression", "Check the `{{ … }}`"),
    Mistake("sum", GOOD + "{{ 1 / 0 }}\n", 8, "division by zero", "Check the `{{ … }}`"),
    Mistake("secret", GOOD + "{{ ''.__class__ }}\n", 8, "unsafe", "Known names"),
)
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
    assert {line.partition(":")[0] for line in found} == {
        f"content/pages/en/{mistake.name}.md" for mistake in mistakes
    }


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


def test_malformed_yaml(project: Path, fault_lines: FaultLines) -> None:
    region = project / "content/regions/halton/region.yml"
    broken = region.read_text(encoding="utf-8").replace("code: HAL", "code: [HAL")
    region.write_text(broken, encoding="utf-8")
    (found,) = fault_lines()
    assert found.startswith("content/regions/halton/region.yml:")
    assert "Not valid YAML" in found


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
