"""Whatever is wrong in a mail or a key file: the request as it was sent, or a sentence.

`-s` prints how many were tried, and how many of them still opened.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from intake_app.catalog import load_texts
from intake_app.settings import CONTENT
from tests.support.box.forms import Forms
from tests.support.box.fuzz import SEED
from tests.support.box.fuzz import broken_mails
from tests.support.box.fuzz import cut
from tests.support.box.fuzz import flip
from tests.support.box.fuzz import tangle
from tests.support.box.harness import OPEN
from tests.support.box.harness import Harness
from tests.support.box.staff import PASSPHRASE
from tests.support.keys import Keys

REASONS = {
    key.removeprefix("box.refused.")
    for key in load_texts(CONTENT)
    if key.startswith("box.refused.")
}


@pytest.fixture
def harness(chromium: Browser, keys: Keys, key_file: Path, tmp_path: Path) -> Iterator[Harness]:
    page = chromium.new_page()
    made = Harness(page, keys, tmp_path / "empty.html")
    assert made.takes(key_file.read_bytes(), PASSPHRASE) == ""
    yield made
    page.close()


def counts(short: int, long: int) -> pytest.MarkDecorator:
    far = pytest.param(long, marks=pytest.mark.prove, id="long")
    return pytest.mark.parametrize("count", [pytest.param(short, id="short"), far])


@counts(short=25, long=800)
def test_a_broken_mail_shows_what_was_sent_or_nothing(
    harness: Harness, forms: Forms, count: int
) -> None:
    (genuine,) = harness.outcomes([forms.mail])
    assert genuine.startswith(OPEN)
    for kind, mails in broken_mails(forms, count).items():
        told = Counter(harness.outcomes(mails))
        print(f"{kind}: {told.total()} tried, {told[genuine]} shown as sent")  # noqa: T201
        # Some bits say nothing, such as those of another reader's entry or of a header.
        assert set(told) <= {genuine, *REASONS}, kind
        assert told[genuine] < count, kind
        if kind == "a bit of the signed part, sealed again":
            assert told["badSignature"] > 0


@counts(short=8, long=200)
def test_a_broken_key_file_opens_what_was_sent_or_nothing(
    harness: Harness, forms: Forms, key_file: Path, count: int
) -> None:
    chance, whole = random.Random(SEED), key_file.read_bytes()  # noqa: S311  (the same each time)
    (genuine,) = harness.outcomes([forms.mail])
    refused = 0
    for _ in range(count):
        reason = harness.takes(chance.choice((flip, cut, tangle))(whole, chance), PASSPHRASE)
        refused += bool(reason)
        assert reason in {"", *REASONS}
        (told,) = harness.outcomes([forms.mail])
        assert told in {genuine, *REASONS}
    print(f"a key file: {count} tried, {refused} refused")  # noqa: T201
    assert refused
