"""`make fresh`: a bare Debian, a clean clone of HEAD in it, and what a newcomer does there.

`python3 -m tests.ground [--suite trixie] [--keep] [--table | -- COMMAND …]` from the project's
folder, as root. Without a command it takes the newcomer's way of `newcomer.py`; with `--table` it
tries the product out on every machine of `conditions.py`. Uses the standard library alone: nothing
is set up yet when it starts.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.ground import conditions
from tests.ground import newcomer
from tests.ground.namespace import in_namespaces
from tests.ground.namespace import inside
from tests.ground.roots import SUITES
from tests.ground.roots import GroundError
from tests.ground.roots import Roots
from tests.ground.roots import say

PROJECT = Path(__file__).resolve().parents[2]


def main(words: list[str]) -> int:
    """The command's exit status; 1 and one line when the ground cannot be laid."""
    asked = _parser().parse_args(words)
    roots = Roots(asked.suite)
    try:
        if inside():
            return _on_fresh_ground(roots, asked)
        roots.prepare()
        try:
            return in_namespaces([sys.executable, "-m", "tests.ground", *words])
        finally:
            roots.sweep()
    except GroundError as error:
        say(str(error))
        return 1


def _on_fresh_ground(roots: Roots, asked: argparse.Namespace) -> int:
    if asked.table:
        return conditions.walk(PROJECT, asked.suite)
    with roots.fresh(keep=asked.keep) as root:
        clone = root.clone(PROJECT)
        return root.run(asked.command, cwd=clone) if asked.command else newcomer.walk(root, clone)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m tests.ground", description=__doc__)
    parser.add_argument("--suite", choices=SUITES, default=SUITES[0], help="the Debian release")
    parser.add_argument("--keep", action="store_true", help="leave the root behind, and say where")
    parser.add_argument("--table", action="store_true", help="try out every kind of machine")
    parser.add_argument("command", nargs="*", help="run this in the clone instead")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
