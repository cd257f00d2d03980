"""Which acts need the person's own signature, and which a second person's."""

from domain.basis import Basis
from domain.commands import Command
from domain.grants import Person
from domain.refusals import Code, require, required
from domain.streams import person_stream
from domain.vocabulary import Role


def require_signatures(command: Command, actor: Person, basis: Basis, *, signed: bool, confirmed: bool) -> None:
    """Require the actor's signature, and a second administrator's, where the command takes them.

    Whatever signature there is must be by a key that is its person's and counts, also where none is needed.

    Raises:
        Refused: a signature is missing, or isn't by such a key.
    """
    if command.key is None:
        require(not signed, Code.SIGNATURE_REQUIRED, command=command.type, person=actor.id)
    else:
        require_key(actor, command.key)
    require_confirmation(command, basis, confirmed=confirmed)


def require_confirmation(command: Command, basis: Basis, *, confirmed: bool) -> None:
    """Require a second administrator's signature where it is needed; where there is one, it has to count.

    Raises:
        Refused: it is missing, the actor's own, or not by such a person's key.
    """
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
