"""Reads region.yml and selfcheck.yml of a region, and says what is not fit to serve."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import yaml

from intake_app.catalog import reader
from intake_app.catalog.checked_facts import checked_fact
from intake_app.catalog.model import LANGUAGES
from intake_app.catalog.model import SHORT_CODES
from intake_app.catalog.model import Approval
from intake_app.catalog.model import ChildProtection
from intake_app.catalog.model import ConsentWording
from intake_app.catalog.model import CrisisLine
from intake_app.catalog.model import Criterion
from intake_app.catalog.model import DoorRules
from intake_app.catalog.model import DutyToReport
from intake_app.catalog.model import FrenchService
from intake_app.catalog.model import Language
from intake_app.catalog.model import LeadAgency
from intake_app.catalog.model import Level
from intake_app.catalog.model import Phone
from intake_app.catalog.model import Promise
from intake_app.catalog.model import Regime
from intake_app.catalog.model import Region
from intake_app.catalog.model import SelfCheck
from intake_app.catalog.model import Text
from intake_app.catalog.national_lines import national_line
from intake_app.catalog.reader import Faults
from intake_app.catalog.reader import Section
from intake_app.catalog.rows import identifier
from intake_app.catalog.web_address import host_in
from intake_app.catalog.web_address import web_address_flaw
from intake_app.errors import ContentFaults
from intake_app.errors import Fault

NOTHING = Text("", "")
EVERYWHERE = ("emergency", "suicide-crisis")
"""Crisis lines that every region has, and that stand on every page."""
TELLING = re.compile(
    r"kidshelpphone|jeunessejecoute|988\.ca|\bcas\b|cas\.|fcs|childrensaid|children|enfance|help"
    r"|aide|crisis|suicide|abuse|shelter|facebook|instagram|tiktok|twitter|snapchat|youtube"
)
"""In the name of a site: help, child protection, or what keeps a list of what one looked at."""
CODE = re.compile(r"[A-Z]{2,4}")
VOICES = ("young", "helper")
"""Who reads a criterion in words of their own, if the region has written them: `text_young`."""


def region_names(content: Path) -> tuple[str, ...]:
    """Every region that has a folder, in alphabetical order."""
    regions = content / "regions"
    try:
        return tuple(sorted(folder.name for folder in regions.iterdir() if folder.is_dir()))
    except OSError as error:
        problem = f"The folder cannot be read: {error.strerror}."
        raise ContentFaults([Fault(str(regions), problem, reader.LET_US_READ)]) from error


def load_region(
    content: Path, slug: str, demo_rows: Path | None = None, *, today: date | None = None
) -> Region:
    """The region; what it does not know is filled in from `demo_rows/<slug>/*.yml` when given.

    No fact may have been checked later than `today`, by default the day of this machine.
    Raises ContentFaults with every fault of both files.
    """
    known = region_names(content)
    if slug not in known:
        cure = f"Use: {', '.join(known)}."
        raise ContentFaults([Fault("REGION", f"There is no region `{slug}`.", cure)])
    folder = content / "regions" / slug
    faults = Faults(today)
    selfcheck = _read(folder, "selfcheck.yml", faults, demo_rows)
    region = _read(folder, "region.yml", faults, demo_rows)
    if selfcheck is None or region is None:
        raise ContentFaults(sorted(faults.found))
    top = Section(region, faults)
    loaded = _region(slug, top, _selfcheck(Section(selfcheck, faults)), demo_rows is not None)
    _check_code(content, loaded, top)
    if faults.found:
        raise ContentFaults(sorted(faults.found))
    return loaded


def _read(
    folder: Path, file: str, faults: Faults, demo_rows: Path | None
) -> yaml.MappingNode | None:
    samples = demo_rows / folder.name / file if demo_rows else None
    return reader.parse_filled(folder / file, samples, faults)


def _region(slug: str, top: Section, selfcheck: SelfCheck, demonstration: bool) -> Region:
    region = Region(
        slug=slug,
        name=top.both("name") or NOTHING,
        code=_code(top),
        lead_agency=_lead_agency(top.section("lead_agency")),
        leave_to=_addresses(top, "leave_to"),
        regime=top.choice("regime", Regime),
        french_service=top.choice("french_service", FrenchService),
        crisis_lines=_crisis_lines(top),
        child_protection=_child_protection(top),
        door_rules=_door_rules(top.section("door_rules")),
        promise=_promise(top.section("promise")),
        consent=_consent(top.section("consent")),
        duty_to_report=_duty_to_report(top.section("duty_to_report")),
        levels=tuple(_level(row) for row in top.rows("levels", optional=True)),
        cost=top.both("cost", optional=True),
        places=tuple(_place(row) for row in top.rows("places", optional=True)),
        choosing_coordinator=top.both("choosing_coordinator", optional=True),
        reviewing=top.both("reviewing", optional=True),
        history=top.both("history", optional=True),
        staff_language=_staff_language(top),
        selfcheck=selfcheck,
        demonstration=demonstration,
    )
    top.finish()
    _check_agency_phone(top, region)
    _check_way_out(top, region)
    return region


def _check_code(content: Path, region: Region, top: Section) -> None:
    """Two regions with one code would number their requests alike."""
    for other in region_names(content):
        path = content / "regions" / other / "region.yml"
        if other != region.slug and path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            if re.search(rf"(?m)^code: *{re.escape(region.code)}\b", text) and region.code:
                cure = "Write two to four capital letters of its own."
                top.fault("code", f"is `{region.code}`, as in `{other}`.", cure)


def _code(top: Section) -> str:
    code = top.text("code") or ""
    if code and not CODE.fullmatch(code):
        top.fault("code", f"is `{code}`.", "Write two to four capital letters, like HAL.")
    return code


def _addresses(top: Section, key: str) -> Text:
    text = top.both(key) or NOTHING
    for address in (text.en, text.fr):
        if address and (flaw := web_address_flaw(address)):
            top.fault(key, f"is `{address}`, which {flaw.problem}.", flaw.cure)
    return text


def _staff_language(top: Section) -> Language:
    text = top.text("staff_language", optional=True) or "en"
    for language in LANGUAGES:
        if text == language:
            return language
    top.fault("staff_language", f"is `{text}`.", "Write en or fr.")
    return "en"


def _lead_agency(section: Section) -> LeadAgency:
    phone = section.phone("phone", optional=True)
    agency = LeadAgency(
        name=section.both("name") or NOTHING,
        phone=phone,
        email=section.email("email"),
        hours=section.both("hours") or NOTHING,
        address=section.both("address") or NOTHING,
        fact=checked_fact(section, phone),
    )
    section.finish()
    return agency


def _check_way_out(top: Section, region: Region) -> None:
    """Whoever looks over a shoulder, or at what was last open, must not learn anything."""
    own = (region.lead_agency.email or "").partition("@")[2].casefold()
    for address in {region.leave_to.en, region.leave_to.fr}:
        host = host_in(address).casefold()
        if own and (host == own or host.endswith(f".{own}")):
            cure = "Write a page that anybody may have open, like the weather."
            top.fault("leave_to", f"leads to the agency itself, {host}.", cure)
        elif "?" in address or TELLING.search(host):
            cure = "Write a page that anybody may have open, like the weather."
            top.fault("leave_to", f"is `{address}`, which tells what somebody looked for.", cure)


def _check_agency_phone(top: Section, region: Region) -> None:
    """Families never end up with a crisis line or a child protection agency as "the agency"."""
    phone, society = region.lead_agency.phone, region.child_protection
    cure = "Write the agency's own number, or null."
    if phone is None or not phone.digits:
        return
    if society and society.phone.digits == phone.digits:
        top.fault("lead_agency", "has the phone of `child_protection`.", cure)
    lines = {line.phone.digits: line.id for line in region.crisis_lines}
    if phone.digits in lines or phone.digits in SHORT_CODES:
        name = f" (`{lines[phone.digits]}`)" if phone.digits in lines else ""
        problem = f"has the phone of a help line{name}, {phone.display}."
        top.fault("lead_agency", problem, f"{cure} Or mend that of the help line.")


def _crisis_lines(top: Section) -> tuple[CrisisLine, ...]:
    lines: dict[str, CrisisLine] = {}
    for row in top.rows("crisis_lines"):
        line = _crisis_line(row)
        if line.id in lines:
            row.fault("id", f"`{line.id}` is taken.", "Give each line its own id.")
        lines[line.id] = line
    for needed in EVERYWHERE:
        if needed not in lines:
            cure = f"Write a row with `id: {needed}`, as in another region."
            top.fault("crisis_lines", f"has no `{needed}`, which every page names.", cure)
    return tuple(lines.values())


def _crisis_line(row: Section) -> CrisisLine:
    phone, text_to = row.phone("phone") or Phone("911"), _text_number(row)
    line = CrisisLine(
        id=identifier(row),
        name=row.both("name") or NOTHING,
        what=row.both("what") or NOTHING,
        phone=phone,
        text_to=text_to,
        text_word=_text_word(row),
        fact=checked_fact(row, phone, text_to),
    )
    row.finish()
    _check_national(row, line)
    return line


def _check_national(row: Section, line: CrisisLine) -> None:
    national = national_line(line.id, line.name.en, line.name.fr)
    if national is None:
        return
    named = national_line("", line.name.en, line.name.fr)
    if named and named.id != national.id:
        cure = f"Write the name of `{national.id}`, as in another region."
        row.fault("name", f"is that of `{named.id}`.", cure)
    numbers = (("phone", line.phone, national.phone), ("text_to", line.text_to, national.text_to))
    for key, number, right in numbers:
        if number and number.digits and number.digits != right:
            cure = f"Write {right}; it is the same in all of Canada." if right else "Write null."
            row.fault(key, f"is `{number.display}`, not the number of `{national.id}`.", cure)


def _text_number(row: Section) -> Phone | None:
    number = row.text("text_to", optional=True)
    digits = (number or "").replace("-", "")
    if number and not (digits.isdecimal() and (3 <= len(digits) <= 6 or len(digits) == 10)):
        row.fault("text_to", f"is `{number}`.", "Write digits only, like 686868.")
        return None
    return Phone(digits) if number else None


def _text_word(row: Section) -> Text | None:
    """Both languages, either of which may be null: an unconfirmed word is not shown."""
    if row.value("text_word", optional=True) is None:
        return None
    section = row.section("text_word")
    words = Text(section.text("en", optional=True) or "", section.text("fr", optional=True) or "")
    section.finish()
    for language in LANGUAGES:
        if not re.fullmatch(r"\w*", words[language]):
            section.fault(language, f"is `{words[language]}`.", "Write one word, like CONNECT.")
    return words


def _child_protection(top: Section) -> ChildProtection | None:
    if top.value("child_protection", optional=True) is None:
        return None
    section = top.section("child_protection")
    phone = section.phone("phone") or Phone("911")
    society = ChildProtection(
        name=section.both("name") or NOTHING, phone=phone, fact=checked_fact(section, phone)
    )
    section.finish()
    return society


def _door_rules(section: Section) -> DoorRules:
    rules = DoorRules(
        service_coordination=section.both("service_coordination") or NOTHING,
        coordinated_service_planning=section.both("coordinated_service_planning") or NOTHING,
        fact=checked_fact(section),
    )
    section.finish()
    return rules


def _promise(section: Section) -> Promise:
    promise = Promise(
        acknowledge_working_days=section.number("acknowledge_working_days", most=30),
        first_meeting_days=section.number("first_meeting_days", most=366),
    )
    first, within = promise.first_meeting_days, promise.acknowledge_working_days
    if first and within and first < within:
        problem = f"is {first}, fewer than `acknowledge_working_days`."
        section.fault("first_meeting_days", problem, "The first meeting comes after the call.")
    section.finish()
    return promise


def _approval(section: Section) -> Approval:
    by, on = section.text("approved_by", optional=True), section.past_day("approved_on")
    if (by is None) != (on is None):
        cure = "Write both who approved it and when, or null for both."
        section.fault("approved_on", "and `approved_by` go together.", cure)
    return Approval(by, on)


def _consent(section: Section) -> ConsentWording:
    until_i_call = section.both("keep_until_i_call") or NOTHING
    wording = ConsentWording(
        version=section.text("version") or "",
        contact_me=section.both("contact_me") or NOTHING,
        family_agrees=section.both("family_agrees") or NOTHING,
        keep_until_i_call=until_i_call,
        # A region that was made before this text existed goes on with the other one.
        keep_until_they_call=section.both("keep_until_they_call", optional=True) or until_i_call,
        approval=_approval(section),
    )
    section.finish()
    return wording


def _duty_to_report(section: Section) -> DutyToReport:
    duty = DutyToReport(text=section.both("text") or NOTHING, approval=_approval(section))
    section.finish()
    return duty


def _level(row: Section) -> Level:
    level = Level(row.both("name") or NOTHING, row.both("text") or NOTHING)
    row.finish()
    return level


def _place(row: Section) -> Text:
    place = row.both("name") or NOTHING
    row.finish()
    return place


def _criterion(row: Section) -> Criterion:
    said = {voice: row.both(f"text_{voice}", optional=True) for voice in VOICES}
    criterion = Criterion(
        id=identifier(row),
        text=row.both("text") or NOTHING,
        why=row.both("why") or NOTHING,
        variants={voice: text for voice, text in said.items() if text},
    )
    row.finish()
    return criterion


def _selfcheck(top: Section) -> SelfCheck:
    criteria: dict[str, Criterion] = {}
    for row in top.rows("criteria"):
        criterion = _criterion(row)
        if criterion.id in criteria or criterion.id == "not-sure":
            row.fault("id", f"`{criterion.id}` is taken.", "Give each criterion its own id.")
        others = [other.text for other in criteria.values()]
        if any(criterion.text.en == one.en or criterion.text.fr == one.fr for one in others):
            row.fault("text", "says the same as a row above.", "Remove one.")
        criteria[criterion.id] = criterion
    selfcheck = SelfCheck(
        criteria=tuple(criteria.values()), not_sure=top.both("not_sure") or NOTHING
    )
    top.finish()
    return selfcheck
