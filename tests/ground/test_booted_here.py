"""The short form, where the tests themselves run in a bare root: this very root is booted."""

from __future__ import annotations

import pytest

from tests.support.booted import checks
from tests.support.booted.agency import Agency
from tests.support.booted.machine import HERE


@pytest.mark.parametrize("agency", [HERE], indirect=True, ids=["here"])
def test_the_units_start_as_shipped_and_deliver_a_request(agency: Agency) -> None:
    checks.check_units_run(agency)
    checks.check_a_request_arrives(agency)
    checks.check_health(agency)
