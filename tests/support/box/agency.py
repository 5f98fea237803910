"""What an agency's computer holds: a box, a key in a .p12, and mail as the service delivers it."""

from __future__ import annotations

from datetime import UTC
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from intake_app.box import make_box
from intake_app.catalog import Language
from intake_app.catalog import load_region
from intake_app.catalog import load_texts
from intake_app.catalog import load_words
from intake_app.message import Metadata
from intake_app.message import compose
from intake_app.message import envelope
from intake_app.referral import Referral
from intake_app.sealing import KeyPair
from intake_app.sealing import Sealer
from intake_app.sealing import load_signer
from intake_app.settings import CONTENT
from tests.support.box.staff import PASSPHRASE
from tests.support.keys import AGENCY
from tests.support.keys import Keys
from tests.support.referrals import LINKED
from tests.support.settings import both_addresses
from tests.support.settings import make_settings

NOWHERE = Path("/nonexistent")


def write_box(folder: Path, keys: Keys) -> Path:
    """What `intake box` makes."""
    file = folder / "box.html"
    file.write_bytes(make_box([load_signer(keys.signing.certificate)], load_texts(CONTENT)))
    return file


def write_key_file(folder: Path, keys: Keys) -> Path:
    """What `intake key new` gives the agency."""
    key = load_pem_private_key(keys.agency.key.read_bytes(), None)
    assert isinstance(key, RSAPrivateKey)
    certificate = x509.load_pem_x509_certificate(keys.agency.certificate.read_bytes())
    file = folder / "key.p12"
    file.write_bytes(KeyPair(key, certificate).p12(PASSPHRASE.encode(), name=AGENCY))
    return file


def sealer_for(keys: Keys) -> Sealer:
    """The service's own."""
    settings = make_settings("halton", NOWHERE, keys, recipients=both_addresses(keys))
    return Sealer.load(settings, now=datetime.now(UTC))


def delivered(
    sealer: Sealer,
    referral: Referral,
    language: Language = "en",
    metadata: Metadata = LINKED,
) -> bytes:
    """A request as it arrives in the mailbox of staff who read in that language."""
    region, words = load_region(CONTENT, "leeds-grenville"), load_words(CONTENT, language)
    return envelope(sealer.seal(compose(referral, metadata, region, words)), metadata, words)
