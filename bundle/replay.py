"""Compares the state in a bundle with a replay of its events by the rules of this release."""

import json
from base64 import b64decode
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

import rfc8785
from pydantic import TypeAdapter

from domain import codec
from domain.adoption.state import Adoption
from domain.innovation.state import Innovation
from proof.contents import Contents
from proof.errors import BundleRefused, Malformed, cause
from proof.event import EPOCH
from proof.strict_json import read_json
from service.time_travel import Happened, state_of

STATE = "state.json"


def state_schema() -> str:
    """Names the shape of states in this release: SHA-256 of their JSON Schema."""
    schemas = [TypeAdapter(kind).json_schema(mode="serialization") for kind in (Innovation, Adoption)]
    return sha256(rfc8785.dumps(schemas)).hexdigest()


def check_state(contents: Contents) -> None:
    """Replays the events of a bundle whose proofs hold, and compares.

    A bundle of an older release may lack fields that states have gained since; all that it has must be right.
    Raises BundleRefused with the step "state".
    """
    innovation = contents.manifest["innovation"]
    try:
        said = read_json(contents.text(STATE))
        found = state_of(innovation, _happened(contents))
        exact = contents.manifest["state_schema"] == state_schema()
    except Exception as error:  # whatever a forged event or state breaks is a reason to refuse it
        raise BundleRefused(cause(error), step="state") from error
    for path in contradictions(said, json.loads(json.dumps(found)), exact=exact):
        raise BundleRefused(Malformed("other_state", path=path), step="state")


def contradictions(said: Any, found: Any, *, exact: bool, path: str = "") -> Iterator[str]:
    """Where a recorded state contradicts the replayed one.

    Unless `exact`, it may lack fields of the replayed one.
    """
    if isinstance(said, dict) and isinstance(found, dict):
        for name in said.keys() | found.keys() if exact else said.keys():
            inner = f"{path}.{name}" if path else name
            if name in said and name in found:
                yield from contradictions(said[name], found[name], exact=exact, path=inner)
            else:
                yield inner
    elif isinstance(said, list) and isinstance(found, list) and len(said) == len(found):
        for position, (one, other) in enumerate(zip(said, found, strict=True)):
            yield from contradictions(one, other, exact=exact, path=f"{path}.{position}")
    elif said != found or type(said) is not type(found):  # to Python true is 1
        yield path or "it"


def _happened(contents: Contents) -> Iterator[Happened]:
    for line in contents.events():
        with codec.placed(line["stream_id"], line["version"]):
            event = codec.decode(line["type"], line["schema_version"], b64decode(line["data"]))
        yield line["stream_id"], event, EPOCH + timedelta(microseconds=line["occurred_us"])
