"""What every template of the intake may say, in one language."""

from __future__ import annotations

from markupsafe import Markup

from intake_app import journey
from intake_app import shell
from intake_app.catalog import CrisisLine
from intake_app.catalog import Phone
from intake_app.catalog import Region
from intake_app.catalog import Text
from intake_app.catalog import Words
from intake_app.catalog import phone_link
from intake_app.catalog import text_link


class Tongue:
    """What every template may say, in one language."""

    def __init__(self, words: Words, region: Region, news: tuple[Text, ...]) -> None:
        self._words = words
        self._region = region
        self._language = words.language
        self._shell = shell.Shell(
            region=region,
            words=words,
            leave_to=f"/{words.language}/leave",
            demonstration=region.demonstration,
            news=tuple(text[words.language] for text in news),
        )

    def names(self, stylesheet: str) -> dict[str, object]:
        language, region, around = self._language, self._region, self._shell
        lines = {line.id: line for line in region.crisis_lines}
        return {
            "t": self._words,
            "shell": around,
            "shells": [around],
            "home": f"/{language}/",
            "twin": f"/{around.other}/",
            "lang": language,
            "other": around.other,
            "region": region,
            "region_name": around.region_name,
            "agency": around.agency.name,
            "call": self._call("ask.call"),
            "call_them": self._call("ask.call_them"),
            "crisis_lines": [self._line(line) for line in region.crisis_lines],
            "lines": lines,
            "emergency": self._dial(lines["emergency"].phone),
            "places": ", ".join(place[language] for place in region.places),
            "dial": self._dial,
            "dial_or_text": self._dial_or_text,
            "steps": len(journey.STEPS),
            "number_of": journey.number_of,
            "fill": around.phrase,
            "complain": self._words,
            "stylesheet": stylesheet,
        }

    def _dial(self, phone: Phone) -> Markup:
        return phone_link(phone, self._language)

    def _call(self, key: str) -> Markup | None:
        agency = self._region.lead_agency
        if agency.phone is None:
            return None
        return self._shell.phrase(
            key,
            agency=agency.name[self._language],
            phone=self._dial(agency.phone),
            hours=agency.hours[self._language],
        )

    def _line(self, line: CrisisLine) -> Markup:
        language = self._language
        text = Markup("<b>{}</b> {}<br>{}").format(
            line.name[language], self._dial(line.phone), line.what[language]
        )
        return self._with_texting(text, line)

    def _dial_or_text(self, line: CrisisLine) -> Markup:
        """Both ways: whoever may be overheard can write."""
        return self._with_texting(self._dial(line.phone), line)

    def _with_texting(self, text: Markup, line: CrisisLine) -> Markup:
        if line.text_to is None or not line.taken_by_text(self._language):
            return text
        word = line.text_word[self._language] if line.text_word else ""
        key = "ask.text_line" if word else "ask.text_number"
        texting = self._shell.phrase(key, word=word, number=text_link(line.text_to))
        return Markup("{}, {}").format(text, texting)
