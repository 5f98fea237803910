"""A question that no form can ask as it is described stops the start, named with its cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.changed_service import Change
from tests.support.changed_service import assert_named
from tests.support.changed_service import below

QUESTIONS, SCREENS_PY = "intake_app/questions.py", "intake_app/forms/screens.py"
SCREENS, LOOK = "intake_app/templates/screens/", "intake_app/static/ask.css"
LAST, SERVICES = '_ticks("wishes", "help.wishes", "help.wishes"),\n', '"services": {"values"'
TELL = '_tick("tell_helper", "helper.tell", "helper.wants_told", HELPS)'
WORKPLACE = '_line("organisation", "helper.organisation", "helper.organisation", WORKS, limit=100)'
TONGUE = '"talk_language", ("other",)'


def asked(described: str, options: str = "") -> list[Change]:
    """An invented question of the last screen."""
    changes = [below(QUESTIONS, LAST, f"        {described},\n")]
    if options:
        changes.append((SCREENS_PY, SERVICES, f'"pets": {options}, {SERVICES}'))
    return changes


def pets(kind: str, *, name: str = "pets", json: str = "help.pets", more: str = "") -> str:
    """It, as somebody describes it."""
    return f'{kind}("{name}", "help.pets", "{json}"{more})'


LINE, SHORT, ANSWERS = "_line", ", limit=60, optional=True", '{"values": Answer}'


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        pytest.param(
            asked(pets(LINE, more=", optional=True")),
            r"screen help: pets has no room.*limit", id="a line without a limit",
        ),
        pytest.param(
            [(QUESTIONS, '"help.going_well", limit=500', '"help.going_well"')],
            r"screen help: going_well has no room.*limit", id="a paragraph without a limit",
        ),
        pytest.param(
            asked(pets("_choice", more=", limit=3"), ANSWERS),
            r"screen help: pets has a `limit`.*Take it out", id="a choice with a limit",
        ),
        pytest.param(
            asked(pets("_asked").replace("(", '("lines", ')),
            r"screen help: pets is of the kind lines.*line, paragraph", id="no kind",
        ),
        pytest.param(
            [(QUESTIONS, f"OnlyIf({TONGUE}", 'OnlyIf("reach", ("text",)')],
            r"screen language: other_language depends on reach.*stands above",
            id="hidden by another screen",
        ),
        pytest.param(
            [(QUESTIONS, f"OnlyIf({TONGUE}", 'OnlyIf("tongue", ("other",)')],
            r"screen language: other_language depends on tongue.*stands above",
            id="hidden by nothing",
        ),
        pytest.param(
            [(QUESTIONS, f"OnlyIf({TONGUE}", 'OnlyIf("sign_language", ("asl",)')],
            r"screen language: other_language depends on sign_language.*stands above",
            id="hidden by a later one",
        ),
        pytest.param(
            [(QUESTIONS, TONGUE, '"talk_language", ("oter",)')],
            r"screen language: other_language names an answer to talk_language.*oter.*fr, other",
            id="hidden by an answer that is not offered",
        ),
        pytest.param(
            [(QUESTIONS, TONGUE, '"talk_language", ()')],
            r"screen language: other_language is asked of nobody.*only_if", id="hidden by nobody",
        ),
        pytest.param(
            [(QUESTIONS, f"        {WORKPLACE},\n", ""),
             below(QUESTIONS, f"{TELL},\n", f"        {WORKPLACE},\n"),
             (QUESTIONS, 'WORKS = OnlyIf("who", WORKER)', 'WORKS = OnlyIf("tell_helper", YES)'),
             below(QUESTIONS, 'WORKER = ("worker",)\n', 'YES = ("yes",)\n')],
            r"screen who: organisation depends on tell_helper, which some never see.*who too",
            id="hidden by what is hidden",
        ),
        pytest.param(
            asked(pets("_choice", more=", optional=True, needed_from=WORKER"), ANSWERS),
            r"screen help: pets has `needed_from`.*lines", id="a choice that some must make",
        ),
        pytest.param(
            asked(pets(LINE, more=f"{SHORT}, needed_from=WORKER")),
            r"screen help: pets does not say.*needed_from.*only_if", id="needed from whom",
        ),
        pytest.param(
            [(QUESTIONS, "needed_from=WORKER", 'needed_from=("parent",)')],
            r"screen who: helper_name is needed from who never sees it: parent.*only_if",
            id="needed from who never sees it",
        ),
        pytest.param(
            [(QUESTIONS, "optional=True,\n            needed_from", "needed_from")],
            r"screen who: helper_name is needed from some and from everybody.*optional",
            id="needed from everybody",
        ),
        pytest.param(
            [(QUESTIONS, LAST, LAST.replace("),", ", optional=False),"))],
            r"screen help: wishes must be answered.*optional", id="ticks that must be ticked",
        ),
        pytest.param(
            [(QUESTIONS, "_ages\", SEVERAL", "_ages\", SEVERAL, optional=False")],
            r"screen child: other_ages must be answered.*optional", id="several that are needed",
        ),
        pytest.param(
            asked(pets(LINE, name="easier", more=SHORT)),
            r"screen help: easier is asked on the screen language already.*Rename",
            id="two questions of one name",
        ),
        pytest.param(
            asked(pets(LINE, name="step", more=SHORT)),
            r"screen help: step means something else.*another name", id="a name of the form's own",
        ),
        pytest.param(
            [below(QUESTIONS, "SCREENS = (\n", '    _screen("help"),\n')],
            r"screen help: There are two screens.*Rename", id="two screens of one name",
        ),
        pytest.param(
            asked(pets(LINE, json="", more=SHORT)),
            r"screen help: pets is told to nobody.*`json`", id="told to nobody",
        ),
        pytest.param(
            [(QUESTIONS, 'row="talk_language"', 'row="tongue"')],
            r"screen language: other_language stands on the row of tongue.*`row`", id="on no row",
        ),
        pytest.param(
            [(QUESTIONS, 'same_as_open="none"', 'same_as_open="neither"')],
            r"screen language: sign_language names an answer to sign_language.*neither.*none, asl",
            id="as good as an answer that is not offered",
        ),
        pytest.param(
            asked(pets("_ticks")),
            r"screens\.py, screen help: pets offers no answer.*values", id="ticks without values",
        ),
        pytest.param(
            asked(pets("_several")),
            r"screens\.py, screen help: pets offers no answer.*values", id="several without values",
        ),
        pytest.param(
            asked(pets("_several"), ANSWERS),
            r"screens\.py, screen help: pets takes no answer.*most", id="several but none",
        ),
        pytest.param(
            asked(pets("_several"), '{"values": Answer, "most": 2}'),
            r"ask\.yml: .*pets.*ask\.pets\.place_2", id="several without words",
        ),
        pytest.param(
            asked(pets("_choice")),
            r"screens\.py, screen help: pets offers no answer.*values", id="no choice",
        ),
        pytest.param(
            asked(pets(LINE, more=SHORT), ANSWERS),
            r"screens\.py, screen help: pets is a line and takes no `values`.*checks, keep, look",
            id="a line with answers",
        ),
        pytest.param(
            asked(pets(LINE, more=SHORT), '{"limit": 20}'),
            r"screens\.py, screen help: pets is a line and takes no `limit`", id="two limits",
        ),
        pytest.param(
            [(QUESTIONS, '"child.name", "child.name", limit', '"child.name", "who.name", limit')],
            r"referral\.json: .*child_name does not arrive", id="a place below a word",
        ),
    ],
)  # fmt: skip
def test_a_question_that_no_form_can_ask_is_named(
    tmp_path: Path, changes: list[Change], fault: str
) -> None:
    assert_named(tmp_path, changes, fault)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        pytest.param(
            [(LOOK, "  .screen:not(:has(#who-worker:checked)) .for-workers,\n", "")],
            r"who\.html: organisation is seen with who-friend, who-worker, not with who-worker\."
            r".*ask\.css",
            id="without its rule",
        ),
        pytest.param(
            [(LOOK, "#reach-phone:checked, #reach-text:checked, ", "")],
            r"reach\.html: bad_times is seen with reach-email, not with reach-email, reach-phone",
            id="by too few",
        ),
        pytest.param(
            [(f"{SCREENS}language.html", "elif value == 'other'", "elif value == 'en'")],
            r"language\.html: other_language is seen with talk_language-en, not with.*-other",
            id="below another answer",
        ),
        pytest.param(
            [(f"{SCREENS}child.html", '<div class="more for-several">', "<div>")],
            r"child\.html: other_ages is seen by everybody, not with more_children",
            id="by everybody",
        ),
        pytest.param(
            [(QUESTIONS, TELL, TELL.replace(", HELPS", ""))],
            r"who\.html: tell_helper is seen with who-friend, who-worker, not by everybody",
            id="by some, though it is asked of everybody",
        ),
    ],
)  # fmt: skip
def test_a_question_is_seen_by_those_of_whom_it_is_asked(
    tmp_path: Path, changes: list[Change], fault: str
) -> None:
    assert_named(tmp_path, changes, fault)
