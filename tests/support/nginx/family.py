"""A family's browser before nginx: the form on one page, filled in, checked and sent.

`python -m tests.support.nginx.family CA_FILE` does it once at https://help.agency.example/ on the
network where it runs, and prints where the confirmation is.
"""

from __future__ import annotations

import ssl
import sys
from pathlib import Path

from tests.support.client import hidden_fields
from tests.support.nginx.front import Answer
from tests.support.nginx.front import Front

OWN_WORDS = "Nobody but the agency may read these words"
PHONE = "613-555-0123"
ANSWERS = {
    "who": "parent", "name": "Zelda Quince", "reach": "phone", "phone": PHONE,
    "leave_message": "yes", "talk_language": "en", "lives_in_region": "yes", "age_band": "6-11",
    "own_words": OWN_WORDS, "go": "continue",
}  # fmt: skip


def send_request(site: Front) -> Answer:
    """What the browser is told in the end."""
    shown = site.ask("GET", "/en/ask/one-page")
    token = hidden_fields(shown.body)["token"]
    (place,) = site.post("/en/ask/one-page", **ANSWERS, token=token).all("Location")
    checked = site.ask("GET", place)
    assert checked.status == 200, checked.body
    travelling = hidden_fields(checked.body)
    kept = {name: travelling[name] for name in ("token", "answers")}
    return site.post("/en/ask/one-page", **kept, consent="yes", go="send")


def main(ca_file: str) -> None:
    """As on a machine of the family's own."""
    trusted = ssl.create_default_context(cafile=ca_file)
    site = Front(Path(), Path(), port=443, plain_port=80, trusted=trusted)
    answer = send_request(site)
    [place] = answer.all("Location")
    shown = site.ask("GET", place)
    assert shown.status == 200, shown.body
    sys.stdout.write(f"{place}\n")


if __name__ == "__main__":
    main(sys.argv[1])
