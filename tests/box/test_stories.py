"""Twelve families: staff read the same in the box as in a mail program, word for word, in order.

In Chromium, in both languages; `test_browsers.py` reads them in the other browsers.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from tests.support.box.forms import Forms
from tests.support.box.staff import Deliver
from tests.support.box.staff import Staff
from tests.support.box.stories import STORIES
from tests.support.box.stories import read_in_a_mail_program
from tests.support.box.stories import words_of
from tests.support.keys import Keys


@pytest.mark.parametrize("language", LANGUAGES)
def test_box_and_mail_say_the_same(
    staff: Staff, chromium: Browser, deliver: Deliver, keys: Keys, forms: Forms, language: Language
) -> None:
    program = chromium.new_page()
    assert len(STORIES) == 12
    for story, referral in STORIES.items():
        mail = deliver(referral, language)
        read = read_in_a_mail_program(program, Forms(mail, keys, forms.folder))
        assert staff.hands_in_next(mail).startswith("OPEN"), story
        assert words_of(staff.reads()) == read, story
    program.close()
