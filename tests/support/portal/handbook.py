"""docs/editor.md, read as an editor reads it: its steps, in their order, each done as it stands.

A step is a paragraph that begins with a bold verb of `VERBS`. Whoever writes one in another way,
or lets it go stale, fails the test that does the handbook's week.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.project import PROJECT

HANDBOOK = PROJECT / "docs" / "editor.md"
CHAPTERS = ("Your first hour", "Your week")
BLOCK = re.compile(r"```\w*\n(.*?)```\n", re.DOTALL)
STEP = re.compile(r"^\*\*(\w+)\*\*|^\*\*(\w+):\*\*")
NAME = re.compile(r"`([^`]+)`")
SEEN = re.compile(r"`(/[^`]*)`|(no longer )?“([^”]+)”")
VERBS = ("Type", "Write", "Change", "Copy", "Delete", "Put", "Start", "Look", "Read")


@dataclass(frozen=True)
class Step:
    """One thing to do, or to look at."""

    part: str
    """The heading above it."""
    verb: str
    sentence: str
    blocks: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Files, as the sentence names them."""
        return tuple(NAME.findall(self.sentence))


@dataclass(frozen=True)
class Sight:
    """A text that a page shows, or shows no longer."""

    address: str
    text: str
    gone: bool = False


def read_steps(handbook: str) -> Iterator[Step]:
    """Every step of the chapters that an editor works through."""
    for part, text in _parts(handbook):
        rows = _paragraphs(text)
        for number, row in enumerate(rows):
            if (found := STEP.match(row)) and (found[1] or found[2]) in VERBS:
                verb = found[1] or found[2]
                yield Step(part, verb, row, tuple(_blocks_below(rows[number + 1 :], verb)))


def _parts(handbook: str) -> Iterator[tuple[str, str]]:
    """Heading and text of each part of the chapters."""
    for chapter in CHAPTERS:
        start = handbook.index(f"\n## {chapter}\n") + 1
        whole = handbook[start : handbook.find("\n## ", start)]
        for part in re.split(r"^#{2,3} ", whole, flags=re.MULTILINE)[1:]:
            heading, _, text = part.partition("\n")
            yield heading, text


def _paragraphs(text: str) -> list[str]:
    """Paragraphs and blocks, in their order; a block is one, however many blank lines it has."""
    rows: list[str] = []
    for number, piece in enumerate(BLOCK.split(f"{text}\n")):
        if number % 2:
            rows.append(f"```{piece}")
        else:
            rows += [row.strip() for row in piece.split("\n\n") if row.strip()]
    return rows


def _blocks_below(rows: list[str], verb: str) -> Iterator[str]:
    """The block of a step; of a change both, with the word `to:` between them."""
    wanted = {"Change": ("```", "to:", "```"), "Copy": (), "Delete": (), "Put": (), "Look": ()}
    for row, start in zip(rows, wanted.get(verb, ("```",)), strict=False):
        assert row.startswith(start), f"Below “{verb}” the handbook says “{row}”."
        if start == "```":
            yield row.removeprefix("```")


@dataclass(frozen=True)
class Hands:
    """Do the steps in a project of their own."""

    project: Path
    run: Callable[[str], None]
    """Types a line into the project's terminal."""
    picture: bytes

    def do(self, step: Step) -> None:
        """Everything but to look."""
        getattr(self, f"_{step.verb.lower()}")(step)

    def _type(self, step: Step) -> None:
        for line in step.blocks[0].splitlines():
            assert shlex.split(line), line
            self.run(line)

    def _write(self, step: Step) -> None:
        path = self.project / step.names[0]
        assert not path.exists(), f"{path} is there already"
        self._save(path, step.blocks[0].encode())

    def _change(self, step: Step) -> None:
        path, (old, new) = self.project / step.names[0], step.blocks
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{step.names[0]} says {text.count(old)} times: {old}"
        self._save(path, text.replace(old, new).encode())

    def _copy(self, step: Step) -> None:
        source, target = (self.project / name for name in step.names)
        self._save(target, source.read_bytes())

    def _delete(self, step: Step) -> None:
        for name in step.names:
            (self.project / name).unlink()

    def _put(self, step: Step) -> None:
        self._save(self.project / step.names[0], self.picture)

    def _save(self, path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def sights(step: Step) -> Iterator[Sight]:
    """What is to be seen, and where: each text belongs to the address before it."""
    address = ""
    for named, gone, text in SEEN.findall(step.sentence):
        address = named or address
        if text:
            yield Sight(address, text, bool(gone))
    if step.verb == "Read":
        yield from (Sight(step.names[0], line) for line in step.blocks[0].splitlines())


def lay_out_project(folder: Path) -> Path:
    """The project as an editor gets it; its program is ours."""
    folder.mkdir(parents=True)
    for name in ("content", "docs"):
        shutil.copytree(PROJECT / name, folder / name)
    for name in ("mkdocs.yml", "Makefile", "pyproject.toml", "requirements.lock", ".gitignore"):
        shutil.copy(PROJECT / name, folder)
        os.utime(folder / name, (0, 0))  # older than what was installed from it
    (folder / "site").symlink_to(PROJECT / "site")
    (folder / "build").mkdir()
    (folder / "build/venv").symlink_to(PROJECT / "build/venv")
    return folder
