"""Printings side by side: all are done, and a fault in one of them stops the build."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import pytest

from intake_app.errors import ContentFaults
from portal import parallel
from portal.documents import DocumentFault


def _print(folder: Path, name: str) -> None:
    if name == "spoilt":
        raise DocumentFault.of("fr/brochure.md", "Side 1 is too full.", "Shorten it.")
    (folder / name).write_text(str(os.getpid()), encoding="utf-8")


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_every_job_is_done(tmp_path: Path) -> None:
    parallel.run_each(partial(_print, tmp_path), ["en", "fr"])
    assert {path.name for path in tmp_path.iterdir()} == {"en", "fr"}


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_fault_keeps_its_words_on_its_way_out(tmp_path: Path) -> None:
    with pytest.raises(
        ContentFaults, match="fr/brochure.md: Side 1 is too full. Shorten it."
    ) as it:
        parallel.run_each(partial(_print, tmp_path), ["spoilt", "en", "spoilt"])
    assert len(it.value.faults) == 2
    assert (tmp_path / "en").exists()
