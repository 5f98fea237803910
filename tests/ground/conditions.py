"""Machines that are not like ours, one row each: on each, a newcomer tries the product out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

from tests.ground.newcomer import try_out
from tests.ground.roots import SUITES
from tests.ground.roots import Root
from tests.ground.roots import Roots
from tests.ground.roots import say

SOMEBODY = "somebody"


@dataclass(frozen=True, kw_only=True)
class Condition:
    """What differs from a clone in root's home on Debian 12."""

    name: str
    suite: str = SUITES[0]
    folder: str = "one-story"
    umask: int = 0o022
    environ: Mapping[str, str] = field(default_factory=dict)
    archive: bool = False
    """Unpacked from a tarball, without .git."""
    user: str = "root"
    without: tuple[str, ...] = ()
    """Files that are taken away first."""

    def lay_out(self, root: Root, project: Path) -> tuple[Root, Path]:
        """The root for this user, and where the project lies in it."""
        for file in self.without:
            (root.folder / file).unlink(missing_ok=True)
        own = root if self.user == "root" else root.add_user(self.user)
        take = own.unpack if self.archive else own.clone
        return own, take(project, self.folder, self.umask)


CONDITIONS = (
    Condition(name="Debian 12 with Python 3.11.2"),
    Condition(name="Debian 13 with Python 3.13", suite="trixie"),
    Condition(name="a folder with a space", folder="One Story (2)"),
    Condition(name="umask 077", umask=0o077),
    Condition(name="LANG=C", environ={"LANG": "C"}),
    Condition(name="no time zone", without=("etc/localtime", "etc/timezone")),
    Condition(name="a tarball without .git", archive=True),
    Condition(name="a user who is not root", user=SOMEBODY),
    Condition(
        name="all of it at once",
        folder="Une histoire à nous",
        umask=0o077,
        environ={"LANG": "C"},
        archive=True,
        user=SOMEBODY,
        without=("etc/localtime", "etc/timezone"),
    ),
)


def walk(project: Path, suite: str) -> int:
    """Every row of this release, each on a root nobody has used."""
    for condition in CONDITIONS:
        if condition.suite == suite:
            say(f"{condition.name} …")
            with Roots(suite).fresh() as root:
                own, place = condition.lay_out(root, project)
                try_out(own, place, umask=condition.umask, environ=condition.environ)
    return 0
