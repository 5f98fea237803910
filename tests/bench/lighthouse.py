"""Google's Lighthouse over one page of each layout, as a phone on slow 4G."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator

from tests.machine import TOOLS

PROGRAM = TOOLS / "node_modules" / ".bin" / "lighthouse"
PAGES = ("", "self-check/", "how-it-works/", "ask/one-page")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
ROOT = ["--no-sandbox"] if os.geteuid() == 0 else []
FLAGS = " ".join(["--headless=new", "--disable-gpu", *ROOT])
SECONDS = 60


def scores(site: str) -> Iterator[tuple[str, str]]:
    """Each page with its four scores, or with the reason why there are none."""
    for language in ("en", "fr"):
        for page in PAGES:
            path = f"/{language}/{page}"
            yield path, _scores(site + path)


def _scores(address: str) -> str:
    command = [
        str(PROGRAM), address, "--quiet", "--output=json", f"--chrome-flags={FLAGS}",
        f"--only-categories={','.join(CATEGORIES)}",
    ]  # fmt: skip
    try:
        done = subprocess.run(
            command,
            env=os.environ | {"CHROME_PATH": "/usr/bin/chromium"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as error:
        return f"not measured: {type(error).__name__}"
    found = json.loads(done.stdout)["categories"]
    return "/".join(str(round(100 * (found[name]["score"] or 0))) for name in CATEGORIES)
