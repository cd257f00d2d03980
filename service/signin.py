"""Sign-in. In local mode the name given is trusted, so both servers must be on this machine."""

from pydantic import TypeAdapter, ValidationError

from domain.commands import SYSTEM
from domain.model import Key
from wiring.errors import BadRequest
from wiring.settings import Settings

_PERSON: TypeAdapter[str] = TypeAdapter(Key)


def sign_in(settings: Settings, temporal_address: str, person: str | None) -> str:
    """The id of the person who is asking. Whether they exist, and what they may do, a worker reads in the ledger.

    Raises:
        SettingsError: a server isn't on this machine.
        BadRequest: nobody is named, or what is named can't be a person's id.
    """
    settings.require_local_servers(temporal_address)
    if person is None:
        raise BadRequest("person_needed")
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
