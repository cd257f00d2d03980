"""Commanding: what a signed-in person asks becomes a command, is signed, and is sent to its stream's workflow."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from pydantic import ValidationError

from activities.command_keys import Signer
from activities.contract import Outcome as Outcome
from activities.contract import Receipt as Receipt
from activities.contract import RefusedCommand as RefusedCommand
from domain.model import problems_of
from domain.streams import innovation_stream
from proof import ids
from service.sending import NoAnswer, Sender
from service.signin import sign_in
from wiring.connections import Connections
from wiring.errors import BadRequest
from wiring.temporal import connect_config


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks, besides what of."""

    person: str | None
    reason: str | None = None
    command_id: UUID | None = None
    """Given again, the same request is done once."""
    on_version: int | None = None
    by_signal: bool = False
    """Leave it with the workflow, and wait for no answer."""
    timeout: timedelta = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Submitted:
    """A command that was left with its workflow; its outcome will be in the ledger."""

    command_id: UUID
    stream: str


async def propose(
    connections: Connections, payload: dict[str, Any], request: Request
) -> tuple[str, Outcome | Submitted]:
    """Propose an innovation; its id, which follows from the command's, and what came of it. Raises as `ask`."""
    command_id = request.command_id or uuid4()
    innovation = ids.innovation_id(command_id)
    return innovation, await ask(connections, innovation_stream(innovation), "propose", payload, request, command_id)


async def ask(
    connections: Connections,
    stream: str,
    type_name: str,
    payload: dict[str, Any],
    request: Request,
    command_id: UUID | None = None,
) -> Outcome | Submitted:
    """Ask for a change of one stream, and wait for what came of it unless it is only to be left there.

    Raises:
        BadRequest: nobody is signed in, or there is too much to send.
        SettingsError, BadKey: the settings lead nowhere, or to no key that signs.
        NoAnswer, TemporalUnavailable, RPCError: unavailable; the same command id may be sent again.
    """
    command_id = command_id or request.command_id or uuid4()
    settings = connections.settings
    person = sign_in(settings, connect_config(settings)["target_host"], request.person)
    signer = Signer.from_pem(settings.signing_key_pem())
    deadline = asyncio.get_running_loop().time() + request.timeout.total_seconds()
    try:
        async with asyncio.timeout_at(deadline):
            client = await connections.client()
    except TimeoutError:
        raise NoAnswer(command_id, request.timeout) from None
    sender = Sender(client, signer, settings.task_queue)
    try:
        command, envelope = sender.sign(
            stream,
            type_name,
            payload,
            actor=person,
            reason=request.reason,
            command_id=command_id,
            on_version=request.on_version,
        )
    except ValidationError as error:  # what arguments and files can still break
        unfit = [each for each in problems_of(error) if each["code"] in ("not_storable", "not_visible")]
        raise (BadRequest("unfit_text", problems=unfit) if unfit else BadRequest("too_large")) from None
    left = timedelta(seconds=max(0.0, deadline - asyncio.get_running_loop().time()))
    if request.by_signal:
        try:
            async with asyncio.timeout(left.total_seconds()):
                await sender.submit(command, envelope)
        except TimeoutError:
            raise NoAnswer(command_id, request.timeout) from None
        return Submitted(command_id, stream)
    try:
        return await sender.execute(command, envelope, left)
    except NoAnswer:
        raise NoAnswer(command_id, request.timeout) from None
