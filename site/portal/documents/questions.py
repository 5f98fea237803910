"""The questions of the form, as `intake paper` tells them; the portal never imports forms."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from intake_app.errors import OneStoryError

COMMAND = "from intake_app.cli import main; main()"
Questions = dict[str, list[dict[str, Any]]]
"""By language: the parts of the form with their questions."""


class QuestionsUnavailable(OneStoryError):
    """`intake paper` failed; the message is its own."""


def read_questions(content: Path, region: str, demo_rows: Path | None) -> Questions:
    """Asks the intake, in a process of its own, as an operator would."""
    rows = ["--rows", str(demo_rows)] if demo_rows else []
    done = subprocess.run(  # noqa: S603 - our own command, run by our own Python
        [sys.executable, "-c", COMMAND, "paper", "--content", str(content), *rows],
        env={**os.environ, "REGION": region, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise QuestionsUnavailable(done.stderr.strip())
    questions: Questions = json.loads(done.stdout)
    return questions
