"""A half-filled form: opened by its visitor alone, for as long as was said, and then gone."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from intake_app.aes_box import STEP
from intake_app.drafts import Draft
from intake_app.drafts import DraftRepository
from intake_app.drafts import in_groups
from intake_app.drafts.row_cipher import RowCipher
from intake_app.errors import NotSaved
from intake_app.store import Sealed
from intake_app.store import Store
from tests.support.rooms import CANARY
from tests.support.rooms import Room
from tests.support.rooms import Watch
from tests.support.rooms import name_in

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
MOMENT = timedelta(seconds=1)


def refuse(database: Path, what: str) -> None:
    """Make SQLite itself refuse to INSERT or UPDATE a draft."""
    connection = sqlite3.connect(database)
    connection.execute(
        f"CREATE TRIGGER refused BEFORE {what} ON drafts BEGIN SELECT RAISE(ABORT, 'no'); END"
    )
    connection.close()


def named(name: str) -> Callable[[Draft], Draft]:
    return lambda draft: replace(draft, fields={"name": (name,)})


def test_a_draft_comes_back_as_it_was(room: Room) -> None:
    secret = room.begin()
    changed = room.repository.change(
        secret,
        lambda draft: replace(
            draft, fields={"own_words": ("🦉\nالمسعود",), "criteria": ("a", "b")}, answered=("who",)
        ),
    )
    assert room.repository.open(secret) == changed
    assert changed is not None
    assert changed.fields == {"own_words": ("🦉\nالمسعود",), "criteria": ("a", "b")}
    assert changed.answered == ("who",)
    assert changed.token == "form"  # noqa: S105


def test_no_other_secret_opens_it(room: Room) -> None:
    secret = room.begin()
    assert room.repository.open(secrets.token_bytes(32)) is None
    assert room.repository.open(b"") is None
    assert room.repository.open(secret[:-1]) is None


def test_an_hour_without_a_sign_of_life_ends_it(room: Room) -> None:
    """Only looking inside gives no time."""
    secret = room.begin()
    room.watch.pass_(HOUR - MOMENT)
    assert room.repository.open(secret)
    room.watch.pass_(MOMENT)
    assert room.repository.open(secret) is None
    assert room.repository.change(secret, named("too late")) is None


def test_going_on_and_looking_at_a_page_give_another_hour(room: Room) -> None:
    secret = room.begin()
    for sign_of_life in (lambda: room.repository.change(secret, named("x")),
                         lambda: room.repository.visit(secret)):  # fmt: skip
        room.watch.pass_(HOUR - MOMENT)
        draft = sign_of_life()
        assert draft
        assert draft.ends == room.watch() + HOUR


def test_looking_at_page_after_page_writes_once_a_minute(room: Room) -> None:
    secret = room.begin()
    begun = room.watch()
    room.watch.pass_(59 * MOMENT)
    draft = room.repository.visit(secret)
    assert draft
    assert draft.ends == begun + HOUR
    room.watch.pass_(MOMENT)
    draft = room.repository.visit(secret)
    assert draft
    assert draft.ends == begun + 60 * MOMENT + HOUR


def test_what_is_sent_twice_within_a_minute_is_written_once(settings_free_file: Path) -> None:
    store, watch = Store.open(f"sqlite:///{settings_free_file}"), Watch()
    room = Room(DraftRepository(store.drafts, watch), watch, store)
    secret = room.begin()
    refuse(settings_free_file, "UPDATE")
    assert name_in(room.repository.change(secret, named(CANARY))) == CANARY
    with pytest.raises(NotSaved):
        room.repository.change(secret, named("Another"))
    room.watch.pass_(MOMENT * 60)
    with pytest.raises(NotSaved):
        room.repository.change(secret, named(CANARY))
    store.close()


def test_a_page_can_be_looked_at_while_nothing_can_be_written(settings_free_file: Path) -> None:
    store, watch = Store.open(f"sqlite:///{settings_free_file}"), Watch()
    room = Room(DraftRepository(store.drafts, watch), watch, store)
    secret = room.begin()
    ends = watch() + HOUR
    watch.pass_(HOUR / 2)
    refuse(settings_free_file, "UPDATE")
    draft = room.repository.visit(secret)
    with pytest.raises(NotSaved):
        room.repository.change(secret, named("somebody"))
    assert draft
    assert (name_in(draft), draft.ends) == (CANARY, ends)
    store.close()


def test_what_one_screen_asked_is_replaced_and_the_rest_stays(room: Room) -> None:
    draft = Draft(
        token="form",  # noqa: S106
        fields={"name": (CANARY,), "phone": ("905-555-0100",), "criteria": ("a", "b")},
        touched=room.watch(),
    )
    screen = frozenset({"criteria", "own_words"})
    fields = draft.with_fields({"own_words": ["a word"]}, in_place_of=screen)
    assert replace(draft, fields=fields).typed == {
        "name": [CANARY],
        "phone": ["905-555-0100"],
        "own_words": ["a word"],
    }


def test_leaving_erases_a_draft_that_no_code_was_asked_for(room: Room) -> None:
    secret = room.begin()
    room.repository.leave(secret)
    assert room.repository.open(secret) is None
    room.repository.leave(secret)


def test_leaving_keeps_what_was_promised_with_a_code_and_nothing_typed_since(room: Room) -> None:
    kept = room.keep(room.begin())
    room.repository.change(kept.secret, named("typed since"))
    room.repository.leave(kept.secret)
    assert room.repository.open(kept.secret) is None
    assert name_in(room.repository.look(kept.code)) == CANARY


def test_two_tabs_that_begin_the_same_draft_both_get_their_word_in(postgresql_url: str) -> None:
    store = Store.open(postgresql_url)
    row, now = secrets.token_bytes(32), Watch().now
    first, second = Sealed(b"first", now + HOUR), Sealed(b"second", now + HOUR)
    found: list[bytes | None] = []

    def begin(there: bytes | None) -> Sealed:
        found.append(there)
        if len(found) == 1:  # the other tab is quicker
            store.drafts.change(row, now, lambda _: first)
        return second

    store.drafts.change(row, now, begin)
    assert found == [None, b"first"]
    assert store.drafts.read(row, now) == b"second"
    store.close()


def test_a_draft_that_something_else_is_in_the_way_of_is_not_kept_and_says_so(
    settings_free_file: Path,
) -> None:
    store = Store.open(f"sqlite:///{settings_free_file}")
    refuse(settings_free_file, "INSERT")
    watch = Watch()
    with pytest.raises(NotSaved):
        DraftRepository(store.drafts, watch).begin(Draft(token="form", touched=watch()))  # noqa: S106
    store.close()


def test_what_is_erased_is_gone_with_its_code(room: Room) -> None:
    kept = room.keep(room.begin())
    room.repository.erase(kept.secret)
    assert room.repository.open(kept.secret) is None
    assert room.repository.resume(kept.code, instead_of=None) is None
    assert room.rows() == 0


def test_a_code_opens_a_copy_for_seven_days_from_anywhere(room: Room) -> None:
    kept = room.keep(room.begin())
    assert kept.until == room.watch() + WEEK
    room.watch.pass_(WEEK - MOMENT)
    assert room.repository.open(kept.secret) is None, "the browser's own way in ended after an hour"
    resumed = room.repository.resume(kept.code, instead_of=None)
    assert resumed
    assert name_in(room.repository.open(resumed)) == CANARY
    room.watch.pass_(MOMENT)
    assert room.repository.resume(kept.code, instead_of=None) is None
    assert name_in(room.repository.open(resumed)) == CANARY, "who is at it is not thrown out"


def test_what_is_typed_after_the_code_was_given_is_not_under_it(room: Room) -> None:
    """Somebody else may have asked for the code before."""
    kept = room.keep(room.begin("prepared"))
    room.repository.change(kept.secret, named(CANARY))
    assert name_in(room.repository.look(kept.code)) == "prepared"
    resumed = room.repository.resume(kept.code, instead_of=None)
    assert resumed
    assert name_in(room.repository.open(resumed)) == "prepared"
    assert name_in(room.repository.open(kept.secret)) == CANARY


def test_the_secret_from_before_ends_when_the_browser_shows_the_new_one(room: Room) -> None:
    secret = room.begin()
    kept = room.keep(secret)
    assert kept.secret != secret
    assert room.repository.open(secret), "the answer with the new one may have been lost on the way"
    assert room.repository.visit(kept.secret)
    assert room.repository.open(secret) is None


def test_a_second_click_on_what_moves_the_draft_costs_nothing(room: Room) -> None:
    secret = room.begin()
    first, _ = room.repository.rotate(secret, named("first"))
    second, _ = room.repository.rotate(secret, named("second"))
    assert first
    assert second
    assert name_in(room.repository.visit(second)) == "second"
    assert room.repository.open(secret) is None


def test_leaving_right_after_a_move_erases_both(room: Room) -> None:
    secret = room.begin()
    moved, _ = room.repository.rotate(secret, named("moved"))
    assert moved
    room.repository.leave(moved)
    assert room.rows() == 0


def test_coming_back_elsewhere_ends_the_draft_that_nobody_went_on_with(room: Room) -> None:
    kept = room.keep(room.begin())
    room.repository.resume(kept.code, instead_of=None)
    assert room.repository.open(kept.secret) is None
    going_on = room.keep(room.begin())
    room.repository.change(going_on.secret, named("typed since"))
    room.repository.resume(going_on.code, instead_of=None)
    assert name_in(room.repository.open(going_on.secret)) == "typed since"


def test_coming_back_ends_what_this_browser_had_before(room: Room) -> None:
    kept, before = room.keep(room.begin()), room.begin("before")
    resumed = room.repository.resume(kept.code, instead_of=before)
    assert room.repository.open(before) is None
    assert resumed not in (before, kept.secret)


def test_without_being_asked_nothing_is_kept_longer(room: Room) -> None:
    secret = room.begin()
    draft = room.repository.open(secret)
    assert draft
    assert draft.ends == room.watch() + HOUR


def test_a_new_code_ends_the_one_before(room: Room) -> None:
    first = room.keep(room.begin())
    room.repository.change(first.secret, named("Ottokar"))
    second = room.keep(first.secret)
    assert second.code != first.code
    assert room.repository.look(first.code) is None
    assert name_in(room.repository.look(second.code)) == "Ottokar"


def test_a_draft_that_ended_gets_no_code(room: Room) -> None:
    secret = room.begin()
    room.watch.pass_(HOUR)
    assert room.repository.keep_for_later(secret) is None


def test_ended_drafts_are_erased_by_whoever_writes_next_or_sweeps(room: Room) -> None:
    for sweep in (lambda: room.begin("next"), lambda: room.store.drafts.purge(room.watch())):
        first = room.begin()
        room.watch.pass_(HOUR)
        sweep()
        room.watch.now -= HOUR
        assert room.repository.open(first) is None
        room.watch.pass_(HOUR)


def test_the_row_of_another_draft_cannot_be_slipped_in(room: Room) -> None:
    mine, other = RowCipher(b"a" * 32, "draft"), RowCipher(b"b" * 32, "draft")
    assert mine.open(mine.seal(b"words")) == b"words"
    assert other.open(mine.seal(b"words")) is None
    assert RowCipher(b"a" * 32, "later").open(mine.seal(b"words")) is None


@pytest.mark.parametrize("cut", [0, 5, 12, 40, -1])
def test_a_damaged_row_opens_nothing_and_breaks_nothing(cut: int) -> None:
    cipher = RowCipher(b"a" * 32, "draft")
    sealed = cipher.seal(b"words")
    assert cipher.open(sealed[:cut]) is None
    assert cipher.open(sealed[:cut] + b"\xff" + sealed[cut:]) is None


def test_sizes_tell_little() -> None:
    cipher = RowCipher(b"a" * 32, "draft")
    sizes = {len(cipher.seal(b"x" * count)) for count in range(0, STEP - 4, 50)}
    assert len(sizes) == 1


def test_the_file_holds_no_word_no_secret_and_no_code(settings_free_file: Path) -> None:
    store = Store.open(f"sqlite:///{settings_free_file}")
    room = Room(DraftRepository(store.drafts, Watch()), Watch(), store)
    secret = room.begin()
    kept = room.keep(secret)
    store.close()
    held = settings_free_file.read_bytes()
    for hidden in (
        CANARY.encode(),
        b'"name"',
        secret,
        secret.hex().encode(),
        kept.secret,
        kept.code.encode(),
    ):
        assert hidden not in held


def test_after_erasing_the_file_holds_not_even_the_sealed_bytes(settings_free_file: Path) -> None:
    store = Store.open(f"sqlite:///{settings_free_file}")
    room = Room(DraftRepository(store.drafts, Watch()), Watch(), store)
    secret = room.begin()
    with sqlite3.connect(settings_free_file) as database:
        (sealed,) = database.execute("SELECT ciphertext FROM drafts").fetchone()
    database.close()
    assert sealed[:500] in settings_free_file.read_bytes()
    room.repository.erase(secret)
    store.close()
    assert sealed[:500] not in settings_free_file.read_bytes()


@pytest.fixture
def settings_free_file(tmp_path: Path) -> Path:
    """Where a database of the test's own shall be."""
    return tmp_path / "drafts.db"


def test_a_code_has_a_hundred_bits_in_five_groups(room: Room) -> None:
    codes = {room.keep(room.begin()).code for _ in range(20)}
    assert len(codes) == 20
    for code in codes:
        assert len(code) == 20
        assert [len(group) for group in in_groups(code).split()] == [4] * 5
        assert not set(code) & set("ILOU")
