"""`intake box`: makes the file with which staff open requests in any browser."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from intake_app.box import make_box
from intake_app.catalog import load_texts
from intake_app.sealing import SpokenWords
from intake_app.sealing import load_signer
from intake_app.sealing import write_public
from intake_app.settings import CONTENT

MADE = """
{out}
  SHA-256  {digest}
  English  {en}
  French   {fr}
Operator and privacy officer each make the box, and read these words to each other: the same words,
the same box. Bring it to staff yourself, on a stick or a shared folder of the agency's. It is never
mailed, and never put on a web page.
"""


@click.command()
@click.option(
    "--signer",
    "signers",
    multiple=True,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Certificate of the signing key whose mails it opens; several times for several.",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to make, such as box.html.",
)
def box(signers: tuple[Path, ...], out: Path) -> None:
    """Make the request box: one file that opens requests in a browser, without a network.

    For staff whose mail program cannot open sealed mail. It shows nothing that was not signed with
    the key of a --signer. The same certificates give the same file, byte for byte.
    """
    if out.exists():
        raise click.UsageError(f"{out} is there already. Choose another name, or remove it.")
    texts = load_texts(CONTENT)
    content = make_box([load_signer(path) for path in signers], texts)
    write_public(out, content)
    digest = hashlib.sha256(content)
    words = SpokenWords.of(texts).spell(digest.digest())
    click.echo(MADE.format(out=out, digest=digest.hexdigest(), **words).strip())
