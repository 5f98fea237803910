"""The ten languages that a leaflet may be written in, and what printing each one needs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from portal import machine
from portal.machine import Need

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, kw_only=True)
class LeafletLanguage:
    """One language. Its text stands in content/leaflets/<id>.yml."""

    id: str
    tag: str
    """As pages and PDFs name it: `zh-Hans`."""
    name: str
    """As those who read it call it."""
    direction: Direction = "ltr"
    font: Path | None = None
    """Of the machine; the documents' own font has every letter of the others."""

    @property
    def need(self) -> Need | None:
        """The packages that bring the font."""
        return machine.LEAFLETS.get(self.id)

    @property
    def can_be_printed(self) -> bool:
        """Whether this machine has the font."""
        return self.font is None or self.font.is_file()


def _own(tag: str, name: str) -> LeafletLanguage:
    return LeafletLanguage(id=tag, tag=tag, name=name)


LANGUAGES: tuple[LeafletLanguage, ...] = (
    LeafletLanguage(id="zh-hans", tag="zh-Hans", name="简体中文", font=machine.MICRO_HEI),
    LeafletLanguage(id="zh-hant", tag="zh-Hant", name="繁體中文", font=machine.MICRO_HEI),
    LeafletLanguage(id="ur", tag="ur", name="اردو", direction="rtl", font=machine.NASTALIQ),
    LeafletLanguage(id="pa", tag="pa", name="ਪੰਜਾਬੀ", font=machine.GURMUKHI),
    LeafletLanguage(id="ar", tag="ar", name="العربية", direction="rtl", font=machine.ARABIC),
    _own("es", "Español"),
    _own("pl", "Polski"),
    LeafletLanguage(id="ko", tag="ko", name="한국어", font=machine.MICRO_HEI),
    _own("pt", "Português"),
    _own("uk", "Українська"),
)
"""In the order of Halton's census, and Ukrainian besides."""
BY_ID = {language.id: language for language in LANGUAGES}
