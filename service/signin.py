"""Sign-in, of whoever acts or reads. The name given is trusted, so the servers must be on this machine."""

from pydantic import TypeAdapter, ValidationError

from domain.commands import SYSTEM
from domain.model import Key
from wiring.errors import BadRequest
from wiring.settings import Settings

_PERSON: TypeAdapter[str] = TypeAdapter(Key)


def sign_in(settings: Settings, person: str, *, temporal_address: str | None = None) -> str:
    """The id of the person who is asking; `temporal_address` where they act.

    Whether they exist, and what they may do or see, is read in the ledger.

    Raises:
        SettingsError: a server isn't on this machine.
        BadRequest: what is named can't be a person's id.
    """
    settings.require_local_servers(temporal_address)
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
