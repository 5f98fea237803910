"""The name of this region's units and commands, where one machine serves several regions."""

from __future__ import annotations

import os
import re
from pathlib import Path

from intake_app.settings.environment import Environment

SEVERAL = Path("/etc/one-story")
"""Each of several regions has a folder of settings in it."""
UNITS = re.compile(r"\bintake-(?:web|deliver|portal|check|backup)\b(?!@)")


def typed_here(told: str) -> str:
    """Commands and units as an operator types them for this region, if it is one of several."""
    folder = Path(Environment(os.environ).text("INTAKE_SETTINGS_FILE")).parent
    if folder.parent != SEVERAL:
        return told
    units = UNITS.sub(rf"\g<0>@{folder.name}", told)
    return re.sub(r"\bintake (?=[a-z])", f"intake @{folder.name} ", units)
