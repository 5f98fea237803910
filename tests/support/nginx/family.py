"""A family's browser before nginx: the form on one page, filled in, checked and sent.

`python -m tests.support.nginx.family CA_FILE [HOST]` does it once at https://help.agency.example/,
or at that host, on the network where it runs, and prints where the confirmation is.
"""

from __future__ import annotations

import ssl
import sys
from pathlib import Path

from tests.support.form.answers import NEEDED
from tests.support.form.posts import ONE_PAGE
from tests.support.form.posts import check_one_page
from tests.support.nginx.front import HOST
from tests.support.nginx.front import Answer
from tests.support.nginx.front import Front

OWN_WORDS = "Nobody but the agency may read these words"
ANSWERS = {
    **NEEDED, "name": "Zelda Quince", "leave_message": "yes", "own_words": OWN_WORDS,
}  # fmt: skip
PHONE = ANSWERS["phone"]


def send_request(site: Front) -> Answer:
    """What the browser is told in the end."""
    return site.post(ONE_PAGE, **check_one_page(site, ANSWERS))


def main(ca_file: str, host: str = HOST) -> None:
    """As on a machine of the family's own."""
    trusted = ssl.create_default_context(cafile=ca_file)
    site = Front(Path(), Path(), port=443, plain_port=80, trusted=trusted, host=host)
    answer = send_request(site)
    [place] = answer.all("Location")
    site.read(place)
    sys.stdout.write(f"{place}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
