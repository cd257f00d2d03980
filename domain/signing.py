"""Which acts need the person's own signature, and which a second person's."""

from domain.basis import Basis
from domain.commands import Command
from domain.grants import Person
from domain.refusals import Code, require, required
from domain.streams import person_stream
from domain.vocabulary import Role


def require_signatures(command: Command, actor: Person, basis: Basis, *, signed: bool, confirmed: bool) -> None:
    """Go on if the actor signed it where that is needed, and another person, an administrator, where it takes two.

    Whatever signature there is must be by a key that is its person's and counts, also where none is needed.

    Raises:
        Refused: a signature is missing, or isn't by such a key.
    """
    if command.key is None:
        require(not signed, Code.SIGNATURE_REQUIRED, command=command.type, person=actor.id)
    else:
        require_key(actor, command.key)
    other = command.confirmed_by
    if other is None:
        require(not confirmed, Code.CONFIRMATION_REQUIRED, command=command.type)
        return
    require(other != command.actor, Code.CONFIRMED_BY_AUTHOR, person=other)
    confirming = basis.state(Person, person_stream(other))
    confirming.acting((Role.ADMINISTRATOR,), command.at)
    require_key(confirming, required(command.confirming_key, Code.CONFIRMATION_REQUIRED, command=command.type))


def require_key(person: Person, key: str) -> None:
    """Go on if a key is that person's and counts.

    Raises:
        Refused: it isn't enrolled for them, or was retired.
    """
    require(key in person.keys, Code.KEY_NOT_ENROLLED, person=person.id, key=key)
    retired = person.keys[key]
    require(retired is None, Code.KEY_RETIRED, person=person.id, key=key, since=retired and retired.isoformat())
