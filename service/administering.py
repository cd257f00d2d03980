"""Administering: what an administrator asks of people, agencies and publications is done where one is enough, and waits
for a second one where it takes two.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from activities.contract import Outcome
from domain.commands import Command, named_in
from domain.refusals import Code, Refusal
from domain.streams import person_stream
from engine.deciding import decided_on
from service.commanding import Request, Submitted, ask, send_signed, sendable
from service.confirming import UnsentAct, sign_unsent
from service.reading import Reader
from service.waiting_acts import keep


@dataclass(frozen=True, slots=True)
class Errand:
    """Something that is asked of a stream."""

    stream: str
    name: str
    payload: dict[str, Any]
    request: Request


async def administer(reader: Reader, errand: Errand) -> Outcome | Submitted | UnsentAct:
    """Ask for it; or sign it and leave it for a second administrator, if the rules lack only their signature. What they
    refuse whoever signs is asked all the same, so that the attempt is recorded.

    Raises as `ask` and `sign_unsent`.
    """
    connections = reader.connections
    refusal = await foreseen(reader, errand)
    if refusal is None or refusal.code != Code.CONFIRMATION_REQUIRED:
        return await ask(connections, errand.stream, errand.name, errand.payload, errand.request)
    unsent = await sign_unsent(connections, errand.stream, errand.name, errand.payload, errand.request)
    await keep(connections, unsent)
    return unsent


async def administer_signed(reader: Reader, errand: Errand, signed: UnsentAct) -> Outcome | Submitted | UnsentAct:
    """The same of what the reader signed elsewhere. Raises as `administer`."""
    refusal = await foreseen(reader, errand)
    if refusal is None or refusal.code != Code.CONFIRMATION_REQUIRED:
        return await send_signed(reader.connections, signed.act, (signed.signature,), errand.request)
    await keep(reader.connections, signed)
    return signed


async def foreseen(reader: Reader, errand: Errand) -> Refusal | None:
    """Why the rules would refuse it if the reader signed it alone, as everything is now; None if they wouldn't.

    Raises BadRequest: it can't be sent.
    """
    stream = errand.stream
    with sendable():
        command = Command(
            id=errand.request.command_id or UUID(int=0),
            stream=stream,
            type=errand.name,
            payload=errand.payload,
            actor=reader.who.id,
            reason=errand.request.reason,
            at=reader.at,
            key=reader.who.key,
            grant=errand.request.grant,
        )
    named = named_in(command)
    people = [person_stream(each) for each in (named.named_people() if named else ())]
    basis = await reader.states.basis([stream, person_stream(reader.who.id), *people])
    state = dict(basis.items())[stream]
    _, found = await decided_on(reader.states, state, command, basis)
    return found if isinstance(found, Refusal) else None
