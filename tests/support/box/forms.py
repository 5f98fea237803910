"""Every form in which a sealed mail, or something like one, reaches somebody's computer.

Made by OpenSSL and by hand from a mail of the service's own, so that no code of ours opens what the
same code has made.
"""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization import NoEncryption
from cryptography.hazmat.primitives.serialization import PrivateFormat

from intake_app.sealing import KeyFiles
from tests.support.keys import Keys

MANY = 300_000
HEAD = b"From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
MIXED = HEAD + b'Content-Type: multipart/mixed; boundary="edge"\r\n\r\n'
SIGNED = (
    b'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\n"
)


def openssl(*words: str | Path, given: bytes = b"") -> bytes:
    return subprocess.run(["openssl", *words], input=given, capture_output=True, check=True).stdout


@dataclass(frozen=True)
class Forms:
    """Makes them from one delivered mail, with keys of the tests."""

    mail: bytes
    keys: Keys
    folder: Path

    @property
    def body(self) -> bytes:
        return self.mail.partition(b"\r\n\r\n")[2]

    @property
    def der(self) -> bytes:
        return base64.b64decode(self.body)

    @property
    def entity(self) -> bytes:
        """The sealed part with its own headers alone, as it would stand inside a multipart."""
        head = self.mail.partition(b"\r\n\r\n")[0].split(b"\r\n")
        own = [line for line in head if line.lower().startswith(b"content-")]
        return b"\r\n".join(own) + b"\r\n\r\n" + self.body

    def inner(self) -> bytes:
        """The signed part, as it was sealed."""
        agency = self.keys.agency
        return openssl(
            *("cms", "-decrypt", "-binary", "-inform", "DER"),
            *("-inkey", agency.key, "-recip", agency.certificate),
            given=self.der,
        )

    def content(self) -> bytes:
        """What was signed."""
        words = ("cms", "-verify", "-noverify", "-binary", "-inform", "DER")
        return openssl(*words, given=self.signed_part())

    def signed_part(self) -> bytes:
        """The signature and what it is over, without the seal."""
        return base64.b64decode(self.inner().partition(b"\r\n\r\n")[2])

    def signed(self, content: bytes, *more: str | Path, by: KeyFiles | None = None) -> bytes:
        pair = by or self.keys.signing
        who = ("-signer", pair.certificate, "-inkey", pair.key)
        how = ("cms", "-sign", "-binary", "-nodetach", "-outform", "DER", *who, *more)
        return openssl(*how, given=content)

    def sealed(
        self, inner: bytes, *more: str, cipher: str = "-aes256", reader_file: Path | None = None
    ) -> bytes:
        reader = ("-recip", reader_file or self.keys.agency.certificate)
        how = ("cms", "-encrypt", "-binary", cipher, "-outform", "DER", *more, *reader)
        return openssl(*how, given=inner)

    def resealed(self, signed: bytes, *more: str, cipher: str = "-aes256") -> bytes:
        wrapped = SIGNED + base64.encodebytes(signed).replace(b"\n", b"\r\n")
        return self.sealed(wrapped, *more, cipher=cipher)

    def opened(self) -> Iterator[tuple[str, bytes]]:
        """What the box must open, with the mail's own content."""
        content, signed = self.content(), self.signed(self.content())
        yield "the mail as it travelled", self.mail
        yield "with bare line feeds", self.mail.replace(b"\r\n", b"\n")
        yield "smime.p7m", self.der
        yield "smime.p7m in base64", self.body
        yield "base64 on one line", base64.b64encode(self.der)
        as_pem = ("-inform", "DER", "-outform", "PEM")
        yield "PEM of CMS", openssl("cms", "-cmsout", *as_pem, given=self.der)
        yield "PEM of PKCS7", openssl("pkcs7", *as_pem, given=self.der)
        yield "BER outside", self.sealed(self.inner(), "-stream")
        yield "BER inside", self.resealed(self.signed(content, "-stream"))
        yield "BER in both", self.resealed(self.signed(content, "-stream"), "-stream")
        yield "signed again by OpenSSL", self.resealed(signed)
        yield "wrapped by a gateway", self._wrapped(b"text/plain\r\n\r\n[External]", self.entity)
        yield "as octet-stream", self._wrapped(b"text/html\r\n\r\n<p>Hi", self._as_octets())
        forwarded = b"Content-Type: message/rfc822\r\n\r\n" + self.mail
        yield "forwarded as attachment", self._wrapped(b"text/plain\r\n\r\nFYI", forwarded)
        in_base64 = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        yield (
            "forwarded in base64",
            self._wrapped(b"text/plain\r\n\r\nFYI", in_base64 + base64.encodebytes(self.mail)),
        )
        binary = (
            b"Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: binary\r\n\r\n"
        )
        yield "not encoded", HEAD + binary + self.der
        yield "from an mbox", b"From - Thu Nov 26 03:13:09 2026\r\n" + self.mail
        yield "after a byte order mark", b"\xef\xbb\xbf\r\n" + self.mail
        yield "Outlook's .msg, the attachment", outlook_file(self.der)
        yield "Outlook's .msg, the whole mail", outlook_file(self.mail)

    def _wrapped(self, first: bytes, second: bytes) -> bytes:
        parts = (b"Content-Type: " + first, second)
        return MIXED + b"".join(b"--edge\r\n%s\r\n" % one for one in parts) + b"--edge--\r\n"

    def _as_octets(self) -> bytes:
        return (
            b"Content-Type: application/octet-stream; name=smime.p7m\r\n"
            b"Content-Transfer-Encoding: base64\r\n"
            b"Content-Disposition: attachment; filename=smime.p7m\r\n\r\n" + self.body
        )

    def refused(self) -> Iterator[tuple[str, bytes, str]]:
        """What the box must not show, and the reason it must give."""
        yield from self._other_files()
        yield from self._other_seals()
        yield from self._other_signatures()

    def _other_files(self) -> Iterator[tuple[str, bytes, str]]:
        yield "an empty file", b"", "notSealed"
        yield "a picture", b"\x89PNG\r\n\x1a\n" + bytes(500), "notSealed"
        yield "a ZIP folder", b"PK\x03\x04" + self.der, "zip"
        yield "winmail.dat", b"\x78\x9f\x3e\x22" + bytes(100), "winmail"
        yield "a mail that is not sealed", HEAD + b"\r\nHello\r\n", "noSealInMail"
        stripped = self._wrapped(
            b"text/plain\r\n\r\nHi", b"Content-Type: text/plain\r\n\r\nremoved"
        )
        yield "a mail whose attachment was taken off", stripped, "noSealInMail"
        yield "a web page", b"<!doctype html><script>alert(1)</script>" + self.der, "notSealed"
        yield "a .msg without a sealed part", outlook_file(bytes(9000)), "outlookFile"
        yield "a .msg that ends early", outlook_file(self.der)[:700], "outlookFile"
        yield "a .msg that points everywhere", outlook_file(self.der, wild=True), "outlookFile"
        chained = bytes.fromhex("d0cf11e0a1b11ae1") + b"\xff" * 504 + self.der
        yield "a .msg whose head is all ones", chained, "damaged"
        yield "a .msg of zeros", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(5000), "damaged"
        deep = b"".join(
            HEAD + b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (i, i)
            for i in range(200)
        )
        yield "a mail in a mail in a mail", deep, "damaged"
        yield "lengths that never end", b"\x30\x80" * 20_000, "notSealed"
        # A careless pattern looks at each blank once for every other blank.
        yield "blanks that never end", b"MI" + b" " * MANY + b"!", "notSealed"
        blanks = b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b" " * MANY
        kind = b"Content-Type: application/pkcs7-mime\r\n"
        yield "a mail of blanks", HEAD + kind + blanks, "noSealInMail"
        yield "smime.p7m cut off", self.der[:-1000], "damaged"
        yield "a mail cut off", self.mail[:-4000], "damaged"
        yield "more than a request ever is", bytes(30_000_000), "tooBig"

    def _other_seals(self) -> Iterator[tuple[str, bytes, str]]:
        inner, signed = self.inner(), self.signed(self.content())
        for_another = self.sealed(inner, reader_file=self.stranger().certificate)
        yield "sealed for another key", for_another, "otherKey"
        yield "not sealed at all", signed, "onlySigned"
        yield "sealed with AES-128", self.sealed(inner, cipher="-aes128"), "otherForm"
        yield "sealed with triple DES", self.sealed(inner, cipher="-des3"), "otherForm"
        yield "sealed with AES-GCM", self.sealed(inner, cipher="-aes-256-gcm"), "newerForm"
        yield "reader named by key identifier", self.sealed(inner, "-keyid"), "otherForm"
        oaep = openssl(
            *("cms", "-encrypt", "-binary", "-aes256", "-outform", "DER"),
            *("-recip", self.keys.agency.certificate, "-keyopt", "rsa_padding_mode:oaep"),
            given=inner,
        )
        yield "sealed with OAEP", oaep, "otherForm"

    def _other_signatures(self) -> Iterator[tuple[str, bytes, str]]:
        content, twin, stranger = self.content(), self.twin(), self.stranger()
        yield "sealed without a signature", self.sealed(content), "unsigned"
        by_stranger = self.signed(content, by=stranger)
        yield "signed by a stranger", self.resealed(by_stranger), "unknownSigner"
        by_twin = self.signed(content, by=twin)
        yield "signed by a twin: same issuer, same serial", self.resealed(by_twin), "badSignature"
        both = ("-signer", stranger.certificate, "-inkey", stranger.key)
        yield "signed by two", self.resealed(self.signed(content, *both)), "badSignature"
        yield (
            "signed without attributes",
            self.resealed(self.signed(content, "-noattr")),
            "badSignature",
        )
        sha512 = self.signed(content, "-md", "sha512")
        yield "signed with SHA-512", self.resealed(sha512), "badSignature"
        by_reader = self.signed(content, by=self.keys.agency)
        yield "signed by a reader", self.resealed(by_reader), "unknownSigner"

    def stranger(self) -> KeyFiles:
        """Says to be the service, with a certificate of its own making."""
        files = KeyFiles(self.folder / "stranger.key", self.folder / "stranger.crt")
        if not files.key.exists():
            made = ("req", "-x509", "-newkey", "rsa:3072", "-nodes", "-days", "30")
            whose = ("-subj", "/CN=requests@service.example")
            openssl(*made, *whose, "-keyout", files.key, "-out", files.certificate)
        return files

    def twin(self) -> KeyFiles:
        """Issuer and serial number of the service's own, and another key."""
        own = x509.load_pem_x509_certificate(self.keys.signing.certificate.read_bytes())
        key = ec.generate_private_key(ec.SECP256R1())
        builder = (
            x509.CertificateBuilder()
            .subject_name(own.subject)
            .issuer_name(own.issuer)
            .serial_number(own.serial_number)
            .public_key(key.public_key())
            .not_valid_before(own.not_valid_before_utc)
            .not_valid_after(own.not_valid_after_utc)
        )
        files = KeyFiles(self.folder / "twin.key", self.folder / "twin.crt")
        bare = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        files.key.write_bytes(key.private_bytes(*bare))
        made = builder.sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256())
        files.certificate.write_bytes(made.public_bytes(Encoding.PEM))
        return files


SECTOR = 512
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def outlook_file(stream: bytes, *, wild: bool = False) -> bytes:
    """An OLE compound file as Outlook writes it, with one stream in it.

    `wild` ones say that every sector follows itself, and are longer than they are.
    """
    sectors = -(-len(stream) // SECTOR)
    tables = -(-(sectors + 1 + 400) // (SECTOR // 4))
    first = tables + 1
    follows = [TABLE] * tables + [END]
    follows += [first + i + 1 for i in range(sectors - 1)] + [END]
    if wild:
        follows = [TABLE] * tables + [END] + [first] * sectors
    follows += [FREE] * (tables * SECTOR // 4 - len(follows))
    length = 0x7FFFFFFF if wild else len(stream)
    directory = _entry("Root Entry", 5, END, 0) + _entry("__substg1.0_37010102", 2, first, length)
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + _words(0x3E, 3, 0xFFFE, 9, 6, size=2)
    header += bytes(10) + _words(tables, tables, 0, 4096, END, 0, END, 0)
    header += _words(*range(tables), *[FREE] * (109 - tables))
    table = _words(*follows)
    padded = stream + bytes(-len(stream) % SECTOR)
    return header + table + directory.ljust(SECTOR, b"\0") + padded


def _words(*numbers: int, size: int = 4) -> bytes:
    return b"".join(number.to_bytes(size, "little") for number in numbers)


def _entry(name: str, kind: int, first: int, length: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    head = encoded.ljust(64, b"\0") + _words(len(encoded), size=2) + bytes([kind, 1])
    return head + _words(FREE, FREE, FREE) + bytes(36) + _words(first, length, 0)
