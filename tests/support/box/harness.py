"""The box's own code without its page, so that thousands of mails can be tried in a minute.

In Chromium, from a file, with the pins of a real box. What is told of each mail is what its page
would show, or the reason for which it would refuse.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page

from intake_app.box.assembly import SOURCE
from intake_app.box.assembly import script
from intake_app.catalog import load_texts
from intake_app.sealing import load_signer
from intake_app.settings import CONTENT
from tests.support.keys import Keys

OPEN = "OPEN "
BATCH = 50
INSTEAD_OF_THE_PAGE = """
const pins = BOX.pins.map(pin => certificateFrom(unbase64(pin)));
let key = null;
const reason = error => (error instanceof Refused ? error.message : 'damaged');
globalThis.takeKey = async (file, passphrase) => {
  try {
    key = await keyFrom(unbase64(file), passphrase);
    return '';
  } catch (error) {
    return reason(error);
  }
};
const outcome = async mail => {
  try {
    const { text, sheet, json } = await openMail(unbase64(mail), key, pins);
    return `OPEN ${JSON.stringify([text, sheet, json])}`;
  } catch (error) {
    return reason(error);
  }
};
globalThis.outcomes = async mails => {
  const told = [];
  for (const mail of mails) told.push(await outcome(mail));
  return told;
};
"""


class Harness:
    """Opens with one key."""

    def __init__(self, page: Page, keys: Keys, empty: Path) -> None:
        self.page = page
        whole = script([load_signer(keys.signing.certificate)], load_texts(CONTENT))
        own = (SOURCE / "page.js").read_text(encoding="utf-8")
        assert own in whole
        empty.write_text("<!doctype html><title>Empty</title>", encoding="utf-8")
        page.goto(empty.as_uri())
        page.evaluate(whole.replace(own, INSTEAD_OF_THE_PAGE))

    def takes(self, key: bytes, passphrase: str) -> str:
        """Why the key is refused; empty when it is not."""
        told: str = self.page.evaluate(
            "([file, passphrase]) => takeKey(file, passphrase)", [_base64(key), passphrase]
        )
        return told

    def outcomes(self, mails: Sequence[bytes]) -> list[str]:
        """One for each mail, in order."""
        told: list[str] = []
        for start in range(0, len(mails), BATCH):
            batch = [_base64(mail) for mail in mails[start : start + BATCH]]
            told += self.page.evaluate("mails => outcomes(mails)", batch)
        return told


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
