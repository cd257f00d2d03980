"""The ledger's own keys: made here, published and retired by two administrators; and the ledger's beginning."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from cli import output
from cli.asking import ask_of, taken_over
from cli.endings import Exit
from cli.input.enrolments import founder
from cli.listing import Listing, show_all
from cli.options import Asking, Common, connected
from domain.vocabulary import Purpose
from texts import text, title
from wiring.errors import NotPossible

if TYPE_CHECKING:
    from wiring.keys import Made

For = Annotated[Purpose, Parameter(name="--for", help="cli.option.for", metavar="PURPOSE", show_default=True)]


async def new(*, signed: For = Purpose.RECEIPTS, options: Common = Common()) -> None:
    """Make the first key for a purpose, before the ledger begins."""
    from wiring.keys import new_key

    _made(options, signed, new_key(options.settings(), signed))


async def begin(
    *,
    administrator: Annotated[list[Path], Parameter(help="cli.option.founder", metavar="FILE")],
    agency: Annotated[str, Parameter(help="cli.option.owner", metavar="AGENCY")],
    options: Common = Common(),
) -> None:
    """Begin an empty ledger with the keys that are here and its first administrators, two at least."""
    from service.beginning import begun

    genesis = await begun(options.settings_of_servers(), [founder(file, agency) for file in administrator])
    if options.as_json:
        output.print_json({"genesis": genesis})
    else:
        output.say(text("cli.begun", options.language, genesis=genesis))


async def rotate(*, signed: For = Purpose.RECEIPTS, options: Asking = Asking()) -> int:
    """Publish a new key, and sign with it from then on; it takes two administrators."""
    from proof.streams import KEYS
    from service.published_keys import published_keys
    from wiring.keys import key_beside, take_over

    async with connected(options) as connections:
        settings = connections.settings
        key = key_beside(settings, signed)
        keys = await published_keys(connections)
        if keys.serves(key.key, signed):
            take_over(settings, signed)
            return taken_over(options, key.key)
        if key.key in keys.retired:
            key = key_beside(settings, signed, anew=True)
        payload = {"purpose": signed, "key": key.key, "possession": key.possession}
        code = await ask_of(options, connections, KEYS, "publish_key", payload)
        if code == Exit.DONE and options.answered:
            take_over(settings, signed)
            if not options.as_json:
                output.note(text("cli.rotated", options.language))
    return code


async def retire(
    key: Annotated[str, Parameter(name="KEY", help="cli.argument.key")], /, *, options: Asking = Asking()
) -> int:
    """End a key of the ledger's own: what it signs from then on counts no more."""
    from proof.streams import KEYS

    async with connected(options) as connections:
        return await ask_of(options, connections, KEYS, "retire_service_key", {"key": key.lower()})


async def list_keys(*, options: Listing = Listing()) -> None:
    """The keys of the ledger's own, as it records them, and what it is known by."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from proof.note import Verifier
    from service.published_keys import published_keys
    from wiring.keys import present_key

    async with connected(options) as connections:
        keys = await published_keys(connections)
        settings = connections.settings
    if not keys.genesis:
        raise NotPossible("not_begun")
    here = {purpose: present_key(settings, purpose) for purpose in Purpose}
    had = {**keys.purposes, **keys.retired}
    found = [
        {"key": key, "purpose": str(of), "in_use": key in keys.purposes, "signs": here[of] == key}
        for key, of in had.items()
    ]
    of_log = [
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(k)) for k, of in had.items() if of is Purpose.CHECKPOINTS
    ]
    published = [str(Verifier(keys.log, each)) for each in of_log]
    lang = options.language
    if options.wanted is None and not options.as_json:
        output.say(text("cli.genesis", lang, genesis=keys.genesis))
        for each in published:
            output.say(text("cli.log_key", lang, key=each))
    rows = ((str(each["key"]), title("purpose", each["purpose"], lang), *_ticks(each)) for each in found)
    document = {"genesis": keys.genesis, "log": keys.log, "log_keys": published, "keys": found}
    await show_all(options, ("key", "purpose", "in_use", "signs"), rows, document)


def _ticks(key: dict[str, Any]) -> tuple[str, str]:
    """Whether a key is in use, and whether it signs here."""
    return "✓" if key["in_use"] else "", "✓" if key["signs"] else ""


def _made(options: Common, signed: Purpose, key: "Made") -> None:
    if options.as_json:
        output.print_json({"key": key.key, "possession": key.possession})
    else:
        output.say(text("cli.new_key", options.language, key=key.key, purpose=signed))
