"""A person's own key: made where they are, shown, replaced."""

import sys
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli import output
from cli.asking import ask_of, ask_passphrase, taken_over
from cli.endings import Exit
from cli.options import Asking, Common, connected, whoever
from cli.prompting import typed_unseen
from texts import text

if TYPE_CHECKING:
    from service.identities import Enrolment

Person = Annotated[str, Parameter(help="cli.argument.person")]
Passphrase = Annotated[bool, Parameter(negative="--no-passphrase", help="cli.option.passphrase")]


async def new(
    person: Person,
    /,
    *,
    passphrase: Passphrase = True,
    force: Annotated[bool, Parameter(help="cli.option.force_identity")] = False,
    options: Common = Common(),
) -> None:
    """Make one's own key; what is printed is for the administrators who enrol it."""
    from service.identities import identity_path, new_identity, put_aside, require_no_identity
    from service.signin import person_id

    settings, person = options.settings(), person_id(person)
    if not force:
        require_no_identity(settings, person)
    chosen = _new_passphrase(options) if passphrase else None
    put_aside(settings, person)
    _show(new_identity(settings, person, chosen))
    if not options.as_json:
        output.note(text("cli.new_identity", options.language, person=person, file=identity_path(settings, person)))


async def show(person: Person, /, *, options: Common = Common()) -> None:
    """Print what administrators need to enrol the key that is here."""
    from service.identities import enrolment
    from service.signin import person_id

    asked = partial(ask_passphrase, options.language)
    _show(enrolment(options.settings(), person_id(person), asked))


async def replace(*, passphrase: Passphrase = True, options: Asking = Asking()) -> int:
    """Take a new key in place of one's present one, which signs that; an administrator confirms it."""
    from domain.grants import Person
    from domain.streams import person_stream
    from service.identities import enrolment_beside, new_identity, take_over
    from service.reading import Reader

    async with connected(options) as connections:
        person = await whoever(options, connections)
        settings = connections.settings
        # One that was made earlier may be on its way to be confirmed, so it isn't thrown away.
        made = enrolment_beside(settings, person, partial(ask_passphrase, options.language, waiting=True))
        if made is not None:
            states = (await Reader.asking(connections, person)).states
            keys = (await states.get(Person, person_stream(person))).keys
            if made.key in keys and keys[made.key] is None:
                take_over(settings, person)
                return taken_over(options, made.key)
            made = None if made.key in keys else made
        if made is None:
            made = new_identity(settings, person, _new_passphrase(options) if passphrase else None, replacing=True)
        payload = {"key": made.key, "possession": made.possession}
        code = await ask_of(options, connections, person_stream(person), "replace_key", payload)
        if code == Exit.DONE and options.answered:
            take_over(settings, person)
    return code


def _show(made: "Enrolment") -> None:
    output.print_json(asdict(made))


def _new_passphrase(options: Common) -> str | None:
    """Typed twice, or from the settings; none where nobody is at a terminal."""
    from wiring.errors import BadRequest

    settings = options.settings()
    if settings.passphrase:
        return settings.passphrase.get_secret_value()
    if not sys.stdin.isatty():
        raise BadRequest("passphrase_needed")
    first = typed_unseen(text("cli.new_passphrase", options.language))
    if first != typed_unseen(text("cli.repeat_passphrase", options.language)):
        raise BadRequest("passphrases_differ")
    return first or None
