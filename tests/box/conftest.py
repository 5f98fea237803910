"""A box of the tests' own service, a key in a .p12, and mail as the service delivers it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC
from datetime import datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from playwright.sync_api import Browser
from playwright.sync_api import Playwright

from intake_app.box import make_box
from intake_app.catalog import load_region
from intake_app.catalog import load_texts
from intake_app.catalog import load_words
from intake_app.message import compose
from intake_app.message import envelope
from intake_app.referral import Referral
from intake_app.sealing import KeyPair
from intake_app.sealing import Sealer
from intake_app.sealing import load_signer
from intake_app.settings import CONTENT
from intake_app.settings import MailServer
from intake_app.settings import Recipient
from intake_app.settings import Settings
from tests.support import keys as throw_away
from tests.support.box.forms import Forms
from tests.support.box.staff import PASSPHRASE
from tests.support.box.staff import Deliver
from tests.support.box.staff import Staff
from tests.support.keys import Keys
from tests.support.referrals import FULLEST
from tests.support.referrals import LINKED

CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder on the computer of staff."""
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="session")
def box(desk: Path, keys: Keys) -> Path:
    file = desk / "box.html"
    file.write_bytes(make_box([load_signer(keys.signing.certificate)], load_texts(CONTENT)))
    return file


@pytest.fixture(scope="session")
def key_file(desk: Path, keys: Keys) -> Path:
    """What `intake key new` gives the agency."""
    key = load_pem_private_key(keys.agency.key.read_bytes(), None)
    certificate = x509.load_pem_x509_certificate(keys.agency.certificate.read_bytes())
    file = desk / "key.p12"
    pair = KeyPair(key, certificate)  # type: ignore[arg-type]
    file.write_bytes(pair.p12(PASSPHRASE.encode(), name=throw_away.AGENCY))
    return file


@pytest.fixture(scope="session")
def sealer(keys: Keys) -> Sealer:
    nowhere = Path("/nonexistent")
    return Sealer.load(
        Settings(
            region="halton",
            public_url="https://service.example",
            portal_dir=nowhere,
            state_dir=nowhere,
            secret_key=bytes(range(32)),
            database_url="sqlite://",
            mail=MailServer(host="127.0.0.1", port=2525, sender=throw_away.SENDER),
            recipients=(
                Recipient(throw_away.AGENCY, keys.agency.certificate),
                Recipient(throw_away.SECOND, keys.second.certificate),
            ),
            recovery_certificate=keys.recovery.certificate,
            signing_key=keys.signing.key,
            signing_certificate=keys.signing.certificate,
        ),
        now=datetime.now(UTC),
    )


@pytest.fixture(scope="session")
def deliver(sealer: Sealer) -> Deliver:
    """A request as it arrives in the agency's mailbox."""
    region, words = load_region(CONTENT, "leeds-grenville"), load_words(CONTENT, "en")

    def made(referral: Referral) -> bytes:
        sealed = sealer.seal(compose(referral, LINKED, region, words))
        return envelope(sealed, LINKED, words)

    return made


@pytest.fixture(scope="session")
def forms(deliver: Deliver, keys: Keys, tmp_path_factory: pytest.TempPathFactory) -> Forms:
    return Forms(deliver(FULLEST), keys, tmp_path_factory.mktemp("forms"))


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM, args=["--disable-gpu", "--no-first-run", *root]
    )
    yield browser
    browser.close()


@pytest.fixture
def staff(chromium: Browser, box: Path, key_file: Path) -> Iterator[Staff]:
    """In front of the box; nothing but the file itself may be asked for, nor anything go wrong."""
    context = chromium.new_context(locale="en-CA", accept_downloads=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text))
    page.goto(box.as_uri())
    yield Staff(page, key_file)
    context.close()
    assert {url for url in asked if not url.startswith("blob:")} == {box.as_uri()}
    assert wrong == []
