"""The demo's mailbox hands out a box and a key that fit the mails in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from flask.testing import FlaskClient

from intake_app.demo.handout import PASSPHRASE
from intake_app.demo.mailbox import mailbox
from intake_app.demo.mailserver import Mailbox
from intake_app.demo.settings import Place


@pytest.fixture
def demo(tmp_path: Path) -> FlaskClient:
    place = Place(tmp_path / "demo")
    with place.kept_for_us():
        Mailbox(place.mailbox).keep(b"Subject: New request\r\n\r\nMIAG\r\n")
    return mailbox(place).test_client()


def test_box_key_and_mail_are_files_to_download(demo: FlaskClient) -> None:
    for address, begin in (("box.html", b"<!doctype"), ("1/request.eml", b"Subject:")):
        answer = demo.get(f"/{address}")
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.data.startswith(begin)
    assert load_pkcs12(demo.get("/key.p12").data, PASSPHRASE.encode()).key is not None
    assert demo.get("/2/request.eml").status_code == 404


def test_the_page_of_a_mail_says_how_to_open_it_in_the_box(demo: FlaskClient) -> None:
    page = demo.get("/1/").get_data(as_text=True)
    assert PASSPHRASE in page
    for address in ("/box.html", "/key.p12", "/1/request.eml"):
        assert f'href="{address}"' in page
