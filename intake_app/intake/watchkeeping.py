"""Puts together what each process does beside its main work. Content that cannot be read stops
no delivery and no alarm: reminders and words are then missing, and that is told.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from threading import Event

from intake_app.catalog import Region
from intake_app.catalog import Words
from intake_app.catalog import content_version
from intake_app.catalog import load_texts
from intake_app.catalog import word_faults
from intake_app.dates import HOUR
from intake_app.errors import ContentFaults
from intake_app.errors import FaultsFound
from intake_app.intake.alarm_paths import alarm_paths
from intake_app.intake.alarms import Alarms
from intake_app.intake.background import DeadMansSignal
from intake_app.intake.background import Look
from intake_app.intake.background import PeriodicThread
from intake_app.intake.background import ProcessHeartbeat
from intake_app.intake.chasing import Chase
from intake_app.intake.concerns import Concern
from intake_app.intake.concerns import Lookout
from intake_app.intake.content_watch import ContentWatch
from intake_app.intake.housekeeping import Housekeeping
from intake_app.intake.key_status import LiveKey
from intake_app.intake.number_mark import NumberMark
from intake_app.intake.own_store import region_of
from intake_app.intake.sign_of_life import FOR_OPERATORS
from intake_app.intake.sign_of_life import FOR_STAFF
from intake_app.intake.sign_of_life import SignOfLife
from intake_app.message import text_part
from intake_app.message import to_be_sealed
from intake_app.settings import Settings
from intake_app.settings import site_of
from intake_app.store import Store

log = logging.getLogger(__name__)

SPOKEN = "watch"
"""The file of words that are needed here: a slip in another keeps nobody from being reminded."""
NOT_KEPT, NO_REMINDERS = "not kept", "no reminders: content/ is at fault"


@dataclass(frozen=True)
class Watchkeeping:
    """What one process does beside: in its rounds, and in two threads of its own."""

    in_rounds: tuple[Look, ...]
    looking: PeriodicThread
    beating: PeriodicThread
    """Beats alone: an alarm on its way to a server that says nothing must hold none of them up."""
    heartbeat: ProcessHeartbeat

    def begin(self) -> None:
        """Start the threads."""
        self.beating.start()
        self.looking.start()


@dataclass(frozen=True)
class Content:
    """The words and the region, as far as they can be read."""

    region: Region | None
    words: Words | None

    @classmethod
    def of(cls, settings: Settings) -> Content:
        try:
            region = region_of(settings)
            texts = load_texts(settings.content, SPOKEN)
            if faults := [*word_faults(settings.content, texts, SPOKEN)]:
                raise ContentFaults(faults)
            return cls(region, Words(region.staff_language, texts))
        except FaultsFound as error:
            log.error("no reminders go out, because content/ is at fault: %s", error)
            return cls(None, None)


def for_delivery(
    settings: Settings, store: Store, keys: tuple[LiveKey, ...], stop: Event
) -> Watchkeeping:
    """Of the process that delivers; with new content it ends, and is begun anew."""
    content = Content.of(settings)
    mark = NumberMark(settings.state_dir, content.region.code if content.region else "")
    heartbeat = ProcessHeartbeat(store, "deliver", content=_version(settings), mark=mark)
    chase = _chase(settings, store, content)
    lookout = Lookout(store=store, keys=keys, chase=chase, since=heartbeat.started, mark=mark)

    def concerns(now: datetime) -> list[Concern]:
        unread = [] if chase else [Concern(NO_REMINDERS, "unread")]
        return [*lookout.concerns(now), *unread]

    alarms = _alarms(settings, store, content, concerns, others=frozenset({NOT_KEPT}))
    looks: list[Look] = [alarms.look, ContentWatch(settings, stop.set).look]
    if settings.signal_url:
        looks.insert(0, DeadMansSignal(store, settings.signal_url).look)
    rounds: list[Look] = [Housekeeping(store).look]
    if chase and content.region and content.words:
        people = settings.alarm_recipients
        beat = partial(_sign_of_life, settings, store, content.region, content.words)
        rounds += [chase.look, beat(FOR_OPERATORS, people, text_part).look]
    return _keeping(rounds, looks, heartbeat, stop)


def for_web(
    settings: Settings,
    store: Store,
    *,
    region: Region,
    words: Words,
    seal: Callable[[bytes], bytes],
    failures_since: Callable[[datetime], int],
    keys: tuple[LiveKey, ...],
    place: str,
    mark: NumberMark,
    stop: Event,
    started: datetime | None = None,
) -> Watchkeeping:
    """Of a web process: it holds the signing key, so it seals what staff get every day.

    `started`: when it began, if that was before now; what it was given then it still has.
    """
    content = Content(region, words)
    heartbeat = ProcessHeartbeat(
        store, "web", place, content=_version(settings), mark=mark, started=started
    )
    chase = _chase(settings, store, content)
    lookout = Lookout(store=store, keys=keys, chase=chase, since=heartbeat.started, mark=mark)

    def concerns(now: datetime) -> list[Concern]:
        return [*lookout.concerns(now), *_of_failures(failures_since(now - HOUR))]

    beat = _sign_of_life(
        settings,
        store,
        region,
        words,
        FOR_STAFF,
        settings.addresses,
        lambda text: seal(to_be_sealed(text)),
    )
    others = frozenset({NO_REMINDERS})
    looks: list[Look] = [_alarms(settings, store, content, concerns, others).look]
    if not region.demonstration:
        looks.append(beat.look)
    return _keeping((), looks, heartbeat, stop)


def _keeping(
    rounds: Sequence[Look], looks: Sequence[Look], heartbeat: ProcessHeartbeat, stop: Event
) -> Watchkeeping:
    return Watchkeeping(
        in_rounds=tuple(rounds),
        looking=PeriodicThread("looks", looks, stop=stop),
        beating=PeriodicThread("beats", [heartbeat.beat], stop=stop),
        heartbeat=heartbeat,
    )


def _version(settings: Settings) -> str:
    return content_version(settings.content, settings.region)


def _of_failures(count: int) -> list[Concern]:
    return [Concern(NOT_KEPT, "not-kept", {"count": count})] if count else []


def _chase(settings: Settings, store: Store, content: Content) -> Chase | None:
    if content.region is None or content.words is None:
        return None
    sender, addresses = settings.mail.sender, settings.addresses
    return Chase.of(store, content.region, content.words, sender=sender, addresses=addresses)


def _alarms(
    settings: Settings,
    store: Store,
    content: Content,
    concerns: Callable[[datetime], list[Concern]],
    others: frozenset[str] = frozenset(),
) -> Alarms:
    site = site_of(settings.public_url)
    paths = alarm_paths(settings)
    return Alarms(store, paths, concerns, site=site, words=content.words, others=others)


def _sign_of_life(
    settings: Settings,
    store: Store,
    region: Region,
    words: Words,
    cause: str,
    addresses: tuple[str, ...],
    wrap: Callable[[str], bytes],
) -> SignOfLife:
    return SignOfLife(
        store=store,
        region=region.code,
        cause=cause,
        addresses=addresses,
        sender=settings.mail.sender,
        words=words,
        wrap=wrap,
    )
