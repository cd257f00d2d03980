"""Acts that a person signs with a key of their own: written here, signed where the key is, and brought back."""

from base64 import b64encode
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field, JsonValue

from api.caller import Acting
from api.sending import ANSWERS, ASYNC, WAIT, Done, Prefer, answered
from domain.commands import PAYLOADS
from domain.keys import Hash
from domain.model import Input, Key, Text
from domain.streams import kind_of
from service import own_signatures
from service.asking import Asked
from service.commanding import Request as Sent
from service.names import names_open_to
from service.own_signatures import PersonsSignature
from texts import text, title

router = APIRouter(prefix="/acts", tags=["acts"])

StreamName = Annotated[str, Field(max_length=200, pattern=r"^[a-z0-9._/-]+$")]


class ToSign(Input):
    """What is asked, of which stream."""

    stream: StreamName
    type: Key
    payload: dict[str, JsonValue] = {}
    reason: Text | None = None
    grant: Key | None = None
    on_version: Annotated[int, Field(ge=0, lt=2**31)] | None = None
    command_id: UUID | None = None
    key: Hash
    """The caller's public key, with which they are about to sign."""


class Unsigned(BaseModel):
    """An act to sign."""

    act: str
    """Its exact text, which is sent back with the signatures."""
    to_sign: str
    """The bytes to sign with that key, in base64."""
    means: str
    """What is signed, in words."""
    expires: datetime


class Signed(Input):
    """A signed act: its text as it was written, and the signatures of whoever asks and of whoever confirms it."""

    act: Annotated[str, Field(max_length=2_000_000)]
    signatures: Annotated[tuple[PersonsSignature, ...], Field(min_length=1, max_length=2)]


@router.post("", response_model=Unsigned)
async def write_act(caller: Acting, wanted: ToSign) -> dict[str, Any]:
    """Write what the caller asks as the act to sign. Nothing is sent."""
    kind_of(wanted.stream)
    given = wanted.model_dump(mode="json", exclude={"key", "command_id"})
    asked = Asked(id=wanted.command_id or uuid4(), actor=caller.person, **given)
    unsigned = await own_signatures.write(caller.reader, asked)
    act = unsigned.act
    assert act.seen is not None
    names = await names_open_to(caller.reader, [caller.person])
    version, chain = act.seen
    command = title("command", wanted.type, caller.lang) if wanted.type in PAYLOADS else wanted.type
    means = text(
        "api.signing",
        caller.lang,
        names,
        person=caller.person,
        command=command,
        stream=act.stream,
        version=version,
        chain=chain,
        expires=act.expires,
    )
    return {
        "act": act.text.decode(),
        "to_sign": b64encode(unsigned.bytes_for(wanted.key)).decode(),
        "means": means,
        "expires": act.expires,
    }


@router.post("/signed", response_model=Done, responses=ANSWERS)
async def send_act(request: Request, caller: Acting, signed: Signed, prefer: Prefer = None) -> Response:
    """Send a signed act; the caller is one of those who signed it."""
    act = own_signatures.read(signed.act, signed.signatures)
    sent = Sent(person=caller.person, by_signal=prefer == ASYNC, timeout=WAIT)
    outcome = await own_signatures.receive(caller.reader, act, signed.signatures, sent)
    return await answered(caller, outcome, act.stream)
