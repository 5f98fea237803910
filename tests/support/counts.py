"""How often: a short form of each proof for `make test`, the stated count for `make prove`."""

from __future__ import annotations

import pytest


def counted(name: str, short: int, full: int) -> pytest.MarkDecorator:
    """Runs the test with `name=short`, and with `name=full` in `make prove`."""
    return pytest.mark.parametrize(name, [short, pytest.param(full, marks=pytest.mark.prove)])
