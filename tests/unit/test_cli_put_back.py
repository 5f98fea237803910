"""`intake restore --from` into a database that `intake check` made: what was typed first counts.

What such a database holds of its own was written by programs and operators, never by a family.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from pathlib import Path

import pytest

from intake_app.dates import day_of
from intake_app.intake.key_status import anchor_of
from intake_app.intake.key_status import live_keys
from intake_app.intake.own_store import open_store
from intake_app.settings import PROJECT
from intake_app.settings import Settings
from intake_app.store import Identity
from intake_app.store import KeyRole
from intake_app.store import Proof
from intake_app.store import Sealed
from intake_app.store import Store
from tests.support.keys import Keys
from tests.support.office import accept
from tests.support.proofs import prove_keys
from tests.support.service import complete_settings
from tests.support.service import intake

NOW = datetime.now(UTC)
YEAR = day_of(NOW).year
LAST = f"HAL-{YEAR}-0007"
OLD = Identity(fingerprint="AB:CD", duty=KeyRole.REQUESTS, address="old@agency.example", ends=NOW)


@dataclass
class Loss:
    """A copy of a database that is gone, and the settings of the empty one that is there now."""

    environ: dict[str, str]
    copy: Path

    @property
    def settings(self) -> Settings:
        return Settings.from_environment(self.environ)

    def restore(self, *words: str) -> tuple[int, str]:
        result = intake("restore", "--last", LAST, *words, environ=self.environ)
        return result.exit_code, result.output

    def put_back(self) -> tuple[int, str]:
        return self.restore("--from", str(self.copy))

    def check(self) -> str:
        return intake("check", environ=self.environ).output


@pytest.fixture
def loss(tmp_path: Path, keys: Keys, database_url: str) -> Loss:
    """Three requests wait in the copy; seven were given before all was lost."""
    environ = complete_settings(PROJECT, tmp_path, keys)
    prove_keys(Settings.from_environment(environ))
    store = open_store(Settings.from_environment(environ))
    for serial in range(3):
        accept(store, str(serial), year=YEAR, accepted_at=NOW)
    store.certificates.note(OLD)
    store.certificates.retire(OLD.fingerprint, NOW)
    assert intake("backup", str(tmp_path / "copies"), environ=environ).exit_code == 0
    store.close()
    for file in tmp_path.glob("intake.sqlite3*"):
        file.unlink()
    [copy] = (tmp_path / "copies").iterdir()
    (tmp_path / "last-numbers.json").write_text(f'{{"HAL-{YEAR}": 7}}', encoding="ascii")
    return Loss(environ | {"INTAKE_DATABASE_URL": database_url}, copy)


def test_the_cure_of_check_brings_the_copy_back(loss: Loss) -> None:
    told = loss.check()
    first, second = (
        told.index(f"`intake restore --last {LAST}{more}`") for more in (" --from COPY", "")
    )
    assert first < second
    code, said = loss.put_back()
    assert code == 0, said
    assert "Numbers up to" not in loss.check()


@pytest.mark.parametrize("before", ["a look", "--last", "both and a start"])
def test_what_was_typed_before_keeps_no_copy_out(loss: Loss, before: str) -> None:
    if before != "--last":
        loss.check()
    if before != "a look":
        assert loss.restore()[0] == 0
    if before == "both and a start":
        _begin(loss)
    code, said = loss.put_back()
    assert code == 0, said
    assert f"The next number is HAL-{YEAR}-0008." in said
    store = open_store(loss.settings)
    try:
        assert store.backlog().waiting == 3
        assert accept(store, "next", year=YEAR, accepted_at=NOW).number == f"HAL-{YEAR}-0008"
    finally:
        store.close()


def _begin(loss: Loss) -> None:
    """What both processes write within a morning without a family."""
    store = open_store(loss.settings)
    store.processes.beat("web", "web", "1", started=NOW, now=NOW)
    store.letters.post("beat", NOW.date(), {"it@agency.example": b"well"}, NOW)
    store.lookup.mark("check", NOW)
    store.alarms.lease("mail", NOW, timedelta(minutes=1))
    store.close()


def test_what_was_typed_meanwhile_outlives_the_copy(loss: Loss) -> None:
    """A key proven anew stays so, one retired before stays out of use, and numbers go up only."""
    settings = loss.settings
    assert intake("restore", "--last", f"HAL-{YEAR}-0012", environ=loss.environ).exit_code == 0
    keys = live_keys(settings)
    proof = Proof(
        proven_by="Anew", program="gpgsm", padlock=True, warning=False, signer=anchor_of(keys)
    )
    loss.check()
    store = open_store(settings)
    store.certificates.prove(keys[0].fingerprint, proof, NOW + timedelta(hours=1))
    store.lookup.mark("check", NOW)
    store.close()
    code, said = loss.put_back()
    assert code == 0, said
    store = open_store(settings)
    try:
        assert store.lookup.last_numbers() == [("HAL", YEAR, 12)]
        assert store.lookup.marked("check") == NOW
        known = {one.identity.fingerprint: one for one in store.certificates.all()}
        others = [known[key.fingerprint].proof for key in keys[1:]]
        assert known[keys[0].fingerprint].proof == proof
        assert {one.proven_by for one in others if one} == {"Intake desk"}
        assert known[OLD.fingerprint].retired_at == NOW
    finally:
        store.close()


def test_a_database_that_was_only_looked_at_takes_a_move(
    tmp_path: Path, keys: Keys, database_url: str
) -> None:
    """The settings named it too early, and somebody typed `intake check`."""
    environ = complete_settings(PROJECT, tmp_path, keys)
    store = open_store(Settings.from_environment(environ))
    accept(store, accepted_at=NOW)
    store.close()
    intake("check", environ=environ | {"INTAKE_DATABASE_URL": database_url})
    result = intake("move", database_url, environ=environ)
    assert result.exit_code == 0, result.output
    assert "1 requests, of which 1 copies wait" in result.output


def _keep_a_form(store: Store) -> None:
    store.drafts.change(b"id", NOW, lambda _: Sealed(b"sealed form", NOW + timedelta(days=1)))


def _count(store: Store) -> None:
    accept(store, "ended", accepted_at=NOW - timedelta(days=90))
    [one] = store.handling.received("HAL", NOW - timedelta(days=91), NOW)
    store.erasure.forget(one.id, NOW - timedelta(days=60), "asked")
    store.erasure.forget_what_was_erased(NOW)


OCCUPIED: dict[str, tuple[Callable[[Store], object], str]] = {
    "a request": (lambda store: accept(store, "new", accepted_at=NOW), "requests has rows"),
    "a half-filled form": (_keep_a_form, "drafts has rows"),
    "counts of those that ended": (_count, "tallies has rows"),
    "another region": (lambda store: store.owner.write("leeds-grenville"), "leeds-grenville"),
    "moved": (lambda store: store.owner.write("moved on 2026-11-20"), "moved on 2026-11-20"),
}


@pytest.mark.parametrize("name", OCCUPIED)
def test_what_a_family_gave_is_never_mixed_with_a_copy_and_the_way_out_is_said(
    loss: Loss, name: str
) -> None:
    occupy, said = OCCUPIED[name]
    store = open_store(loss.settings)
    occupy(store)
    store.close()
    code, told = loss.put_back()
    assert code == 1
    assert said in told
    if "has rows" in said:
        assert "Nothing was changed. Let `intake deliver` bring what waits in it" in told
        assert "“Put a copy back” in docs/operator.md" in told
    store = Store.open(loss.settings.database_url)
    assert store.lookup.how_many() == (1 if name == "a request" else 0)
    assert ("HAL", YEAR, 7) not in store.lookup.last_numbers()
    store.close()
