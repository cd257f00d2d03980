"""Sending what a caller asks for: done once under one key, and only on the version that they saw, if they say so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from json import dumps
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import Header
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, JsonValue

from api import problems
from api.caller import Caller
from api.forms import UUID_FORM
from domain.refusals import Code, Refusal
from domain.streams import correlation_of, kind_of
from proof.ids import innovation_id
from service import auditing
from service.commanding import Outcome, Receipt, RefusedCommand, Request, Submitted, ask
from service.names import names_open_to
from texts.refusals import people_in_answer
from wiring.errors import BadRequest, NotPossible

WAIT = timedelta(seconds=25)
ASYNC = "respond-async"

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=UUID_FORM,
        description="The command's id, a UUID: given again, the same request is done once.",
    ),
]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        pattern=r'^(W/)?"[0-9]{1,10}(\.[0-9a-f]*)?"$',
        description="The tag of what the caller saw, or its version in quotes: 412 where it has moved.",
    ),
]
Prefer = Annotated[str | None, Header(description=f"`{ASYNC}`: wait for no answer.", max_length=200)]


class Done(BaseModel):
    """A receipt: the command was recorded, and where."""

    command_id: UUID
    stream: str
    version: int
    event_ids: list[UUID]
    chain: str
    """The stream's chain hash after it, in hex."""
    innovation: UUID | None = None
    """Of a proposal: the innovation that it became."""


class Left(BaseModel):
    """The command was left in the queue; the record will say what came of it."""

    command_id: UUID
    stream: str


ANSWERS: dict[int | str, dict[str, Any]] = {202: {"model": Left, "description": "Left in the queue."}}


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms something is asked."""

    key: UUID | None = None
    if_match: str | None = None
    prefer: str | None = None
    reason: str | None = None
    grant: str | None = None

    @property
    def version(self) -> int | None:
        """The version that the caller saw."""
        return int(self.if_match.removeprefix("W/").strip('"').partition(".")[0]) if self.if_match else None


@dataclass(slots=True)
class InFlight:
    """The commands that are under way, by their ids; each with what it asks."""

    asked: dict[UUID, bytes] = field(default_factory=dict)

    def begin(self, key: UUID, asked: bytes) -> None:
        """Take a command up.

        Raises:
            BadRequest: the same key is under way for something else.
            NotPossible: the same is under way.
        """
        known = self.asked.get(key)
        if known is not None and known != asked:
            raise BadRequest("other_request", key=str(key))
        if known is not None:
            raise NotPossible("in_flight", key=str(key))
        self.asked[key] = asked

    def end(self, key: UUID) -> None:
        """It has come to something."""
        del self.asked[key]


async def send(
    caller: Caller, under_way: InFlight, stream: str | None, type_name: str, payload: Mapping[str, Any], terms: Terms
) -> Response:
    """Ask for a change of a stream; None: of a new innovation's, whose id follows from the command's. Raises as `ask`,
    and `InFlight.begin`.
    """
    key, proposed = terms.key or uuid4(), None
    if stream is None:
        proposed = innovation_id(key)
        stream = f"innovation/{proposed}"
    asked = [caller.person, stream, type_name, payload, terms.reason, terms.grant, terms.version]
    under_way.begin(key, sha256(dumps(asked, sort_keys=True).encode()).digest())
    try:
        request = Request(
            person=caller.person,
            reason=terms.reason,
            command_id=key,
            on_version=terms.version,
            grant=terms.grant,
            by_signal=terms.prefer == ASYNC,
            timeout=WAIT,
        )
        outcome = await ask(caller.connections, stream, type_name, dict(payload), request)
    finally:
        under_way.end(key)
    return await answered(caller, outcome, stream, innovation=proposed)


async def answered(
    caller: Caller, outcome: Outcome | Submitted, stream: str, innovation: str | None = None
) -> Response:
    """What came of a command."""
    match outcome:
        case RefusedCommand():
            return await refused(caller, outcome.refusal, stream)
        case Submitted():
            return JSONResponse({"command_id": str(outcome.command_id), "stream": outcome.stream}, 202)
    assert isinstance(outcome, Receipt)
    body = outcome.model_dump(mode="json", exclude={"kind"}) | {"innovation": innovation}
    return JSONResponse(body, headers={"ETag": f'"{outcome.version}"'})


async def refused(caller: Caller, refusal: Refusal, stream: str) -> Response:
    """Why nothing changed; where the stream has moved, who moved it."""
    names = await names_open_to(caller.reader, people_in_answer(refusal.code, refusal.facts))
    more: dict[str, JsonValue] = {}
    if refusal.code is Code.VERSION_MOVED and kind_of(stream) in ("innovation", "adoption"):
        more["changed_by"] = await _changed_by(caller, stream, int(str(refusal.facts["expected"])))
    return problems.of_refusal(refusal, caller.lang, names, **more)


async def _changed_by(caller: Caller, stream: str, seen: int) -> list[JsonValue]:
    """Who changed a stream after a version, when and by what, as far as that is open to the caller."""
    entries = await auditing.history(caller.reader, correlation_of(stream))
    return [
        {"actor": each.actor, "type": each.stored.type, "at": each.stored.recorded_at.isoformat()}
        for each in entries
        if each.stored.stream_id == stream and each.stored.version > seen
    ]
