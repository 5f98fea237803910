"""An answer that is lost or exchanged on its way to staff stops the start of the service."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.changed_service import ANSWERS
from tests.support.changed_service import CONTACT
from tests.support.changed_service import DOCUMENT
from tests.support.changed_service import SHEET
from tests.support.changed_service import SUMMARY
from tests.support.changed_service import Change
from tests.support.changed_service import assert_named
from tests.support.changed_service import swap


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        pytest.param(
            [swap(ANSWERS, "screen.leave_message.data", "screen.say_who_call.data")],
            r"referral\.json: .*leave_message", id="in the request",
        ),
        pytest.param(
            [(CONTACT, 'permission("message", contact.may_leave_message)',
              'permission("message", contact.may_say_who)'),
             (CONTACT, 'say", contact.may_say_who)', 'say", contact.may_leave_message)')],
            r"mail: .*say_who_call", id="permissions in the mail",
        ),
        pytest.param(
            [(DOCUMENT, '"] = contact.may_leave_message', '"] = contact.may_say_who')],
            r"referral\.json: .*leave_message", id="permissions in the document",
        ),
        pytest.param(
            [swap(CONTACT, 'safe.good_times"', 'safe.bad_times"')],
            r"mail: .*good_times.*Answer to bad_times", id="lines in the mail",
        ),
        pytest.param(
            [swap(DOCUMENT, "=help_.going_well", "=help_.own_words")],
            r"referral\.json: .*going_well.*Answer to own_words", id="lines in the document",
        ),
        pytest.param(
            [swap(SUMMARY, "told.going_well", "told.own_words")],
            r"check page: .*going_well.*Answer to own_words", id="lines on the check page",
        ),
        pytest.param(
            [swap(SHEET, "help_.services", "help_.wishes")],
            r"mail: .*services.*French|mail: .*services.*french", id="ticks in the mail",
        ),
        pytest.param(
            [(ANSWERS, "        email=screen.email.data,\n",
              '        email=screen.email.data,\n        do_not_contact="",\n')],
            r"mail: .*do_not_contact does not arrive", id="by e-mail alone",
        ),
        pytest.param(
            [(ANSWERS, "    if reach is Reach.I_WILL_CONTACT:\n        return contact\n",
              "    if reach is Reach.I_WILL_CONTACT:\n        return SafeContact(reach=reach)\n")],
            r"referral\.json: .*do_not_contact does not arrive", id="where no region offers it",
        ),
        pytest.param(
            [(ANSWERS, 'screen.other_language.data if talk is TalkLanguage.OTHER else ""',
              "screen.other_language.data")],
            r"referral\.json: .*other_language arrives there as Answer.*left open",
            id="where it does not apply",
        ),
        pytest.param(
            [(CONTACT, "{answer or Answer.NOT_SURE}", "{answer or Answer.NO}")],
            r"mail: .*others_read_email.*'no'.*left open", id="left open taken for an answer",
        ),
        pytest.param(
            [("intake_app/message/text.py", "in box.lines:", "in box.lines[1:]:")],
            r"mail text: mail\.safe\.", id="in the mail's text alone",
        ),
        pytest.param(
            [("intake_app/message/templates/request.html", "in box.lines %", "in box.lines[1:] %")],
            r"mail HTML: mail\.safe\.", id="in the mail's HTML alone",
        ),
    ],
)  # fmt: skip
def test_an_answer_lost_or_exchanged_stops_the_start(
    tmp_path: Path, changes: list[Change], fault: str
) -> None:
    assert_named(tmp_path, changes, fault)
