"""Commands: every one that a person may ask, each typed by its payload."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, create_model

from api.caller import Acting
from api.forms import InnovationId, Person, Region
from api.sending import ANSWERS, Done, IdempotencyKey, IfMatch, Prefer, Terms, send
from domain.commands import PAYLOADS, Payload
from domain.commands.innovation import Propose
from domain.model import Key, Text
from domain.streams import AGENCIES, adoption_stream, edition_stream, innovation_stream, person_stream
from proof.streams import KEYS

router = APIRouter(tags=["commands"])

Stream = Callable[..., Awaitable[str | None]]


class Asked(BaseModel):
    """What is asked, besides what of."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    reason: Text | None = None
    grant: Key | None = None
    """The id of the caller's grant under which they act, where they choose one."""


async def _new() -> str | None:
    return None


async def _innovation(caller: Acting, innovation: InnovationId) -> str:
    return innovation_stream(str(innovation))


async def _adoption(caller: Acting, innovation: InnovationId, region: Region) -> str:
    return await caller.reader.adoption(str(innovation), region)


async def _adopting(caller: Acting, innovation: InnovationId, region: Region) -> str:
    return adoption_stream(str(innovation), (await caller.reader.region(region)).id)


async def _person(person: Person) -> str:
    return person_stream(person)


async def _agencies() -> str:
    return AGENCIES


async def _edition(edition: Key) -> str:
    return edition_stream(edition)


async def _reference(kind: Key) -> str:
    return f"reference/{kind}"


async def _keys() -> str:
    return KEYS


PLACES: Mapping[str, tuple[str, Stream]] = {
    "innovation": ("/innovations/{innovation}/acts", _innovation),
    "adoption": ("/innovations/{innovation}/adoptions/{region}/acts", _adoption),
    "person": ("/people/{person}/acts", _person),
    "agencies": ("/agencies/acts", _agencies),
    "edition": ("/editions/{edition}/acts", _edition),
    "reference": ("/reference/{kind}/acts", _reference),
    "keys": ("/keys/acts", _keys),
}
"""Where commands of each kind of stream are asked, and of which stream."""


def _terms(key: IdempotencyKey = None, if_match: IfMatch = None, prefer: Prefer = None) -> Terms:
    return Terms(UUID(key) if key else None, if_match, prefer)


def _add(command: type[Payload]) -> None:
    """Add the address of one command."""
    assert command.scope is not None
    place, stream_of = PLACES[command.scope]
    path = f"{place}/{command.name}"
    if command is Propose:
        path, stream_of = "/innovations", _new
    elif command.name == "adopt":
        stream_of = _adopting
    needed = any(each.is_required() for each in command.model_fields.values())
    given: Any = (command, ...) if needed else (command, command())
    form = create_model(f"{command.__name__}Request", __base__=Asked, payload=given)

    async def ask(
        request: Request,
        caller: Acting,
        terms: Annotated[Terms, Depends(_terms)],
        stream: Annotated[str | None, Depends(stream_of)],
        asked: Annotated[Any, Body()],
    ) -> Response:
        terms = Terms(terms.key, terms.if_match, terms.prefer, asked.reason, asked.grant)
        payload = asked.payload.model_dump(mode="json", exclude_unset=True)
        return await send(caller, request.app.state.under_way, stream, command.name, payload, terms)

    ask.__annotations__["asked"] = Annotated[form, Body()]
    router.add_api_route(
        path,
        ask,
        methods=["POST"],
        response_model=Done,
        responses=ANSWERS,
        name=command.name,
        operation_id=command.name,
        summary=command.name.replace("_", " ").capitalize(),
        description=command.__doc__ if command.__doc__ != Payload.__doc__ else None,
    )


for _command in PAYLOADS.values():
    if not _command.system:
        _add(_command)
