"""Accounts at the identity provider: who asks for one, and whom of the ledger they are. Given by who has an
administrator's own key at hand, so that somebody can be let in before anybody is.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from cyclopts import Parameter

from cli import output
from cli.asking import ask_passphrase
from cli.listing import Listing, instant, show_all
from cli.options import Reading, connected
from texts import text

if TYPE_CHECKING:
    from service.reading import Reader

Request = Annotated[UUID, Parameter(name="REQUEST", help="cli.argument.request")]
Person = Annotated[str, Parameter(help="cli.argument.person")]


async def list_accounts(*, options: Listing = Listing()) -> None:
    """Who asks for an account, and who has one."""
    from service import accounts

    async with _administering(options) as reader:
        waiting, known = await accounts.requests(reader), await accounts.every(reader)
    document = [
        *(
            {
                "request": str(each.request_id),
                "issuer": each.issuer,
                "subject": each.subject,
                "name": each.name,
                "email": each.email,
                "person": None,
                "since": each.asked_at.isoformat(),
            }
            for each in waiting
        ),
        *(
            {
                "request": None,
                "issuer": each.issuer,
                "subject": each.subject,
                "name": None,
                "email": None,
                "person": each.person,
                "since": each.bound_at.isoformat(),
            }
            for each in known
        ),
    ]
    rows = (
        (each["request"], each["person"], each["name"], each["email"], each["subject"], instant(each["since"]))
        for each in document
    )
    await show_all(options, ("request", "person", "name", "email", "account", "since"), rows, document)


async def accept(request: Request, person: Person, /, *, options: Reading = Reading()) -> None:
    """Let who asked be that person from now on."""
    from service import accounts

    async with _administering(options) as reader:
        await accounts.accept(reader, request, person)
    _done(options, text("cli.account_accepted", options.language, person=person), person)


async def decline(request: Request, /, *, options: Reading = Reading()) -> None:
    """Decline a request for an account."""
    from service import accounts

    async with _administering(options) as reader:
        await accounts.decline(reader, request)
    _done(options, text("cli.account_declined", options.language), None)


async def end(person: Person, /, *, options: Reading = Reading()) -> None:
    """End somebody's account, with all their sessions and tokens."""
    from service import accounts

    async with _administering(options) as reader:
        await accounts.end(reader, person)
    _done(options, text("cli.account_ended", options.language, person=person), person)


@asynccontextmanager
async def _administering(options: Reading) -> AsyncIterator["Reader"]:
    from service.accounts import administering

    async with connected(options) as connections:
        yield await administering(connections, options.person, partial(ask_passphrase, options.language))


def _done(options: Reading, said: str, person: str | None) -> None:
    if options.as_json:
        output.print_json({"person": person})
    else:
        output.say(said)
