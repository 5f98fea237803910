"""Where is …, and what may I touch? What a fresh reader asks, and where the documents lead."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.support.maps import definitions
from tests.support.project import PROJECT


@dataclass(frozen=True)
class Asked:
    """One question."""

    question: str
    document: str
    """Where the answer stands,"""
    words: str
    """in the line that says so,"""
    place: str
    """which names this place."""
    holds: str
    """A name defined there, a file or folder, or a piece of its text."""


README, CONTRIBUTING, ARCHITECTURE = "README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"
GLOSSARY, SECURITY = "docs/glossary.md", "SECURITY.md"

QUESTIONS = (
    Asked("what may an agency's editor touch", README, "nowhere else", "content/", "words"),
    Asked(
        "where do I change what a screen says",
        CONTRIBUTING, "words of a screen", "content/words/", "ask.yml",
    ),
    Asked(
        "where do I change an agency's phone number",
        CONTRIBUTING, "a fact of one region", "content/regions/", "halton/region.yml",
    ),
    Asked(
        "where is the list of all questions",
        GLOSSARY, "one field of the form", "intake_app/questions.py", "SCREENS",
    ),
    Asked(
        "where do I change the order of the screens",
        CONTRIBUTING, "Their order is the order", "intake_app/questions.py", "SCREENS",
    ),
    Asked(
        "where is a typed answer checked",
        CONTRIBUTING, "what is checked", "intake_app/forms/screens.py", "NameScreen",
    ),
    Asked(
        "where is a new question added to the mail",
        CONTRIBUTING, "a line for staff", "intake_app/message/sheet.py", "lay_out",
    ),
    Asked(
        "where is the schema of referral.json",
        GLOSSARY, "referral.json", "intake_app/referral/document.py", "SCHEMA",
    ),
    Asked(
        "where is it decided how long the way between two tries is",
        GLOSSARY, "pause between two tries", "intake_app/retry.py", "pause_after",
    ),
    Asked("where is SMTP spoken", CONTRIBUTING, "| SMTP |", "intake_app/mailer.py", "Mailer"),
    Asked("where may SQL stand", CONTRIBUTING, "| SQL |", "intake_app/store/", "tables.py"),
    Asked(
        "where is a request encrypted",
        GLOSSARY, "| seal |", "intake_app/sealing/seal.py", "Sealer",
    ),
    Asked(
        "where does a request get its number",
        GLOSSARY, "| number |", "intake_app/reference.py", "request_number",
    ),
    Asked(
        "where are half-filled forms kept",
        GLOSSARY, "| draft |", "intake_app/drafts/repository.py", "DraftRepository",
    ),
    Asked(
        "where does the way out lead",
        GLOSSARY, "Leave this page", "content/regions/halton/region.yml", "leave_to",
    ),
    Asked(
        "where are the answers to choose from",
        CONTRIBUTING, "answers to choose from", "intake_app/referral/model.py", "Who",
    ),
    Asked(
        "how long does a code open a form",
        GLOSSARY, "| code |", "intake_app/drafts/draft.py", "LATER",
    ),
    Asked(
        "how much of a postal code is kept",
        GLOSSARY, "| place |", "intake_app/forms/places.py", "read_place",
    ),
    Asked(
        "which days are no working days",
        GLOSSARY, "| working day |", "intake_app/intake/workdays.py", "WorkingDays",
    ),
    Asked(
        "where is the way out",
        GLOSSARY, "| Leave this page |", "intake_app/routes/family.py", "leave",
    ),
    Asked(
        "where do I change a header of every answer",
        CONTRIBUTING, "a header of every answer",
        "intake_app/security/headers.txt", "Content-Security-Policy",
    ),
    Asked(
        "where are many requests from one network counted",
        GLOSSARY, "never dropped", "intake_app/security/rate_limit.py", "RequestRate",
    ),
    Asked(
        "where is a setting added",
        CONTRIBUTING, "a row of `SETTINGS`", "intake_app/settings/table.py", "SETTINGS",
    ),
    Asked(
        "where is a command added",
        CONTRIBUTING, "names it", "intake_app/cli/__init__.py", "COMMANDS",
    ),
    Asked(
        "where do pages get their look",
        CONTRIBUTING, "how the portal and the form look", "site/overrides/", "main.html",
    ),
    Asked(
        "where does MkDocs touch our code",
        CONTRIBUTING, "only hands on", "site/hooks.py", "on_files",
    ),
    Asked(
        "where do I list a new page's address",
        CONTRIBUTING, "What was published is never taken away",
        "tests/portal/published.txt", "/en/contact/",
    ),
    Asked(
        "where is the paper form made",
        GLOSSARY, "| paper form |", "site/portal/documents/library.py", "form_pages",
    ),
    Asked(
        "what may a test share with another",
        CONTRIBUTING, "what several tests use", "tests/support/", "form/walker.py",
    ),
    Asked(
        "where is the complete request that tests send",
        CONTRIBUTING, "an answer to it", "tests/support/referrals.py", "FULLEST",
    ),
    Asked(
        "where is a question hidden from those of whom it is not asked",
        CONTRIBUTING, "steps and one page follow", "intake_app/static/ask.css", ".for-helpers",
    ),
    Asked(
        "where do I change a help line that all of Canada has",
        CONTRIBUTING, "a help line of all of Canada",
        "intake_app/catalog/national_lines.py", "LINES",
    ),
    Asked(
        "where is a new kind of fact read and checked",
        CONTRIBUTING, "a fact of one region", "intake_app/catalog/region.py", "load_region",
    ),
    Asked(
        "where is a new kind of page named",
        CONTRIBUTING, "A new kind of page", "site/portal/frontmatter.py", "TEMPLATES",
    ),
    Asked(
        "where does it stand what a sealed mail is laid out of",
        CONTRIBUTING, "what a sealed mail is laid out of",
        "intake_app/referral/sheet_schema.py", "SHEET_SCHEMA",
    ),
    Asked(
        "where does the request box draw a mail",
        CONTRIBUTING, "what a sealed mail is laid out of", "intake_app/box/source/sheet.js", "safe",
    ),
    Asked(
        "where is a new column emptied that leads to a family",
        CONTRIBUTING, "leads to a family", "intake_app/store/erasure.py", "CLEARED",
    ),
    Asked(
        "where is a new part of the benchmark named",
        CONTRIBUTING, "what something costs", "bench/__main__.py", "PARTS",
    ),
    Asked(
        "where are the schemas kept that were published before",
        CONTRIBUTING, "write the copy of it", "intake_app/referral/published/",
        "referral.schema.1.json",
    ),
    Asked("where is the benchmark", CONTRIBUTING, "what something costs", "bench/", "__main__.py"),
    Asked(
        "where does it say who may import whom",
        CONTRIBUTING, "has the storeys", "pyproject.toml", "[tool.importlinter]",
    ),
    Asked(
        "which order of store and answer must I never turn round",
        ARCHITECTURE, "before \"received\"", "tests/faults/test_accept.py",
        "test_nothing_is_told_before_the_last_sync_has_returned",
    ),
    Asked(
        "which decision do I read before I change the seal",
        "docs/adr/README.md", "S/MIME", "0002-smime-form.md", "AES-256-CBC",
    ),
    Asked(
        "how do I report a hole",
        SECURITY, "threat model", "docs/threat-model.md", "What is worth protecting",
    ),
    Asked(
        "what happens when a key is in wrong hands",
        SECURITY, "operator's handbook", "docs/operator.md", "It may be in wrong hands",
    ),
    Asked(
        "where is the text that a family agrees to",
        GLOSSARY, "| consent text |", "content/regions/halton/region.yml", "approved_on",
    ),
    Asked(
        "when does an alarm ring again",
        GLOSSARY, "| stage of an alarm |", "intake_app/intake/alarm_stages.py", "LATE_MAIL",
    ),
    Asked(
        "what erases a draft of somebody who left",
        GLOSSARY, "| erasing of drafts |", "intake_app/drafts/eraser.py", "DraftEraser",
    ),
    Asked(
        "where is a check of the machine added",
        CONTRIBUTING, "runs before every start", "intake_app/intake/readiness.py", "Readiness",
    ),
    Asked(
        "where is the error under the phone field",
        CONTRIBUTING, "the error under a field", "content/words/errors.yml", "text_phone",
    ),
    Asked(
        "what finds that a phone number is wrong",
        CONTRIBUTING, "the error under a field", "intake_app/forms/checks.py", "is_phone_number",
    ),
    Asked(
        "where do the operator's files for nginx and systemd lie",
        ARCHITECTURE, "nginx stands in front", "deploy/nginx.conf", "limit_req_zone",
    ),
)  # fmt: skip


def test_at_least_twenty_are_asked() -> None:
    assert len({asked.question for asked in QUESTIONS}) >= 20


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked.question)
def test_the_document_leads_to_the_place(asked: Asked) -> None:
    text = (PROJECT / asked.document).read_text(encoding="utf-8")
    answers = [line for line in text.splitlines() if asked.words in line]
    assert any(asked.place in line for line in answers), answers


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked.question)
def test_the_place_holds_it(asked: Asked) -> None:
    near = (PROJECT / asked.document).parent / asked.place
    place = near if near.exists() else PROJECT / asked.place
    if place.is_dir():
        assert (place / asked.holds).exists()
    elif place.suffix == ".py":
        assert asked.holds in definitions(place)
    else:
        assert asked.holds in place.read_text(encoding="utf-8")
