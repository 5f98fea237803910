"""The daily sign of life: what it counts and names, also when there is nothing to tell."""

from __future__ import annotations

from datetime import date
from datetime import datetime
from datetime import timedelta

import sqlalchemy as sa

from intake_app.catalog import load_words
from intake_app.dates import ONTARIO
from intake_app.intake.sign_of_life import FOR_OPERATORS
from intake_app.intake.sign_of_life import SignOfLife
from intake_app.message import text_part
from intake_app.settings import CONTENT
from intake_app.store import Store
from intake_app.store.tables import deliveries
from intake_app.store.tables import requests
from tests.support.office import ADDRESSES
from tests.support.office import MINUTE
from tests.support.office import accept

MONDAY = datetime(2027, 1, 4, 7, 0, tzinfo=ONTARIO)
DAY = timedelta(days=1)


def sign_of_life(store: Store) -> SignOfLife:
    return SignOfLife(
        store=store,
        region="HAL",
        cause=FOR_OPERATORS,
        addresses=ADDRESSES,
        sender="requests@service.example",
        words=load_words(CONTENT, "en"),
        wrap=text_part,
    )


def accept_at(store: Store, when: datetime) -> None:
    accept(store, f"{when}", year=when.year, accepted_at=when)


def lose(store: Store, number: str) -> None:
    """A row that went, as after a restore from an old backup."""
    with store._engine.begin() as connection:
        lost = sa.select(requests.c.id).where(requests.c.number == number)
        connection.execute(sa.delete(deliveries).where(deliveries.c.request_id.in_(lost)))
        connection.execute(sa.delete(requests).where(requests.c.number == number))


def said(store: Store, now: datetime) -> str:
    return "\n".join(sign_of_life(store).lines(now))


def test_the_first_day_has_no_yesterday_and_each_later_one_has_one_mail(store: Store) -> None:
    beat = sign_of_life(store)
    for hours in (0, 1, 12):
        beat.look(MONDAY + timedelta(hours=hours))
    assert store.letters.days_of(FOR_OPERATORS) == set()
    for minutes in (-1, 0, 60):
        beat.look(MONDAY + DAY + minutes * MINUTE)
    assert store.letters.days_of(FOR_OPERATORS) == {date(2027, 1, 5)}


def test_nothing_is_told_as_nothing(store: Store) -> None:
    text = said(store, MONDAY)
    assert "Requests received: 0" in text
    assert "Nobody has said “We have it”: none" in text
    assert "Last week, 2026-12-28 to 2027-01-03: no request came." in text
    assert "not here" not in text


def test_a_number_that_is_gone_is_named_the_next_day_and_on_monday(store: Store) -> None:
    friday = MONDAY - 3 * DAY
    for minute in range(4):
        accept_at(store, friday + minute * MINUTE)
    for number in ("HAL-2027-0002", "HAL-2027-0003"):
        lose(store, number)
    text = said(store, MONDAY - 2 * DAY)
    assert "Numbers: HAL-2027-0001 to HAL-2027-0004" in text
    assert "Numbers that are not here: HAL-2027-0002, HAL-2027-0003." in text
    week = said(store, MONDAY)
    assert "first number HAL-2027-0001, last number HAL-2027-0004" in week
    assert "Numbers that are not here: HAL-2027-0002, HAL-2027-0003." in week


def test_numbers_begin_anew_with_the_year_and_that_is_no_gap(store: Store) -> None:
    new_year = datetime(2027, 1, 1, 12, 0, tzinfo=ONTARIO)
    accept_at(store, new_year - DAY)
    accept_at(store, new_year)
    text = said(store, MONDAY)
    assert "first number HAL-2026-0001, last number HAL-2027-0001" in text
    assert "not here" not in text
