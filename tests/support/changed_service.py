"""A copy of the service in which something was changed, as an engineer may forget or mistake it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[2]
TELL = """
import json
from intake_app.catalog import load_region, load_texts
from intake_app.question_places import question_faults
from intake_app.settings import CONTENT
found = question_faults(load_region(CONTENT, "halton"), load_texts(CONTENT))
print(json.dumps([str(fault) for fault in found]))
"""
Change = tuple[str, str, str]
"""File, text, and what stands instead of it."""
ANSWERS = "intake_app/forms/answers.py"
SUMMARY = "intake_app/forms/summary.py"
CONTACT = "intake_app/message/contact.py"
SHEET = "intake_app/message/sheet.py"
MODEL = "intake_app/referral/model.py"
DOCUMENT = "intake_app/referral/document.py"


def below(name: str, line: str, new: str) -> Change:
    """Something new behind a text that is there."""
    return name, line, line + new


def swap(name: str, one: str, other: str) -> Change:
    """The first of each stands where the other stood."""
    text = (PROJECT / name).read_text("utf-8")
    first, second = sorted((one, other), key=text.index)
    begin, end = text.index(first), text.index(second) + len(second)
    old = text[begin:end]
    between = old[len(first) : -len(second)]
    return name, old, f"{second}{between}{first}"


def told(folder: Path, changes: list[Change], program: str = TELL) -> Any:
    """What the program prints in a copy of the service with these changes."""
    for part in ("intake_app", "content"):
        shutil.copytree(PROJECT / part, folder / part, dirs_exist_ok=True)
    for name, old, new in changes:
        text = (folder / name).read_text("utf-8")
        assert text.count(old) >= 1, (name, old)
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def assert_named(folder: Path, changes: list[Change], fault: str) -> None:
    """The service does not start with these changes, and says so in words of this pattern."""
    found = told(folder, changes)
    assert [one for one in found if re.search(fault, one)], found
