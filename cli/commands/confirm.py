"""The second desk: somebody else's act, signed to a file, is shown, confirmed and sent."""

import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli import output
from cli.asking import Sending, ask_passphrase, said
from cli.options import Reading, connected, whoever
from cli.prompting import agrees
from texts import Lang, text, title
from texts.payloads import asked_in, written
from wiring.errors import BadRequest, NotPossible

if TYPE_CHECKING:
    from service.confirming import Examined


async def confirm(
    file: Annotated[Path, Parameter(help="cli.argument.unsent")],
    /,
    *,
    yes: Annotated[bool, Parameter(help="cli.option.yes")] = False,
    options: Reading = Reading(),
) -> int:
    """Sign, as a second person, what somebody else signed to a file, and send it."""
    from cli.input.files import read_text
    from service.commanding import Request
    from service.confirming import confirm, examine, read_unsent

    unsent = read_unsent(read_text(file), file)
    sending = Sending(options)
    async with connected(options) as connections:
        examined = await examine(connections, unsent, await whoever(options, connections))
        if examined.receipt is not None:
            return await said(options, unsent.act.type, examined.receipt, sending)
        if not options.as_json:
            _show(examined, options.language)
        if not yes:
            _require_consent(examined.person, options)
        request = Request(
            person=examined.person,
            timeout=timedelta(seconds=options.timeout),
            passphrase=lambda whose: ask_passphrase(options.language, whose),
            tell=sending,
        )
        outcome = await confirm(connections, examined, request)
    return await said(options, unsent.act.type, outcome, sending)


def _require_consent(person: str, options: Reading) -> None:
    """Goes on if whoever is at the terminal says yes. Raises BadRequest: nobody is there; NotPossible: they don't."""
    if options.as_json or not sys.stdin.isatty():
        raise BadRequest("consent_needed")
    if not agrees(text("cli.consent", options.language, person=person)):
        raise NotPossible("declined")


def _show(examined: "Examined", lang: Lang) -> None:
    """What is asked, in words."""
    act = examined.unsent.act
    assert act.seen is not None
    version, chain = act.seen
    moved = examined.version != version
    seen = text(
        "cli.seen_earlier" if moved else "cli.seen_last",
        lang,
        version=version,
        chain=chain[: output.CHAIN_SHOWN],
        now=examined.version,
    )
    output.heading(text("cli.asks", lang, person=act.actor, command=title("command", act.type, lang)))
    output.table(
        output.columns(("field", "value"), lang),
        [
            *zip(
                output.columns(("stream",), lang), [" – ".join(filter(None, (act.stream, examined.title)))], strict=True
            ),
            *asked_in(act.payload, lang),
            *zip(
                output.columns(("reason", "actor", "post", "version", "expires"), lang),
                [
                    act.reason and written("", act.reason, lang),
                    act.actor,
                    act.grant,
                    seen,
                    output.when(act.expires, lang),
                ],
                strict=True,
            ),
        ],
    )
