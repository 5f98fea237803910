"""The province that the benchmark invents is one that a build takes: it measures nothing else."""

from __future__ import annotations

from pathlib import Path

from bench.province import REGIONS
from bench.province import make_province
from intake_app.catalog import load_region
from intake_app.catalog import unfit_to_serve
from portal.checks.regions import names_of_regions
from portal.checks.regions import region_flaws


def test_every_invented_region_is_fit_and_has_nothing_of_another(tmp_path: Path) -> None:
    project = tmp_path / "project"
    regions = make_province(project)
    assert len(set(regions)) == REGIONS
    content = project / "content"
    for name in (regions[0], regions[1], regions[-1]):
        assert list(unfit_to_serve(load_region(content, name))) == []
        names = names_of_regions(content, but=name)
        for file in (content / "regions" / name).rglob("*.*"):
            assert region_flaws(file.read_text(encoding="utf-8"), names) == (), file
