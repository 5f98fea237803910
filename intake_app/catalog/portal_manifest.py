"""What a portal was built from, written beside it: so that it and the form say the same.

The version is of what editors change. The build writes it down, the service compares.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from dataclasses import dataclass
from pathlib import Path

SHOWN = 12


def content_version(content: Path, region: str) -> str:
    """Of everything in content/ that this region shows. Empty when it cannot be read."""
    digest = hashlib.sha256()
    try:
        for path in _files(content, region):
            data = path.read_bytes()
            digest.update(f"{path.relative_to(content).as_posix()} {len(data)}\n".encode())
            digest.update(data)
    except OSError:
        return ""
    return digest.hexdigest()[:SHOWN]


def _files(content: Path, region: str) -> list[Path]:
    others = content / "regions"
    shared = ("pages", "pictures", "words", "leaflets")
    folders = [*(content / name for name in shared), others / region]
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return sorted([*found, *content.glob("*.yml")])


@dataclass(frozen=True)
class PortalManifest:
    """Whose portal it is, for which address, of which content."""

    region: str
    public_url: str
    """Empty for a demonstration."""
    content: str

    def write(self, portal: Path) -> None:
        """Beside a finished portal."""
        beside(portal).write_text(f"{json.dumps(asdict(self))}\n", encoding="utf-8")

    @classmethod
    def read(cls, portal: Path | None) -> PortalManifest | None:
        """None when it says nothing: built by an earlier release, or not at all, or elsewhere."""
        if portal is None:
            return None
        try:
            said = json.loads(beside(portal).read_text(encoding="utf-8"))
            return cls(*(str(said[name]) for name in ("region", "public_url", "content")))
        except (OSError, ValueError, KeyError, TypeError):
            return None


def beside(portal: Path) -> Path:
    """`build/portal` -> `build/portal-manifest.json`."""
    return portal.with_name(f"{portal.name}-manifest.json")
