"""Notices: due ones are claimed, put into words, addressed and sent, at least once.

A notice is written with its event, so none is lost; it is marked as sent after it was handed over, so a crash in
between sends it again, under the same id.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import structlog

from activities import metrics
from domain import codec, next_acts
from domain.adoption.state import Adoption
from domain.events import Event
from domain.events.waits import Reminded
from domain.grants import Grant, Person
from domain.innovation.state import Innovation
from domain.next_acts import Tables
from domain.parties import party
from domain.rules import REGIONS, regions_from, register_from
from domain.streams import ADOPTION, AGENCIES, PERSON, correlation_of, innovation_stream, kind_of, person_stream
from domain.vocabulary import Role
from engine.states import States
from ledger import notices, vault
from ledger.db.logged import logged
from ledger.db.paging import Narrowed
from ledger.notices import ClaimedNotice
from ledger.store import Ledger
from processes.delivery import Message, Sink
from processes.letters import STRANGER, About, Addressee, letters, recipient
from service.names import names_of
from service.people import called
from texts.events import people_in

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
                log.warning("notice not sent", error=logged(error), attempt=notice.attempts + 1, exc_info=True)
                return logged(error)
        return None

    async def _message(self, notice: ClaimedNotice) -> Message:
        (stored,) = await self._ledger.find([(notice.stream_id, UUID(notice.body["event_id"]))])
        event, now = codec.read(stored), datetime.now(UTC)
        about = await self._about(notice.stream_id)
        addressees = await self._addressees(event, stored.version, notice.body, about, now)
        logged = about.shown(event, stored.version, about.viewer(STRANGER, now))
        by = event.by
        kept = await vault.get(self._pool, sorted({*people_in(event), *([by.person] if by else [])}))
        names = {person: fields["name"] for person, fields in kept.items() if "name" in fields}
        known = (await names_of(self._states, names)).measuring(about.innovation.indicator_names)
        people = await called(self._states, [by.person] if by else [], known)
        return Message(
            notice_id=notice.notice_id,
            event=stored.type,
            stream=notice.stream_id,
            version=stored.version,
            letters=letters(about, addressees, logged, people),
        )

    async def _about(self, stream: str) -> About:
        own = innovation_stream(correlation_of(stream))
        basis = await self._states.basis([REGIONS, AGENCIES, own, stream])
        adoption = basis.state(Adoption, stream) if kind_of(stream) == ADOPTION else None
        tables = Tables(regions_from(basis), register_from(basis))
        return About(basis.state(Innovation, own), adoption, tables)

    async def _addressees(
        self, event: Event, version: int, body: dict[str, Any], about: About, now: datetime
    ) -> list[Addressee]:
        """The people named, and those who hold a named role now, for the agency or region if one is named, or for what
        became of it.

        Whoever holds no role any more is left out, and of the holders of a role who has no power over the innovation,
        by the separation of duties; and of a reminder everybody who can't do what is waited for. Each with what waits
        for them, of a reminder what they are reminded of.
        """
        named = set(map(str, body["people"]))
        by_role: dict[str, set[Role]] = {person: set() for person in named}
        for each in body["roles"]:
            role, agency, region = Role(each["role"]), each["agency"], each["region"]
            regions = [region, *(heir.id for heir in about.tables.regions.successors_of(region))] if region else [None]
            agencies = about.tables.agencies.heirs(agency) if agency else [None]
            for wanted in {party(role, agency=its, region=own) for its in agencies for own in regions}:
                for name in await self._of_party(wanted, now):
                    by_role.setdefault(name, set()).add(role)
        basis = await self._states.basis(map(person_stream, by_role))
        known = await vault.get(self._pool, sorted(by_role))
        result = []
        for name, roles in sorted(by_role.items()):
            person = basis.state(Person, person_stream(name))
            if not person.holds_a_role(now):
                continue
            viewer = about.viewer(person, now)
            waiting = next_acts.awaited(person, about.innovation, about.adoption, about.tables, now)
            if isinstance(event, Reminded):
                waiting = [act for act in waiting if about.reminds_of(event, act)]
                if not waiting:
                    continue
            elif name not in named and not any(about.open_to(person, role, now) for role in roles):
                continue
            to = recipient(person, known[name], about.tables.regions, now)
            result.append(Addressee(to, about.shown(event, version, viewer), waiting))
        return result

    async def _of_party(self, wanted: str, now: datetime) -> set[str]:
        """The people who belong to a party now."""
        found: set[str] = set()
        after = None
        while rows := await self._ledger.rows(Narrowed(PERSON, prefix=person_stream(""), labels=[wanted]), after=after):
            for row in rows:
                grants = map(Grant.model_validate, row.body["grants"])
                if any(wanted in grant.parties and grant.in_force(now) for grant in grants):
                    found.add(str(row.body["id"]))
            after = rows[-1].place
        return found


def pause_after(attempts: int) -> timedelta:
    """How long to wait before the next attempt, after so many attempts before the one that just failed."""
    return min(FIRST_RETRY * (1 << min(attempts, 20)), LAST_RETRY)
