"""Notices: due ones are claimed, put into words, addressed and sent, at least once.

A notice is written with its event, so none is lost; it is marked as sent after it was handed over, so a crash in
between sends it again, under the same id.
"""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import structlog

from activities import metrics
from domain import codec
from domain.events import Event
from domain.grants import Grant
from domain.parties import party
from domain.rules import REGIONS, regions_from
from domain.streams import INNOVATION, PERSON, correlation_of, innovation_stream, person_stream
from domain.vocabulary import Role
from engine.states import States
from ledger import notices, vault
from ledger.notices import ClaimedNotice
from ledger.store import Ledger
from processes.delivery import Message, Recipient, Sink
from service.people import Called, called
from service.places import place_names
from texts import LANGUAGES, Lang, text
from texts.events import people_in, sentence

log = structlog.get_logger()

BATCH = 20
FIRST_RETRY, LAST_RETRY = timedelta(seconds=30), timedelta(hours=1)


class Notices:
    """Sends due notices through one sink. Needs two connections of `pool` at a time."""

    def __init__(self, pool: asyncpg.Pool, sink: Sink) -> None:
        self._pool = pool
        self._ledger = Ledger(pool)
        self._states = States(self._ledger)
        self._sink = sink

    async def send_due(self) -> int:
        """Send up to a batch of due notices concurrently; returns how many were due.

        One that fails is tried again with a growing pause, and delays no other.

        Raises:
            OSError, asyncpg errors: the database can't be reached; what was claimed will be sent again.
        """
        async with notices.claim(self._pool, limit=BATCH) as claim:
            errors = await asyncio.gather(*(self._try(notice) for notice in claim.notices))
            for notice, error in zip(claim.notices, errors, strict=True):
                metrics.NOTICES.labels("failed" if error else "sent").inc()
                if error is None:
                    await claim.sent(notice.notice_id)
                else:
                    await claim.failed(notice.notice_id, error, datetime.now(UTC) + pause_after(notice.attempts))
        return len(claim.notices)

    async def _try(self, notice: ClaimedNotice) -> str | None:
        """None if it was sent, otherwise the error."""
        with structlog.contextvars.bound_contextvars(
            notice_id=str(notice.notice_id), stream=notice.stream_id, innovation=correlation_of(notice.stream_id)
        ):
            try:
                await self._sink.send(await self._message(notice))
            except Exception as error:
                log.warning("notice not sent", error=str(error), attempt=notice.attempts + 1, exc_info=True)
                return f"{type(error).__name__}: {error}"
        return None

    async def _message(self, notice: ClaimedNotice) -> Message:
        (stored,) = await self._ledger.find([(notice.stream_id, UUID(notice.body["event_id"]))])
        event = codec.read(stored)
        innovation = await self._title(notice.stream_id)
        places = await place_names(self._states)
        by = event.by
        kept = await vault.get(self._pool, sorted({*people_in(event), *([by.person] if by else [])}))
        names = {person: fields["name"] for person, fields in kept.items() if "name" in fields}
        people = await called(self._states, [by.person] if by else [], names)
        return Message(
            notice_id=notice.notice_id,
            event=stored.type,
            stream=notice.stream_id,
            version=stored.version,
            subject={lang: f"{innovation}: {text(f'event.{stored.type}.title', lang)}" for lang in LANGUAGES},
            text={lang: f"{innovation}\n{_said(event, lang, places, people)}" for lang in LANGUAGES},
            logged=f"{innovation}\n{sentence(event, 'id', places)}.",
            recipients=await self._recipients(notice.body, datetime.now(UTC)),
        )

    async def _title(self, stream: str) -> str:
        innovation = innovation_stream(correlation_of(stream))
        (row,) = await self._ledger.rows_at(INNOVATION, [innovation])
        return str(row.body["title"])

    async def _recipients(self, body: dict[str, Any], now: datetime) -> tuple[Recipient, ...]:
        """The people named, and those who hold a named role now, for the agency or region if one is named."""
        found = {str(person) for person in body["people"]}
        for each in body["roles"]:
            role, agency, region = Role(each["role"]), each["agency"], each["region"]
            found |= await self._of_party(party(role, agency=agency, region=region), now)
            for successor in await self._split_from(region) if region else ():
                found |= await self._of_party(party(role, region=successor), now)
        known = await vault.get(self._pool, sorted(found))
        return tuple(
            Recipient(person, known[person].get("name"), known[person].get("email")) for person in sorted(found)
        )

    async def _split_from(self, region: str) -> list[str]:
        """The regions that one was split into: their officers act for it too."""
        regions = regions_from(await self._states.basis([REGIONS]))
        return [each.id for each in regions.successors_of(region)]

    async def _of_party(self, wanted: str, now: datetime) -> set[str]:
        """The people who belong to a party now."""
        found: set[str] = set()
        after = None
        while rows := await self._ledger.rows(PERSON, prefix=person_stream(""), labels=[wanted], after=after):
            for row in rows:
                grants = map(Grant.model_validate, row.body["grants"])
                if any(wanted in grant.parties and grant.in_force(now) for grant in grants):
                    found.add(str(row.body["id"]))
            after = rows[-1].place
        return found


def _said(event: Event, lang: Lang, places: Mapping[str, str], people: Called) -> str:
    """What happened, and on a line of its own who did it."""
    said = f"{sentence(event, lang, places, people.names)}."
    return f"{said}\n{text('actor.by', lang, actor=people.actor(event.by))}" if event.by else said


def pause_after(attempts: int) -> timedelta:
    """How long to wait before the next attempt, after so many attempts before the one that just failed."""
    return min(FIRST_RETRY * (1 << min(attempts, 20)), LAST_RETRY)
