"""Why a connection came to nothing, in words for an operator; never an address or a secret."""

from __future__ import annotations

import smtplib
import socket
import ssl

CERTIFICATES = {10: "its certificate has ended", 62: "its certificate is for another name"}
"""By OpenSSL's own numbers; all others mean that nobody whom this machine trusts vouches for it."""
KINDS: tuple[tuple[type[BaseException], str], ...] = (
    (ConnectionRefusedError, "nothing listens there (connection refused)"),
    (ConnectionResetError, "it hung up"),
    (BrokenPipeError, "it hung up"),
    (TimeoutError, "it does not answer in time"),
    (socket.gaierror, "its name is not known here (DNS)"),
    (ssl.SSLError, "TLS with it fails"),
    (UnicodeError, "a name or address in the settings is none that can be sent: mend it"),
    (smtplib.SMTPServerDisconnected, "it hung up"),
    (smtplib.SMTPNotSupportedError, "it does not offer what is needed (STARTTLS or sign-in)"),
)


def in_words(error: BaseException) -> str:
    """What a person can act on."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return CERTIFICATES.get(error.verify_code, "nobody trusted here vouches for it (TLS)")
    known = (words for kind, words in KINDS if isinstance(error, kind))
    no_way = "there is no way to it" if isinstance(error, OSError) and error.errno else ""
    return next(known, no_way or type(error).__name__)
