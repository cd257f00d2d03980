"""Whoever acts or reads: by a session or a token that vouches for them, or else by the name that they give. Such a
name is trusted, so the servers must be on this machine.
"""

from pydantic import TypeAdapter, ValidationError

from domain.commands import SYSTEM
from domain.model import Key
from wiring.connections import Connections
from wiring.errors import BadRequest
from wiring.temporal import connect_config

_PERSON: TypeAdapter[str] = TypeAdapter(Key)


def sign_in(connections: Connections, person: str, *, acting: bool = False) -> str:
    """The id of the person who is asking, to read or (`acting`) for a change.

    Whether they exist, and what they may do or see, is read in the ledger.

    Raises:
        SettingsError: nothing vouches for them, and a server isn't on this machine.
        BadRequest: what is named can't be a person's id.
    """
    if not connections.vouched:
        settings = connections.settings
        settings.require_local_servers(connect_config(settings)["target_host"] if acting else None)
    return person_id(person)


def person_id(given: str) -> str:
    """What is given, if it can be a person's id.

    Raises:
        BadRequest: it can't.
    """
    try:
        person = _PERSON.validate_python(given)
    except ValidationError:
        raise BadRequest("bad_person", person=given) from None
    if person == SYSTEM:
        raise BadRequest("bad_person", person=given)
    return person
