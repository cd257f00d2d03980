"""Whatever callers send: versions stay dense, the chain verifies, answers are as foretold."""

from dataclasses import dataclass, field
from typing import Literal
from uuid import uuid4

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.errors import IdReused, WrongVersion
from ledger.model import Append, Row
from ledger.store import Ledger
from ledger.verify.whole import verify

from .builders import append, event

Kind = Literal["next", "stale", "ahead", "repeat", "reuse"]


@dataclass(frozen=True)
class Step:
    """Something a caller does to one of the streams."""

    kind: Kind
    stream: int
    payloads: list[bytes]
    rows: dict[str, int] | None


@dataclass
class Expected:
    """What a stream must hold."""

    payloads: list[bytes] = field(default_factory=list)
    requests: list[Append] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)


steps = st.builds(
    Step,
    kind=st.sampled_from(["next", "next", "next", "stale", "ahead", "repeat", "reuse"]),
    stream=st.integers(0, 2),
    payloads=st.lists(st.binary(max_size=40), min_size=1, max_size=4),
    rows=st.none() | st.dictionaries(st.sampled_from("abc"), st.integers(0, 9)),
)


# The examples share a database but no streams.
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=st.lists(steps, max_size=12))
async def test_any_sequence_of_appends_keeps_the_promises(
    auditor: asyncpg.Pool, ledger: Ledger, script: list[Step]
) -> None:
    run = uuid4()
    streams = {number: Expected() for number in range(3)}
    for step in script:
        await play(ledger, f"{run}/{step.stream}", streams[step.stream], step)

    for number, expected in streams.items():
        stored = await ledger.read(f"{run}/{number}")
        assert [e.version for e in stored] == list(range(1, len(expected.payloads) + 1))
        assert [e.data for e in stored] == expected.payloads
        rows = await ledger.rows_at("k", [f"{run}/{number}"])
        assert {row.key: row.body["n"] for row in rows} == expected.rows
    assert (await verify(auditor)).problems == []


async def play(ledger: Ledger, stream_id: str, expected: Expected, step: Step) -> None:
    """Sends the step's request and compares the answer with what must come."""
    version = len(expected.payloads)
    events = [event(payload) for payload in step.payloads]
    rows = None if step.rows is None else tuple(Row("k", key, {"n": n}) for key, n in step.rows.items())
    match step.kind:
        case "next":
            request = append(stream_id, version, *events, rows=rows)
            receipt = await ledger.append(request)
            assert (receipt.version, receipt.repeated) == (version + len(events), False)
            expected.payloads += step.payloads
            expected.requests.append(request)
            expected.rows = expected.rows if step.rows is None else step.rows
        case "stale" | "ahead":
            wrong = version - 1 if step.kind == "stale" else version + 1
            with pytest.raises(WrongVersion) as refusal:
                await ledger.append(append(stream_id, wrong, *events, rows=rows))
            assert refusal.value.found == version
        case "repeat" if expected.requests:
            receipt = await ledger.append(expected.requests[0])
            assert (receipt.version, receipt.repeated) == (len(expected.requests[0].events), True)
        case "reuse" if expected.requests:
            used = expected.requests[-1].events[0].event_id
            other = event(b"other than before: " + b"".join(step.payloads), event_id=used)
            with pytest.raises(IdReused):
                await ledger.append(append(stream_id, version, other, rows=rows))
