"""Staff in front of the box: a file on their computer, opened in a browser."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Page
from playwright.sync_api import expect

from intake_app.catalog import Language
from intake_app.catalog import load_words
from intake_app.message import Metadata
from intake_app.referral import Referral
from intake_app.settings import CONTENT
from tests.support.referrals import LINKED


class Deliver(Protocol):
    """A request sealed for them, as the service sends it."""

    def __call__(
        self, referral: Referral, language: Language = "en", metadata: Metadata = LINKED
    ) -> bytes:
        """The mail, as it arrives."""


PASSPHRASE = "four words will do"  # noqa: S105


@dataclass(frozen=True)
class Staff:
    """One person with a key; things are found by what they are and what they are called."""

    page: Page
    key: Path
    language: Language = "en"

    def word(self, key: str, **values: object) -> str:
        """A sentence of the box, as it is in content/words."""
        return load_words(CONTENT, self.language)(f"box.{key}", **values)

    def press(self, key: str) -> None:
        self.page.get_by_role("button", name=self.word(key), exact=True).click()

    def hand_in(
        self,
        mail: bytes | Path,
        *,
        key: bytes | Path | None = None,
        passphrase: str = PASSPHRASE,
    ) -> None:
        """Choose mail and key, type the passphrase, press the button."""
        self.choose("open.mail", mail)
        self.choose("open.key", key or self.key)
        self.page.get_by_label(self.word("open.passphrase")).fill(passphrase)
        self.press("open.button")

    def choose(self, label: str, file: bytes | Path) -> None:
        """By its path, as a person does; bytes are put into a file first."""
        path = file if isinstance(file, Path) else self.key.with_name(label)
        if isinstance(file, bytes):
            path.write_bytes(file)
        self.page.get_by_label(self.word(label)).set_input_files(path)

    def reads(self) -> str:
        """The request that is shown; waited for."""
        article = self.page.get_by_role("article")
        expect(article).to_be_visible()
        return article.inner_text()

    def outcome(self) -> str:
        """What is shown, or why nothing is; whichever comes."""
        article, alert = self.page.get_by_role("article"), self.page.get_by_role("alert")
        expect(article.or_(alert)).to_be_visible()
        return alert.inner_text() if alert.is_visible() else f"OPEN {article.inner_text()}"

    def is_refused(self, reason: str) -> None:
        """The sentence of that reason is shown, and nothing else."""
        sentence = self.word(f"refused.{reason}")
        fixed = max(sentence.split("{")[0], sentence.split("}")[-1], key=len)
        expect(self.page.get_by_role("alert")).to_contain_text(fixed)
        expect(self.page.get_by_role("article")).to_have_count(0)

    def hands_in_next(self, mail: bytes) -> str:
        """Another mail, with the key that is open already if one is; what comes of it."""
        another = self.page.get_by_role("button", name=self.word("open.another"), exact=True)
        if another.is_visible():
            another.click()
        if self.page.get_by_label(self.word("open.passphrase")).is_visible():
            self.hand_in(mail)
        else:
            self.choose("open.mail", mail)
            self.press("open.button")
        return self.outcome()

    def starts_again(self) -> None:
        """Close the file and open it anew."""
        self.page.reload()
