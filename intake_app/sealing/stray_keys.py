"""Private keys in files where certificates alone belong: whoever has one opens what is sealed."""

from __future__ import annotations

import re
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_private_key

from intake_app.errors import Fault
from intake_app.sealing.findings import Findings

OTHERS = 0o007
"""Rights on a file of every user of the machine."""
PEM = re.compile(rb"-----BEGIN [A-Z0-9 ]*PRIVATE KEY")
"""Locked or not, and of whatever program."""
PKCS12 = re.compile(rb"\x30(?:[\x00-\x80]|\x81.|\x82..|\x83...)\x02\x01\x03", re.DOTALL)
"""A `.p12` or `.pfx` begins with its version, and no certificate does."""
OPENS_HERE = "holds a private key: this machine could open what it seals"


def holds_private_key(content: bytes) -> bool:
    """Whether one stands in the bytes of a file, locked or not, beside other things or alone."""
    return bool(PEM.search(content) or PKCS12.match(content)) or _is_der_key(content)


def _is_der_key(content: bytes) -> bool:
    try:
        load_der_private_key(content, None)
    except TypeError:
        return True  # it asks for the passphrase
    except (ValueError, UnsupportedAlgorithm):
        return False
    return True


def key_of_a_reader(place: str, path: Path) -> Fault:
    """Something is sealed for this certificate, and its key is here."""
    cure = (
        "Take the key off this machine and out of its backups, leave the certificate alone in the"
        " file, count the key as exposed, and make a new one: `intake key plan`."
    )
    return Fault(place, f"{path} {OPENS_HERE}.", cure)


def key_beside_the_signer(place: str, path: Path, signing_key: Path) -> Findings:
    """The service holds that key anyway, and the settings may name one file for both; but a file
    of certificates is handed out, and the authority's key has no business here.
    """
    try:
        content, mode = path.read_bytes(), path.stat().st_mode
    except OSError:
        return Findings()  # told with all that is wrong with it
    if not holds_private_key(content) or path.resolve() == signing_key.resolve():
        return Findings()
    if mode & OTHERS:
        problem = f"{path} can be read by every user, and holds a private key."
        cure = "Take it out, count it as exposed, and make a new one: `intake key new --signing`."
        return Findings(faults=(Fault(place, problem, cure),))
    problem = f"A private key stands in {path} beside the certificates, which are handed out."
    cure = "Take it out: INTAKE_SIGNING_KEY names the signing key, the authority's stays offline."
    return Findings(warnings=(Fault(place, problem, cure),))
