"""What `deploy/` ships, on bare Debians that systemd has booted: used, crashed, started anew."""

from __future__ import annotations

import pytest

from tests.ground.roots import SUITES
from tests.support.booted import checks
from tests.support.booted import year
from tests.support.booted.agency import Agency

pytestmark = pytest.mark.prove


@pytest.mark.parametrize("agency", SUITES, indirect=True)
def test_what_we_ship_serves_families_through_crashes_and_a_new_start(agency: Agency) -> None:
    checks.check_units_run(agency)
    checks.check_a_request_arrives(agency)
    checks.check_health(agency)
    checks.check_operators_commands(agency)
    checks.check_the_night(agency)
    checks.check_crashes_are_mended(agency)
    checks.check_a_new_start_brings_everything_back(agency)
    checks.check_new_starts_under_load(agency)
    year.live(agency)
    assert agency.left_out() == []
