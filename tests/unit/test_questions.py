"""A question that misses one of its places stops the start, and is named with place and cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake_app.catalog import load_region
from intake_app.catalog import load_texts
from intake_app.question_places import question_faults
from intake_app.settings import CONTENT
from tests.support.changed_service import ANSWERS
from tests.support.changed_service import DOCUMENT as DOCUMENT_PY
from tests.support.changed_service import MODEL
from tests.support.changed_service import SHEET
from tests.support.changed_service import SUMMARY
from tests.support.changed_service import Change
from tests.support.changed_service import assert_named
from tests.support.changed_service import below
from tests.support.changed_service import swap
from tests.support.changed_service import told

START = """
import json
from datetime import UTC, datetime
from intake_app.intake.readiness import look_at
print(json.dumps([str(fault) for fault in look_at({}, datetime.now(UTC)).faults]))
"""
ARRIVES = """
import json
from werkzeug.datastructures import MultiDict
from intake_app import journey
from intake_app.catalog import Words, load_region, load_texts
from intake_app import question_arrivals as arrivals
from intake_app.forms.answers import Answers
from intake_app.forms.paper import paper_form
from intake_app.forms.step import StepForm
from intake_app.settings import CONTENT
region, texts = load_region(CONTENT, "halton"), load_texts(CONTENT)
words = [Words(language, texts) for language in ("en", "fr")]
typed = next(arrivals._every_way(arrivals._options(region))) | {"pets": ["A brown dog"]}
shown = arrivals._shown(Answers.read(region, MultiDict(typed)), region, arrivals.TextKeys(texts))
seen = dict(vars(shown))
seen["step"] = [field.name for field in StepForm(region, "help", MultiDict()).screens[0]]
seen["paper"] = [q.label for part in paper_form(region, words[0]) for q in part.questions]
seen["schema"] = sorted(arrivals.SCHEMA["properties"]["help"]["properties"])
print(json.dumps({place: str(shown) for place, shown in seen.items()}))
"""
ASK_ONCE_MORE = """
import json
from werkzeug.datastructures import MultiDict
from intake_app.catalog import load_region
from intake_app.forms.screens import SCREEN_FORMS
from intake_app.settings import CONTENT
region, told = load_region(CONTENT, "halton"), {}
for reach in ("phone", "text", "email", "i-will-contact"):
    typed = {"phone": "613-555-0123", "email": "zoe@example.com", "reach": reach}
    screen = SCREEN_FORMS["reach"](region, MultiDict(typed))
    screen.is_valid()
    told[reach] = [fault.key for field in screen.faulty() for fault in field.errors]
print(json.dumps(told))
"""
# What CONTRIBUTING.md says, for an invented question.
QUESTIONS, SCREENS_PY = "intake_app/questions.py", "intake_app/forms/screens.py"
ASK, MAIL = "content/words/ask.yml", "content/words/mail.yml"
PETS = '_line("pets", "help.pets", "help.pets", limit=60, optional=True)'
FORM = [
    below(QUESTIONS, '_ticks("wishes", "help.wishes", "help.wishes"),\n', f"        {PETS},\n"),
    below(
        "intake_app/templates/screens/help.html",
        "{{ parts.ticks(screen.wishes) }}\n",
        "{{ parts.line(screen.pets) }}\n",
    ),
    (ASK, "\n  web_page:\n", '\n  pets:\n    label: {en: "Pets", fr: "Animaux"}\n\n  web_page:\n'),
]
TICKED = '    yield from _ticked(words, "wishes"'
CHECK: list[Change] = [
    (SUMMARY, TICKED, f'    yield from _row(words, "pets", told.pets)\n{TICKED}')
]
REQUEST = [
    below(MODEL, "    wishes: tuple[ServiceWish, ...] = ()\n", '    pets: str = ""\n'),
    below(
        ANSWERS, "        own_words=screen.own_words.data,\n", "        pets=screen.pets.data,\n"
    ),
]
DOCUMENT = [
    below(DOCUMENT_PY, "        own_words=help_.own_words,\n", "        pets=help_.pets,\n")
]
SCHEMA = [below(DOCUMENT_PY, '        "own_words": TEXT,\n', '        "pets": TEXT,\n')]
LINE = [
    below(
        SHEET,
        '    yield from _typed(words("mail.help.own_words"), help_.own_words)\n',
        '    yield from _typed(words("mail.help.pets"), help_.pets)\n',
    )
]
WORDS: list[Change] = [
    (MAIL, "    going_well:", '    pets: {en: "Pets", fr: "Animaux"}\n    going_well:')
]
HELP = '    _screen(\n        "help",\n'
NEW_SCREEN: list[Change] = [(QUESTIONS, HELP, f'    _screen("pets", {PETS}),\n{HELP}')]
PETS_CLASS: list[Change] = [
    (
        SCREENS_PY,
        "class HelpScreen(Screen):\n",
        'class PetsScreen(Screen):\n    """An invented screen."""\n\n    step = "pets"\n'
        "\n\nclass HelpScreen(Screen):\n",
    ),
    (SCREENS_PY, "ChildScreen, HelpScreen\n", "ChildScreen, HelpScreen, PetsScreen\n"),
    below(
        ANSWERS,
        "from intake_app.forms.screens import NameScreen\n",
        "from intake_app.forms.screens import PetsScreen\n",
    ),
    below(ANSWERS, "    child: ChildScreen\n", "    pets: PetsScreen\n"),
]
NEW_OPTION: list[Change] = [
    (MODEL, "    BEFORE_BIRTH", '    AGE_22 = "22-or-more"\n    BEFORE_BIRTH'),
    (
        ASK,
        "    is_before-birth:",
        '    is_22-or-more: {en: "22 or more", fr: "22 ans ou plus"}\n    is_before-birth:',
    ),
]
WHOLE = FORM + CHECK + REQUEST + DOCUMENT + SCHEMA + LINE + WORDS


@pytest.mark.parametrize("region", ["halton", "leeds-grenville"])
def test_every_question_reaches_all_of_its_places(region: str) -> None:
    assert question_faults(load_region(CONTENT, region), load_texts(CONTENT)) == []


def test_a_new_question_arrives_everywhere(tmp_path: Path) -> None:
    assert told(tmp_path, WHOLE) == []
    seen = told(tmp_path, WHOLE, ARRIVES)
    for place in ("check_page", "text", "html", "document"):
        assert "A brown dog" in seen[place], place
    assert "pets" in seen["step"]
    assert "Pets" in seen["paper"]
    assert "pets" in seen["schema"]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        pytest.param(
            [(SCREENS_PY, '"wishes": {"values": ServiceWish}', '"pets": {"checks": []}')],
            r"screens\.py, screen help: .*pets.*questions\.py", id="unlisted",
        ),
        pytest.param(
            [(SCREENS_PY, '        "lives_in_region": {"values": Answer},\n', "")],
            r"screen place: lives_in_region offers no answer.*values", id="nothing to choose",
        ),
        pytest.param(FORM[:1] + FORM[2:], r"help\.html: .*pets.*Ask every", id="not on the page"),
        pytest.param(
            [*FORM, (FORM[1][0], "parts.line(screen.pets)", "parts.paragraph(screen.pets)")],
            r"help\.html: It asks pets as a paragraph.*a line\. Write parts\.line",
            id="asked as another kind",
        ),
        pytest.param(
            [("intake_app/templates/screens/place.html", "{% endcall %}", "")],
            r"place\.html:\d+: .*endcall.*Mend it", id="a page that cannot be drawn",
        ),
        pytest.param(FORM[:2], r"ask\.yml: .*pets.*ask\.pets\.label.*both languages", id="unnamed"),
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
            r"mail: .*pets.*intake_app/message", id="not in the mail",
        ),
        pytest.param(
            FORM + CHECK + REQUEST + DOCUMENT + SCHEMA + LINE,
            r"content/words: .*mail\.help\.pets.*both languages", id="no words in the mail",
        ),
        pytest.param(
            [swap(SUMMARY, '"child": _child(referral, words)',
                  '"place": _place(referral, region, words)')],
            r"summary\.py: .*child, place.*place, child", id="screens swapped",
        ),
        pytest.param(
            [(MODEL, "may_say_who: bool = False",
              "may_say_who: bool = True")],
            r"model\.py: .*may_say_who.*default be empty", id="a default changed",
        ),
        pytest.param(
            [(SCREENS_PY, '        "phone": TELEPHONE,\n',
              '        "phone": TELEPHONE,\n        "leave_message": {"default": True},\n')],
            r"screen reach: leave_message is answered before.*no default", id="ticked beforehand",
        ),
        pytest.param(
            [(SCREENS_PY, '"others_read_email": {"values": Answer}',
              '"others_read_email": {"values": Answer, "default": "no"}')],
            r"screen reach: others_read_email is answered before.*no default",
            id="chosen beforehand",
        ),
        pytest.param(
            NEW_OPTION[:1],
            r"ask\.yml: .*age_band.*ask\.age_band\.is_22-or-more.*both languages",
            id="an option without words",
        ),
        pytest.param(
            NEW_OPTION, r"content/words: .*mail\.child\.22-or-more.*both languages",
            id="an option without words in the mail",
        ),
        pytest.param(
            [(DOCUMENT_PY, "several(one_of(ServiceWish))",
              'several({"enum": ["indigenous-led", "french"]})')],
            r"schema: .*wishes culturally-specific.*SCHEMA", id="an option not in the schema",
        ),
        pytest.param(
            NEW_SCREEN,
            r"screens\.py, SCREEN_FORMS: .*screen pets.*no form class.*in forms/screens",
            id="a screen without its class",
        ),
        pytest.param(
            [(QUESTIONS,
              '    _screen("name", _line("name", "who.name", "name", limit=100)),\n', "")],
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
    tmp_path: Path, changes: list[Change], fault: str
) -> None:
    assert_named(tmp_path, changes, fault)


def test_an_optional_question_is_needed_from_those_whom_the_registry_names(tmp_path: Path) -> None:
    times = 'optional=True\n        ),\n        _line(\n            "bad_times"'
    needed = times.replace("True", 'True, needed_from=("text", "email")', 1)
    found = told(tmp_path, [(QUESTIONS, times, needed)], ASK_ONCE_MORE)
    missing = ["errors.good_times.missing"]
    assert found == {"phone": [], "text": missing, "email": missing, "i-will-contact": []}


@pytest.mark.parametrize("changes", [FORM[1:2], NEW_SCREEN], ids=["question", "screen"])
def test_the_service_looks_at_its_questions_before_it_starts(
    tmp_path: Path, changes: list[Change]
) -> None:
    assert [fault for fault in told(tmp_path, changes, START) if "pets" in fault]
