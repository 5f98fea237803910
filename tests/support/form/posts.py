"""The ways through the form as posts alone, for whatever speaks HTTP and keeps its cookie."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from intake_app.journey import FIRST
from intake_app.journey import QUESTIONS
from tests.support.client import hidden_fields
from tests.support.form.walker import answers_on

ONE_PAGE = "/en/ask/one-page"
SEND = {"consent": "yes", "go": "send"}
TRAVELS = ("token", "seen", "answers", "kind")
"""Of the page of answers; release 0.1 had no `seen` there."""


class Posting(Protocol):
    """A driver."""

    def read(self, path: str) -> str:
        """The page; fails unless there is one."""

    def follow(self, path: str, fields: dict[str, str]) -> str:
        """Where a POST leads to; fails unless it leads on."""


def check_one_page(site: Posting, answers: Mapping[str, str]) -> dict[str, str]:
    """The form on one page, filled in and looked at: the fields of the last POST."""
    token = hidden_fields(site.read(ONE_PAGE))["token"]
    place = site.follow(ONE_PAGE, {**answers, "token": token, "go": "continue"})
    travelling = hidden_fields(site.read(place))
    return {name: travelling[name] for name in TRAVELS if name in travelling} | SEND


def walk(site: Posting, answers: Mapping[str, str]) -> str:
    """The form step by step, from the start page until it is sent: the confirmation's address."""
    site.read("/en/ask/")
    place = f"/en/ask/{FIRST}"
    for step in QUESTIONS:
        told = hidden_fields(site.read(place)) | answers_on(step, answers)
        place = site.follow(f"/en/ask/{step}", told | {"go": "continue"})
    return site.follow(place, hidden_fields(site.read(place)) | SEND)
