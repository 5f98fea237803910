"""A question that misses one of its places stops the start, and is named with place and cure."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from intake_app.catalog import load_region
from intake_app.catalog import load_texts
from intake_app.question_places import question_faults
from intake_app.settings import CONTENT

PROJECT = Path(__file__).parents[2]
START = """
import json
from datetime import UTC, datetime
from intake_app.cli.readiness import look_at
print(json.dumps([str(fault) for fault in look_at({}, datetime.now(UTC)).faults]))
"""
TELL = """
import json
from intake_app.catalog import load_region, load_texts
from intake_app.question_places import question_faults
from intake_app.settings import CONTENT
found = question_faults(load_region(CONTENT, "halton"), load_texts(CONTENT))
print(json.dumps([str(fault) for fault in found]))
"""
ARRIVES = """
import json
from werkzeug.datastructures import MultiDict
from intake_app import journey
from intake_app.catalog import Words, load_region, load_texts
from intake_app import question_places as places
from intake_app.forms.answers import Answers
from intake_app.forms.paper import paper_form
from intake_app.forms.step import StepForm
from intake_app.settings import CONTENT
region, texts = load_region(CONTENT, "halton"), load_texts(CONTENT)
words = [Words(language, texts) for language in ("en", "fr")]
needed = places._needed(Answers.read(region, MultiDict()))
seen = places._seen(region, words, needed | {"pets": "A brown dog"})
seen["step"] = [field.name for field in StepForm(region, "help", MultiDict()).screens[0]]
seen["paper"] = [q.label for part in paper_form(region, words[0]) for q in part.questions]
seen["schema"] = sorted(places.SCHEMA["properties"]["help"]["properties"])
print(json.dumps({place: str(told) for place, told in seen.items()}))
"""
Change = tuple[str, str, str]
"""File, text, and what stands instead of it."""

# What CONTRIBUTING.md says, for an invented question.
FORM: list[Change] = [
    (
        "intake_app/questions.py",
        '            _ticks("wishes"),\n',
        '            _ticks("wishes"),\n            _line("pets", 60, optional=True),\n',
    ),
    (
        "intake_app/forms/screens.py",
        "    wishes = Ticks(ServiceWish)\n",
        "    wishes = Ticks(ServiceWish)\n    pets = Line(limit=60, optional=True)\n",
    ),
    (
        "intake_app/templates/screens/help.html",
        "{{ parts.ticks(screen.wishes) }}\n",
        "{{ parts.ticks(screen.wishes) }}\n{{ parts.line(screen.pets) }}\n",
    ),
    (
        "content/words/ask.yml",
        "\n  web_page:\n",
        '\n  pets:\n    label: {en: "Pets", fr: "Animaux"}\n\n  web_page:\n',
    ),
]
CHECK: list[Change] = [
    (
        "intake_app/forms/summary.py",
        '    yield from _ticked(words, "wishes"',
        '    yield from _row(words, "pets", told.pets)\n    yield from _row(words, "wishes"',
    )
]
REQUEST: list[Change] = [
    (
        "intake_app/referral/model.py",
        "    wishes: tuple[ServiceWish, ...] = ()\n",
        '    wishes: tuple[ServiceWish, ...] = ()\n    pets: str = ""\n',
    ),
    (
        "intake_app/forms/answers.py",
        "        own_words=screen.own_words.data,\n",
        "        own_words=screen.own_words.data,\n        pets=screen.pets.data,\n",
    ),
]
DOCUMENT: list[Change] = [
    (
        "intake_app/referral/document.py",
        "        own_words=help_.own_words,\n",
        "        own_words=help_.own_words,\n        pets=help_.pets,\n",
    )
]
SCHEMA: list[Change] = [
    (
        "intake_app/referral/document.py",
        '        "own_words": TEXT,\n',
        '        "own_words": TEXT,\n        "pets": TEXT,\n',
    )
]
LINE: list[Change] = [
    (
        "intake_app/message/sheet.py",
        '    yield from _typed(words("mail.help.own_words"), help_.own_words)\n',
        '    yield from _typed(words("mail.help.own_words"), help_.own_words)\n'
        '    yield from _typed(words("mail.help.pets"), help_.pets)\n',
    )
]
WORDS: list[Change] = [
    (
        "content/words/mail.yml",
        "    going_well:",
        '    pets: {en: "Pets", fr: "Animaux"}\n    going_well:',
    )
]
NEW_SCREEN: list[Change] = [
    (
        "intake_app/questions.py",
        '    QuestionScreen(\n        "help",\n',
        '    QuestionScreen("pets", (_line("pets", 60, optional=True),)),\n'
        '    QuestionScreen(\n        "help",\n',
    )
]
PETS_CLASS: list[Change] = [
    (
        "intake_app/forms/screens.py",
        "class HelpScreen(Screen):\n",
        'class PetsScreen(Screen):\n    """An invented screen."""\n\n    step = "pets"\n'
        "    pets = Line(limit=60, optional=True)\n\n\nclass HelpScreen(Screen):\n",
    ),
    (
        "intake_app/forms/step.py",
        "from intake_app.forms.screens import PlaceScreen\n",
        "from intake_app.forms.screens import PetsScreen\n"
        "from intake_app.forms.screens import PlaceScreen\n",
    ),
    (
        "intake_app/forms/step.py",
        "ChildScreen, HelpScreen\n",
        "ChildScreen, HelpScreen, PetsScreen\n",
    ),
    (
        "intake_app/forms/answers.py",
        "from intake_app.forms.screens import PlaceScreen\n",
        "from intake_app.forms.screens import PetsScreen\n"
        "from intake_app.forms.screens import PlaceScreen\n",
    ),
    (
        "intake_app/forms/answers.py",
        "    child: ChildScreen\n",
        "    child: ChildScreen\n    pets: PetsScreen\n",
    ),
    (
        "intake_app/forms/answers.py",
        "            ChildScreen(region, typed),\n",
        "            ChildScreen(region, typed),\n            PetsScreen(region, typed),\n",
    ),
]
WHOLE = FORM + CHECK + REQUEST + DOCUMENT + SCHEMA + LINE + WORDS


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., dict[str, str] | list[str]]:
    """A copy of the service with these changes, and what it says."""
    for part in ("intake_app", "content"):
        shutil.copytree(PROJECT / part, tmp_path / part)

    def run(changes: list[Change], program: str = TELL) -> dict[str, str] | list[str]:
        for name, old, new in changes:
            text = (tmp_path / name).read_text("utf-8")
            assert text.count(old) >= 1, (name, old)
            (tmp_path / name).write_text(text.replace(old, new, 1), "utf-8")
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found: dict[str, str] | list[str] = json.loads(done.stdout)
        return found

    return run


@pytest.mark.parametrize("region", ["halton", "leeds-grenville"])
def test_every_question_reaches_all_of_its_places(region: str) -> None:
    assert question_faults(load_region(CONTENT, region), load_texts(CONTENT)) == []


def test_a_new_question_arrives_everywhere(
    changed: Callable[..., dict[str, str] | list[str]],
) -> None:
    assert changed(WHOLE) == []
    seen = changed([], ARRIVES)
    assert isinstance(seen, dict)
    for place in ("check page", "mail text", "mail HTML", "referral.json"):
        assert "A brown dog" in seen[place], place
    assert "pets" in seen["step"]
    assert "Pets" in seen["paper"]
    assert "pets" in seen["schema"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        pytest.param(
            FORM[1:2], r"screens\.py, screen help: .*pets.*questions\.py", id="unlisted"
        ),
        pytest.param(FORM[:2] + FORM[3:], r"help\.html: .*pets.*Ask every", id="not on the page"),
        pytest.param(FORM[:3], r"ask\.yml: .*pets.*ask\.pets\.label.*both languages", id="unnamed"),
        pytest.param(
            FORM + REQUEST + DOCUMENT + SCHEMA + LINE + WORDS,
            r"check page: .*pets.*summary\.py", id="not on the check page",
        ),
        pytest.param(
            FORM + CHECK + REQUEST + LINE + WORDS,
            r"referral\.json: .*pets.*referral", id="not in the document",
        ),
        pytest.param(
            FORM + CHECK + REQUEST + DOCUMENT + LINE + WORDS,
            r"schema: .*pets.*SCHEMA", id="not in the schema",
        ),
        pytest.param(
            FORM + CHECK + REQUEST + DOCUMENT + SCHEMA,
            r"mail text: .*pets.*mail\.yml", id="not in the mail",
        ),
        pytest.param(
            FORM + CHECK + REQUEST + DOCUMENT + SCHEMA + LINE,
            r"content/words: pets .*mail\.help\.pets.*both languages", id="no words in the mail",
        ),
        pytest.param(
            [("intake_app/forms/summary.py", '        "child": _child(referral, words),\n', ""),
             ("intake_app/forms/summary.py", '        "place":',
              '        "child": _child(referral, words),\n        "place":')],
            r"summary\.py: .*child, place.*place, child", id="screens swapped",
        ),
        pytest.param(
            [("intake_app/questions.py", '_line("name", 100)', '_line("name", 120)')],
            r"screen name: name has limit 100.*120.*same", id="a limit changed",
        ),
        pytest.param(
            [("intake_app/referral/model.py", "may_say_who: bool = False",
              "may_say_who: bool = True")],
            r"model\.py: .*may_say_who.*default be empty", id="a default changed",
        ),
        pytest.param(
            [("intake_app/forms/screens.py", "leave_message = Tick()",
              "leave_message = Tick(default=True)")],
            r"screen reach: leave_message has default True.*same", id="ticked beforehand",
        ),
        pytest.param(
            NEW_SCREEN, r"step\.py, ASKED: .*screen pets.*no form class.*class in forms/screens",
            id="a screen without its class",
        ),
        pytest.param(
            [("intake_app/questions.py",
              '    QuestionScreen("name", (_line("name", 100),)),\n', "")],
            r"answers\.py, Answers: .*screen name is never asked.*questions\.py",
            id="a screen never asked",
        ),
        pytest.param(
            NEW_SCREEN + PETS_CLASS, r"screens/pets\.html: It asks nothing; .* pets\.",
            id="a screen without its page",
        ),
        pytest.param(
            NEW_SCREEN + PETS_CLASS, r"ask\.yml: .*screen pets .*ask\.pets\.title.*both languages",
            id="a screen without its title",
        ),
    ],
)  # fmt: skip
def test_a_forgotten_place_stops_the_start(
    changed: Callable[..., dict[str, str] | list[str]], changes: list[Change], told: str
) -> None:
    faults = changed(changes)
    assert [fault for fault in faults if re.search(told, fault)], faults


@pytest.mark.parametrize("changes", [FORM[1:2], NEW_SCREEN], ids=["question", "screen"])
def test_the_service_looks_at_its_questions_before_it_starts(
    changed: Callable[..., dict[str, str] | list[str]], changes: list[Change]
) -> None:
    assert [fault for fault in changed(changes, START) if "pets" in fault]
