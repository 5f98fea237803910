"""The questions of the request form, for the paper form: the intake's own definitions."""

from __future__ import annotations

from collections.abc import Mapping

from intake_app.catalog import Language
from intake_app.catalog import Region
from intake_app.catalog import Words
from intake_app.forms import PaperPart
from intake_app.forms import paper_form

Questions = Mapping[Language, tuple[PaperPart, ...]]
"""By language: the parts of the form with their questions."""


def read_questions(region: Region, words: Mapping[Language, Words]) -> Questions:
    """In every language that there are words for."""
    return {language: paper_form(region, words[language]) for language in words}
