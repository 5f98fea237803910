"""`intake paper`: the questions of the form as JSON, from which the paper form is printed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from werkzeug.datastructures import MultiDict

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Region
from intake_app.catalog import Words
from intake_app.catalog import load_region
from intake_app.catalog import load_words
from intake_app.forms import Answers
from intake_app.forms import criterion_texts
from intake_app.referral import Reach
from intake_app.settings import CONTENT

TRAP = "trap"
"""The part against programs that fill in forms; paper needs none."""
Question = dict[str, Any]


@click.command()
@click.option(
    "--content",
    default=CONTENT,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder content/ to read; the project's own if left out.",
)
@click.option(
    "--rows",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Rows to lay over content/, as the demo does.",
)
def paper(content: Path, rows: Path | None) -> None:
    """Write the questions of REGION's form as JSON, in both languages.

    `make portal` calls this to print the paper form. Needs no other setting.
    """
    region = load_region(content, os.environ.get("REGION") or "halton", rows)
    forms = {language: paper_form(region, load_words(content, language)) for language in LANGUAGES}
    click.echo(json.dumps(forms, ensure_ascii=False, indent=1))


def paper_form(region: Region, words: Words) -> list[Question]:
    """Every part of the form in one language, in the order it is asked; consent comes last."""
    answers = Answers.read(region, MultiDict())
    parts = [_part(screen, region, words) for screen in answers.screens if screen.step != TRAP]
    return [*parts, _consent(region, words, answers.reach.reach.values)]


def _part(screen: Any, region: Region, words: Words) -> Question:
    name = region.name[words.language]
    return {
        "name": screen.step,
        "title": words(f"ask.{screen.step}.title", region=name),
        "questions": [_question(field, screen, region, words) for field in screen],
    }


def _question(field: Any, screen: Any, region: Region, words: Words) -> Question:
    key, name = f"ask.{field.name}", region.name[words.language]
    return {
        "name": field.name,
        "kind": field.kind,
        "label": words(f"{key}.label", region=name),
        "hint": words(f"{key}.hint") if f"{key}.hint" in words else "",
        "optional": field.kind == "ticks" or bool(getattr(field, "optional", False)),
        "answers": list(_offered(field, region, words)),
        "only_if": _condition(field.name, screen, region),
    }


def _offered(field: Any, region: Region, words: Words) -> Iterator[Question]:
    criteria = criterion_texts(region, words) if field.name == "criteria" else {}
    for value in getattr(field, "values", ()):
        label = criteria.get(value) or words(f"ask.{field.name}.is_{value}")
        yield {"value": str(value), "label": label}


def _condition(name: str, screen: Any, region: Region) -> Question | None:
    """The answer of the same part on which this question depends, found by asking the part."""
    for choice in (field for field in screen if field.kind == "choice"):
        asked = [
            str(value)
            for value in choice.values
            if name not in type(screen)(region, MultiDict({choice.name: value})).skipped()
        ]
        if asked and len(asked) < len(choice.values):
            return {"question": choice.name, "answers": asked}
    return None


def _consent(region: Region, words: Words, reaches: tuple[str, ...]) -> Question:
    wording, language = region.consent, words.language
    texts = {"contact-me": wording.contact_me, "family-agrees": wording.family_agrees}
    if Reach.I_WILL_CONTACT in reaches:
        texts["keep-until-i-call"] = wording.keep_until_i_call
    answers = [{"value": value, "label": text[language]} for value, text in texts.items()]
    question = {
        "name": "consent",
        "kind": "choice",
        "label": words("ask.check.consent_title"),
        "hint": words("ask.check.not_share"),
        "optional": False,
        "answers": answers,
        "only_if": None,
    }
    return {"name": "check", "title": words("ask.check.consent_title"), "questions": [question]}
