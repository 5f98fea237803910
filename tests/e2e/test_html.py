"""The Nu HTML checker finds neither errors nor warnings in what really travels."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from playwright.sync_api import Page
from playwright.sync_api import Response

from tests.e2e.demo import Demo
from tests.e2e.states import form_states
from tests.e2e.visitor import Visitor
from tests.machine import TOOLS

CHECKER = TOOLS / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def _complaints(*paths: Path) -> list[str]:
    command = ["java", "-jar", str(CHECKER), "--format", "json", "--stdout", "--exit-zero-always"]
    checked = subprocess.run(
        [*command, "--skip-non-html", *map(str, paths)], capture_output=True, text=True, check=True
    )
    return [
        f"{Path(fault['url']).parent.name}/{Path(fault['url']).name}:{fault.get('lastLine')} "
        f"{fault.get('subType', fault['type'])}: {fault['message']}"
        for fault in json.loads(checked.stdout)["messages"]
    ]


def test_every_page_of_the_portal_is_valid(demo: Demo):
    found = _complaints(demo.portal)
    assert found == [], "\n".join(found)


def test_every_state_of_the_form_is_valid(page: Page, visitor: Visitor, tmp_path: Path):
    answers: list[Response] = []

    def note(response: Response) -> None:
        if response.request.is_navigation_request() and response.status != 303:
            answers.append(response)

    page.on("response", note)
    for number, state in enumerate(form_states(visitor)):
        name = "".join(letter if letter.isalnum() else "-" for letter in state)
        (tmp_path / f"{number:02}-{name}.html").write_bytes(answers[-1].body())
    found = _complaints(*tmp_path.glob("*.html"))
    assert found == [], "\n".join(found)
