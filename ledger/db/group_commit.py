"""Group commit: the appends of one process share calls, one commit for all that wait.

When idle a request is sent at once; what arrives while calls are under way goes into the next. So the busier
the process, the larger the batches, and nobody waits for a timer.
"""

import asyncio
import json
from asyncio import Future, Task
from collections.abc import Sequence
from typing import Any

import asyncpg

from ledger.db.connect import is_passing
from ledger.db.queries import query
from ledger.errors import IdReused, TooLate, WrongCorrelation, WrongVersion
from ledger.model import LAST_INSTANT, Append, Appended, Row

MAX_BATCH = 256
# While the server works on one call or flushes its commit, this process reads and writes for the other. With three,
# calls get smaller and cost more in total.
CALLS_AT_ONCE = 2
# A server that has silently gone must not hold up everybody for as long as TCP believes in it, nor a decision until
# what it is made on is stale.
CALL_TIMEOUT_S = 30.0

ENCODER = json.JSONEncoder(allow_nan=False)  # json.dumps would make one each time

Encoded = tuple[Any, ...]


class Waiting:
    """A request on its way, and the caller's answer."""

    def __init__(self, request: Append) -> None:
        self.request = request
        self.encoded = encode(request)
        self.answer: Future[Appended] = asyncio.get_running_loop().create_future()

    def settle(self, outcome: Appended | Exception) -> None:
        """Answers the caller, unless it has stopped waiting."""
        if self.answer.done():
            return
        if isinstance(outcome, Exception):
            self.answer.set_exception(outcome)
        else:
            self.answer.set_result(outcome)


class GroupCommit:
    """Sends appends over `pool` in groups; belongs to one event loop."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._queue: list[Waiting] = []
        self._under_way = 0
        self._flushers: set[Task[None]] = set()

    async def append(self, request: Append) -> Appended:
        """As `Ledger.append`. A cancelled caller leaves everybody else's requests alone."""
        waiting = Waiting(request)
        self._queue.append(waiting)
        if len(self._flushers) < CALLS_AT_ONCE:
            self._flushers.add(asyncio.create_task(self._flush()))
        return await waiting.answer

    async def _flush(self) -> None:
        try:
            while self._queue:
                try:
                    async with self._pool.acquire() as connection:
                        await self._drain(connection)
                except Exception as error:
                    # No connection: nobody in the queue has anything to wait for.
                    settle_all(self._queue, error)
                    self._queue.clear()
        finally:
            # Here and not in a callback, so that an append either finds a place free or its request is still seen.
            this = asyncio.current_task()
            assert this is not None
            self._flushers.remove(this)
            if not self._flushers:
                for waiting in self._queue:  # only when the loop is being closed
                    waiting.answer.cancel()

    async def _drain(self, connection: asyncpg.pool.PoolConnectionProxy) -> None:
        """Sends what waits, batch after batch, on one connection; raises when that is lost."""
        while batch := self._take():
            self._under_way += len(batch)
            try:
                await self._send(connection, batch)
            except BaseException:
                self._queue[:0] = batch  # the flusher answers the requests that have no answer yet
                raise
            finally:
                self._under_way -= len(batch)
            await asyncio.sleep(0)  # whoever was just answered may have more: the connection needn't be given back

    def _take(self) -> list[Waiting]:
        """The next batch: an even share of the queue, so that the calls are about the same size."""
        self._queue = [waiting for waiting in self._queue if not waiting.answer.done()]
        share = -(-(len(self._queue) + self._under_way) // CALLS_AT_ONCE)
        batch = self._queue[: min(share, MAX_BATCH)]
        del self._queue[: len(batch)]
        return batch

    async def _send(self, connection: asyncpg.pool.PoolConnectionProxy, batch: Sequence[Waiting]) -> None:
        """Appends `batch` in one transaction; if that fails, each request in one of its own."""
        try:
            requests = [waiting.encoded for waiting in batch]
            answers = await connection.fetch(query("append"), requests, timeout=CALL_TIMEOUT_S)
        except Exception as error:
            if is_passing(error):
                raise
            if len(batch) == 1:
                batch[0].settle(error)
                return
            for waiting in batch:
                await self._send(connection, [waiting])
            return
        for answer in answers:
            waiting = batch[answer["request"] - 1]
            waiting.settle(outcome(waiting.request, answer))


def settle_all(waiting: Sequence[Waiting], error: Exception) -> None:
    """Answers every caller with `error`."""
    for one in waiting:
        one.settle(error)


def encode(request: Append) -> Encoded:
    """`request` as the composite type jejak.append_request. Raises ValueError when a body isn't JSON."""
    return (
        request.stream_id,
        request.correlation_id,
        request.expected_version,
        request.expected_head,
        [(e.event_id, e.type, e.schema_version, e.occurred_at, e.metadata, e.data) for e in request.events],
        None if request.rows is None else [encode_row(row) for row in request.rows],
        [(notice.notice_id, to_json(notice.body)) for notice in request.notices],
        request.not_after,
    )


def encode_row(row: Row) -> Encoded:
    """`row` as the composite type jejak.new_row. Raises ValueError when its body isn't JSON."""
    return (
        row.kind,
        row.key,
        to_json(row.body),
        row.name,
        row.due_at or LAST_INSTANT,  # which the driver sends as infinity
        row.wake_at,
        sorted(row.labels) or None,
        sorted(row.words) or None,
    )


def to_json(value: object) -> str:
    """JSON text; NaN and infinities, which aren't JSON, raise ValueError."""
    return ENCODER.encode(value)


def outcome(request: Append, answer: asyncpg.Record) -> Appended | Exception:
    """What the caller gets for the status that append() returned."""
    match answer["status"]:
        case "ok" | "repeated" as status:
            return Appended(
                stream_id=request.stream_id,
                version=answer["version"],
                event_ids=tuple(event.event_id for event in request.events),
                chain=answer["chain"],
                repeated=status == "repeated",
            )
        case "wrong_version":
            return WrongVersion(request.stream_id, request.expected_version, answer["version"])
        case "id_reused":
            return IdReused(request.stream_id)
        case "wrong_correlation":
            return WrongCorrelation(request.stream_id, request.correlation_id)
        case "too_late":
            return TooLate(stream=request.stream_id, at=request.not_after)
        case unknown:
            return AssertionError(f"append() answered {unknown!r}")
