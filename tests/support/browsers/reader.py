"""What the screens say to a person, whichever browser they sit at."""

from __future__ import annotations

from functools import cache

from intake_app.catalog import Language
from intake_app.catalog import Region
from intake_app.catalog import Words
from intake_app.catalog import load_region
from intake_app.catalog import load_words
from intake_app.demo import ROWS
from tests.support.demo import Demo
from tests.support.project import PROJECT

CONTENT = PROJECT / "content"


@cache
def _words(language: Language) -> Words:
    return load_words(CONTENT, language)


@cache
def _region(slug: str) -> Region:
    return load_region(CONTENT, slug, ROWS)


class Reader:
    """Knows what the screens say, in whichever browser."""

    demo: Demo
    language: Language

    @property
    def words(self) -> Words:
        """What the screens say in this visitor's language."""
        return _words(self.language)

    @property
    def region(self) -> Region:
        """What the region's files say, with the demo's rows over them."""
        return _region(self.demo.region)

    def say(self, key: str) -> str:
        """The words of `key`, as this region's screens show them."""
        text = self.words(key)
        return text.replace("{region}", self.region.name[self.language])
