"""`python -m tests.ground.bareroot SUITE` prints where the kept bare root of that release is.

Makes it first if need be. Whoever lays a layer over it leaves it as it is.
"""

from __future__ import annotations

import sys

from tests.ground.roots import GroundError
from tests.ground.roots import Roots


def main(suite: str) -> None:
    """One line on success; else one that says what to do."""
    roots = Roots(suite)
    try:
        roots.prepare()
        sys.stdout.write(f"{roots.base()}\n")
    except GroundError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv[1])
