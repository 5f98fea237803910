"""Phone numbers that stand where another one belongs, in fields and in prose.

A wrong digit calls a stranger: what is nearly a number that this site knows is told, and so is one
number in two fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import yaml

from intake_app.catalog import SHORT_CODES
from intake_app.catalog import national_line
from intake_app.catalog import reader
from intake_app.catalog import yaml_files
from intake_app.catalog.national_lines import LINES
from intake_app.errors import Fault
from portal.checks.structure import PageFlaw

TEN_DIGITS = re.compile(
    r"(?<![\w$])(?:1[-. ])?\(?([2-9]\d\d)\)?[-. \u00a0]{1,2}(\d{3})[-. \u00a0](\d{4})(?!\d)"
)
CALLED = re.compile(
    r"(?i)\b(?:call|dial|appelez|composez)(?: (?:us at|at|le|au))?[ \u00a0](\d{3,6})"
    r"(?=[.,;!?)]|$|\s(?:for|if|when|now|or|and|right|at|pour|si|ou|et|maintenant|quand|en)\b)"
)
TEXTED = re.compile(
    r"(?i)\b(?:text|textez)\b(?:[ \u00a0][^\s.,;]+)?(?:[ \u00a0](?:to|au|le|at))?[ \u00a0](\d{3,6})"
    r"(?=[.,;!?)\s]|$)"
)
TEXTS = frozenset(line.text_to for line in LINES if line.text_to)
IN_DANGER = re.compile(r"(?i)\b(?:emergency|danger|urgence)\b")
NOT_SO = re.compile(r"(?i)\b(?:not|no|non|pas|n[’'])")
NOT_FOR_DANGER = SHORT_CODES - {"911", "988"}
RETIRED = {"8334564566": ("the old number for suicide prevention", "9-8-8")}
"""Still found in old articles."""
NEAR = 2
"""Digits by which a number may be mistyped."""
OWN = "Write its own number, or take one of the two out."


class Known(NamedTuple):
    """A number, and how a page writes it."""

    digits: str
    instead: str


class Field(NamedTuple):
    """A number in a file of rows."""

    place: str
    owner: str
    """`lead_agency`, `crisis line local`, `partner health-centre`."""
    digits: str
    own: bool
    """Of this region, or of the commissioner: it can be mended here."""
    kinds: str = ""
    website: str = ""
    national: bool = False

    @property
    def is_partner(self) -> bool:
        return self.owner.startswith("partner")


def fields_of(content: Path, slug: str) -> list[Field]:
    """Every number in a field of this region and of the commissioner; of other regions, those of
    child protection."""
    region = content / "regions" / slug
    fields = list(_of_region(region / "region.yml", own=True))
    fields += _of_partners(region / "partners.yml")
    top = _top(content / "commissioner.yml")
    fields += (_field(top, key, f"commissioner.{key}", own=True) for key in ("phone", "toll_free"))
    for path in sorted((content / "regions").glob("*/region.yml")):
        if path.parent.name != slug:
            others = _of_region(path, own=False)
            fields += (field for field in others if field.owner == "child_protection")
    return [field for field in fields if field.digits]


def known_numbers(fields: list[Field]) -> tuple[Known, ...]:
    """By which prose is measured."""
    found = [Known(field.digits, _in_a_page(field)) for field in fields if len(field.digits) == 10]
    return (*dict.fromkeys(found), Known("8006686868", "1-800-668-6868"))


def _in_a_page(field: Field) -> str:
    if not field.own or field.is_partner:
        digits = field.digits
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    line = field.owner.removeprefix("crisis line ")
    if line != field.owner:
        return f"{{{{ crisis.{line.replace('-', '_')}.phone }}}}"
    name = "region.child_protection" if field.owner == "child_protection" else field.owner
    return f"{{{{ {name if '.' in name and 'commissioner' in name else name + '.phone'} }}}}"


def field_faults(fields: list[Field]) -> Iterator[Fault]:
    """One number in two fields."""
    for one, other in combinations(fields, 2):
        if one.digits == other.digits and not _may_share(one, other):
            told, with_it = (one, other) if _is_told(one, other) else (other, one)
            whose = "" if with_it.own else " of another region"
            problem = f"The number of {told.owner} is that of {with_it.owner}{whose}."
            yield Fault(told.place, problem, OWN)
    for field in fields:
        if field.digits in ("911", "988") and field.own and not field.national:
            problem = f"The number of {field.owner} is {field.digits}, as everywhere in Canada."
            yield Fault(field.place, problem, OWN)
        if field.owner == "commissioner.toll_free" and not re.match("8(.)\\1|833", field.digits):
            problem = "`toll_free` is no toll-free number."
            yield Fault(field.place, problem, "Write one that begins with 1-8, like 1-800.")


def _may_share(one: Field, other: Field) -> bool:
    if not (one.own or other.own):
        return True
    owners = {one.owner, other.owner}
    if owners == {"child_protection"} or one.digits in ("911", "988"):
        return True  # neighbours may have one society; the others are told below
    if "lead_agency" in owners and one.own and other.own and not _with_partner(one, other):
        return "commissioner" not in "".join(owners)  # told where the region is read
    if one.is_partner and other.is_partner:
        return bool(one.website) and one.website == other.website
    society = "child_protection" in owners
    return society and "child-protection" in one.kinds + other.kinds


def _with_partner(one: Field, other: Field) -> bool:
    return one.is_partner or other.is_partner


def _is_told(one: Field, other: Field) -> bool:
    """Whether the first is the one to mend: of this region, and no national line."""
    if not other.own or other.national:
        return True
    return one.own and not one.national and one.is_partner >= other.is_partner and _less(one, other)


def _less(one: Field, other: Field) -> bool:
    rank = ("partner", "crisis line", "child_protection", "lead_agency", "commissioner.toll_free")
    places = [next((n for n, of in enumerate(rank) if field.owner.startswith(of)), 9)
              for field in (one, other)]  # fmt: skip
    return places[0] < places[1]


def _of_region(path: Path, *, own: bool) -> Iterator[Field]:
    top = _top(path)
    yield _field(_at(top, "lead_agency"), "phone", "lead_agency", own=own)
    yield _field(_at(top, "child_protection"), "phone", "child_protection", own=own)
    for row in _rows(top, "crisis_lines"):
        id, names = _text(row, "id"), _at(row, "name")
        national = national_line(id, _text(names, "en"), _text(names, "fr")) is not None
        yield _field(row, "phone", f"crisis line {id}", own=own)._replace(national=national)


def _of_partners(path: Path) -> Iterator[Field]:
    for row in _rows(_top(path), "partners"):
        kinds = _at(row, "kinds")
        names = [str(kind.value) for kind in kinds.value] if isinstance(
            kinds, yaml.SequenceNode) else []  # fmt: skip
        field = _field(row, "phone", f"partner {_text(row, 'id')}", own=True)
        yield field._replace(kinds=" ".join(names), website=_text(row, "website"))


def _field(node: yaml.Node | None, key: str, owner: str, *, own: bool) -> Field:
    value = _at(node, key)
    if not isinstance(value, yaml.ScalarNode):
        return Field("", owner, "", own)
    digits = re.sub(r"\D", "", value.value.partition("ext")[0])
    digits = digits[1:] if len(digits) == 11 else digits
    return Field(f"{value.start_mark.name}:{value.start_mark.line + 1}", owner, digits, own)


def _top(path: Path) -> yaml.Node | None:
    try:
        return yaml_files.read(path)[0]
    except (OSError, UnicodeDecodeError):
        return None  # told where the file is read


def _at(node: yaml.Node | None, key: str) -> yaml.Node | None:
    rows = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((value for name, value in rows if name.value == key), None)


def _rows(node: yaml.Node | None, key: str) -> list[yaml.Node]:
    rows = _at(node, key)
    return list(rows.value) if isinstance(rows, yaml.SequenceNode) else []


def _text(node: yaml.Node | None, key: str) -> str:
    value = _at(node, key)
    is_text = isinstance(value, yaml.ScalarNode) and value.tag != reader.NULL
    return str(value.value) if value is not None and is_text else ""


def number_flaws(text: str, known: tuple[Known, ...]) -> tuple[PageFlaw, ...]:
    """Numbers of a text that are not what they should be."""
    return (*_ten_digits(text, known), *_short(text))


def _ten_digits(text: str, known: tuple[Known, ...]) -> Iterator[PageFlaw]:
    right = {one.digits for one in known}
    for found in TEN_DIGITS.finditer(text):
        digits = "".join(found.groups())
        if digits in RETIRED:
            name, now = RETIRED[digits]
            yield PageFlaw(found[0], f"`{found[0]}` is {name}.", f"Write {now}.")
        elif digits not in right:
            near = next((one for one in known if _is_near(digits, one.digits)), None)
            if near:
                problem = f"`{found[0]}` is nearly a number of this site, and not it."
                cure = f"Write `{near.instead}`; if it is another line, check each digit, and name"
                yield PageFlaw(found[0], problem, f"{cure} the line in partners.yml.")


def _is_near(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) <= NEAR


def _short(text: str) -> Iterator[PageFlaw]:
    for found in CALLED.finditer(text):
        sentence = text[text.rfind(".", 0, found.start()) + 1 : found.end()]
        if found[1] not in SHORT_CODES:
            problem = f"`{found[1]}` is no number that one can call."
            yield PageFlaw(found[0], problem, "Write the whole number, or 911.")
        elif found[1] in NOT_FOR_DANGER and IN_DANGER.search(sentence):
            if not NOT_SO.search(sentence):
                yield PageFlaw(found[0], f"`{found[1]}` is not for emergencies.", "Write 911.")
    for found in TEXTED.finditer(text):
        if found[1] not in TEXTS:
            problem = f"`{found[1]}` is no number that takes texts in all of Canada."
            yield PageFlaw(found[0], problem, "Write 686868 (Kids Help Phone) or 988.")
