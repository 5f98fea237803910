"""`python -m intake_app.intake.ontario_holidays YEAR`: Ontario's public holidays, a date a line."""

from __future__ import annotations

import sys

import holidays


def main() -> None:
    """Print them."""
    for day in sorted(holidays.country_holidays("CA", subdiv="ON", years=int(sys.argv[1]))):
        print(day.isoformat())  # noqa: T201  (whoever started this reads it)


if __name__ == "__main__":
    main()
