"""The whole product on one machine, to try: throw-away keys, a mail server of its own, a mailbox.

Loaded by `intake demo` alone. Whatever serves real families cannot import it.
"""

from pathlib import Path

ROWS = Path(__file__).resolve().parent / "rows"
"""What the demo lays over content/: invented where a region has nothing to show yet."""
