"""The Nu HTML checker, which the npm tools bring."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.support.machine import TOOLS

CHECKER = TOOLS / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def complaints(*paths: Path) -> list[str]:
    """Errors and warnings alike, of all files and folders at once: starting it takes longest."""
    command = ["java", "-jar", str(CHECKER), "--format", "json", "--stdout", "--exit-zero-always"]
    checked = subprocess.run(
        [*command, "--skip-non-html", *map(str, paths)], capture_output=True, text=True, check=True
    )
    return [
        f"{Path(fault['url']).parent.name}/{Path(fault['url']).name}:{fault.get('lastLine')} "
        f"{fault.get('subType', fault['type'])}: {fault['message']}"
        for fault in json.loads(checked.stdout)["messages"]
    ]
