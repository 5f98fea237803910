"""A leaflet that is not whole: the build says which file, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from intake_app.catalog import load_texts
from intake_app.errors import ContentFaults
from portal import machine
from portal.leaflets import Leaflets
from portal.leaflets import load_leaflets
from tests.support.portal.builds import PROJECT
from tests.support.portal.builds import build_pages
from tests.support.portal.leaflets import IDS
from tests.support.portal.leaflets import rewrite
from tests.support.portal.leaflets import sign

TODAY = date(2026, 11, 27)
FaultLines = Callable[..., list[str]]
LEAVE = 'leave: "یہ صفحہ چھوڑیں"'
"""A text of the draft in Urdu."""


def _load(content: Path) -> Leaflets:
    return load_leaflets(content, load_texts(content), TODAY)


def _faults(content: Path) -> list[str]:
    with pytest.raises(ContentFaults) as caught:
        _load(content)
    return [str(fault).replace(f"{content}/", "content/") for fault in caught.value.faults]


@pytest.fixture
def content(project: Path) -> Path:
    return project / "content"


def test_no_text_that_ships_is_signed_and_each_is_named() -> None:
    found = _load(PROJECT / "content")
    assert found.signed == {}
    assert [Path(fault.place).stem for fault in found.to_check] == list(IDS)
    ur = next(str(fault) for fault in found.to_check if fault.place.endswith("ur.yml"))
    assert ur.endswith(
        "ur.yml: The leaflet in Urdu is not signed, so it is not published. Have a person who "
        "reads Urdu read it, then write reviewed_by and reviewed_on."
    )


def test_a_signed_text_is_published_and_no_longer_named(content: Path) -> None:
    sign(content, "ur")
    found = _load(content)
    assert list(found.signed) == ["ur"]
    assert found.signed["ur"].reviewed_on == date(2026, 11, 20)
    assert not [fault for fault in found.to_check if fault.place.endswith("ur.yml")]


def test_a_text_that_nobody_has_written_is_named(content: Path) -> None:
    (content / "leaflets/ko.yml").unlink()
    (fault,) = (one for one in _load(content).to_check if one.place.endswith("ko.yml"))
    assert fault.problem == "There is no leaflet in Korean."
    assert fault.cure.startswith("Write it in ")


def test_a_site_without_any_text_names_all(content: Path) -> None:
    for path in (content / "leaflets").iterdir():
        path.unlink()
    (content / "leaflets").rmdir()
    assert len(_load(content).to_check) == len(IDS)


HALF = [
    ("reviewed_by: null", "reviewed_by: A test", "`reviewed_on` is empty, but `reviewed_by` is"),
    ("reviewed_by: null\n", "reviewed_by: A test\n# ", "`reviewed_on` is empty, but `review"),
    ("reviewed_on: null", "reviewed_on: 2026-11-20", "`reviewed_by` is empty, but `reviewed_on`"),
    ("reviewed_by: null\n", "", None),
]


@pytest.mark.parametrize(("old", "new", "said"), HALF)
def test_a_signature_is_whole_or_is_none(
    content: Path, old: str, new: str, said: str | None
) -> None:
    rewrite(content, "ur", old, new)
    if said is None:
        assert "ur" not in _load(content).signed
        return
    (fault,) = _faults(content)
    assert fault.startswith("content/leaflets/ur.yml:")
    assert said in fault
    assert "Write both once the person has read this text, or `null` in both until" in fault


@pytest.mark.parametrize("day", ["2026-11-20", "2026-11-27"])
def test_the_day_of_a_signature_is_today_or_before(content: Path, day: str) -> None:
    sign(content, "ur")
    rewrite(content, "ur", "reviewed_on: 2026-11-20", f"reviewed_on: {day}")
    assert _load(content).signed["ur"].reviewed_on.isoformat() == day


WRONG_DAYS = [
    ("2026-11-28", "is 2026-11-28, which is still to come."),
    ("2062-11-20", "still to come."),
    ("20 November 2026", "is `20 November 2026`, not a date. Write year-month-day"),
    ("2026-02-30", "not a date."),
    ("11/20/2026", "not a date."),
    ("[2026, 11, 20]", "must be text."),
    ('""', "is empty."),
]


@pytest.mark.parametrize(("day", "said"), WRONG_DAYS)
def test_a_wrong_day_is_told_on_its_line(content: Path, day: str, said: str) -> None:
    sign(content, "ur")
    line = rewrite(content, "ur", "reviewed_on: 2026-11-20", f"reviewed_on: {day}")
    found = _faults(content)
    assert found[0].startswith(f"content/leaflets/ur.yml:{line}: `reviewed_on` ")
    assert said in found[0]


def test_a_signature_needs_a_name(content: Path) -> None:
    sign(content, "ur")
    line = rewrite(content, "ur", "reviewed_by: A test", 'reviewed_by: " "')
    (fault,) = _faults(content)
    assert fault.startswith(f"content/leaflets/ur.yml:{line}: `reviewed_by` is empty.")


TEXTS = [
    (LEAVE, "leave: null", "`leave` is empty.", "cannot stay empty"),
    (LEAVE, 'leave: ""', "`leave` is empty.", "Write it"),
    (LEAVE, f"farewell: x\n{LEAVE}", "`farewell` is not known here.", "mend its spelling"),
    (LEAVE, 'leave: "<b>یہ</b>"', "`leave` holds HTML.", "plain words"),
    (LEAVE, "leave: Leave this page", "`leave` is not translated yet.", "the language of this"),
    (LEAVE, "leave: Quitter cette page", "`leave` is not translated yet.", "the language of this"),
    (LEAVE, 'leave: "یہ 289"', "`leave` has a number written out.", "like {phone}"),
    (LEAVE, 'leave: "یہ ۹۱۱"', "`leave` has a number written out.", "like {phone}"),
    (LEAVE, 'leave: "یہ {phone}"', "`leave` has other {places} than in English.", "none"),
    ("{emergency}", "{emergencia}", "`emergency` has other {places}", "{emergency}."),
    ("{emergency}", "{emergency", "`emergency` has other {places}", "{emergency}."),
    ("{agency} کو", "کو", "`call` has other {places}", "{agency}, {phone}."),
]


@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize(("old", "new", "problem", "cure"), TEXTS)
def test_a_wrong_text_is_told_whether_it_is_signed_or_not(
    content: Path, old: str, new: str, problem: str, cure: str, signed: bool
) -> None:
    if signed:
        sign(content, "ur")
    line = rewrite(content, "ur", old, new)
    (fault,) = _faults(content)
    file, at, _ = fault.split(":", 2)
    assert file == "content/leaflets/ur.yml"
    assert int(at) == line
    assert problem in fault
    assert cure in fault


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("leave: یہ: صفحہ", "Not valid YAML"),
        (f"{LEAVE}\n{LEAVE}", "`leave` stands here twice. Remove one."),
    ],
)
def test_a_broken_file_is_told_near_the_line(content: Path, new: str, said: str) -> None:
    line = rewrite(content, "ur", LEAVE, new)
    (fault,) = _faults(content)
    file, at, problem = fault.split(":", 2)
    assert (file, said in problem) == ("content/leaflets/ur.yml", True)
    assert int(at) in (line, line + 1)


def test_a_missing_text_is_told(content: Path) -> None:
    rewrite(content, "ur", LEAVE, "")
    (fault,) = _faults(content)
    assert fault.startswith("content/leaflets/ur.yml:")
    assert fault.endswith("`leave` is missing. Add `leave: …` to this part of the file.")


@pytest.mark.parametrize("name", ["de.yml", "zh.yml", "UR.yml", "ur.yaml", "ur.docx", "notes.txt"])
def test_a_file_of_no_known_language_is_told_with_those_that_are(content: Path, name: str) -> None:
    (content / "leaflets" / name).write_text("x: y\n", encoding="utf-8")
    (fault,) = _faults(content)
    assert fault == (
        f"content/leaflets/{name}:1: `{name}` is no file of a language that there is a leaflet "
        f"for. Remove it, or name it after one of: {', '.join(IDS)}, like ur.yml."
    )


def test_a_file_that_is_not_utf_8_is_told(content: Path) -> None:
    (content / "leaflets/ur.yml").write_bytes("leave: غادر".encode("cp1256"))
    assert _faults(content) == [
        "content/leaflets/ur.yml:1: This file is not UTF-8 text. Save it as UTF-8."
    ]


def test_a_fault_stops_the_build_and_the_last_good_one_stays(
    project: Path, fault_lines: FaultLines
) -> None:
    line = rewrite(project / "content", "pl", "reviewed_by: null", "reviewed_by: A test") + 1
    assert fault_lines() == [
        f"content/leaflets/pl.yml:{line}: `reviewed_on` is empty, but `reviewed_by` is not. "
        "Write both once the person has read this text, or `null` in both until then."
    ]


def test_what_cannot_be_printed_stops_the_build(project: Path, fault_lines: FaultLines) -> None:
    sign(project / "content", "pl", "ko")
    rewrite(project / "content", "pl", "Co to jest?", "Co to jest? " * 99)
    rewrite(project / "content", "ko", "통역", "통역 ก")
    long, letter = sorted(fault_lines(printing=True), reverse=True)
    assert long.startswith("content/leaflets/pl.yml: On side 1 the text of the panel `leaflet` is")
    assert letter == (
        "content/leaflets/ko.yml: The font of this language has no letter for ก (U+0E01). "
        "Write it another way."
    )


def test_a_machine_without_the_font_says_how_to_get_it(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign(content, "ur", "pl")
    monkeypatch.setattr(Path, "is_file", lambda _: False)
    (fault,) = _load(content).unprintable
    assert fault.place.endswith("ur.yml")
    assert fault.problem == f"To print it, this machine lacks {machine.NASTALIQ}."
    assert fault.cure.endswith("sudo apt-get install fonts-noto-core")


def test_fonts_are_installed_for_signed_texts_alone(content: Path) -> None:
    folder = content / "leaflets"
    assert machine.needs(folder) == machine.DOCUMENTS
    sign(content, "ko", "zh-hant", "pl")
    assert machine.packages_of(machine.needs(folder))[-1] == "fonts-wqy-microhei"
    assert len(machine.needs(folder)) == len(machine.DOCUMENTS) + 1


def test_the_build_names_each_unsigned_text_and_goes_on(project: Path) -> None:
    sign(project / "content", "pl")
    outcome = build_pages(project, REGION="halton")
    assert outcome.faults == ()
    named = [line for line in outcome.to_check if line.startswith("content/leaflets/")]
    assert len(named) == len(IDS) - 1
