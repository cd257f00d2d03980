"""What proves the record, or finds that it was changed: the ledger verified, a bundle checked."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli import output
from cli.endings import Exit
from cli.options import Common, connected
from proof.strict_json import HASH
from texts import Lang, text, title
from wiring.errors import BadRequest

if TYPE_CHECKING:
    from service.verifying import Verified


RULED = {"decisions": "cli.decisions_hold", "state": "cli.state_hold"}
"""The steps of a bundle's check that take the rules, and what each shows when it passes."""


async def verify(
    what: Annotated[str | None, Parameter(name="INNOVATION|BUNDLE.zip", help="cli.argument.verified")] = None,
    /,
    *,
    since: Annotated[Path | None, Parameter(help="cli.option.verified_since", metavar="CHECKPOINT")] = None,
    key: Annotated[list[str] | None, Parameter(help="cli.option.key", metavar="KEY")] = None,
    genesis: Annotated[str | None, Parameter(help="cli.option.genesis", metavar="HEX")] = None,
    without_outside: Annotated[bool, Parameter(help="cli.option.without_outside")] = False,
    options: Common = Common(),
) -> int:
    """Recompute every hash and read every event; exit code 4 unless all is intact."""
    from cli.input.files import read_checkpoint

    note = None if since is None else read_checkpoint(since)
    if genesis is not None and not HASH.fullmatch(genesis := genesis.lower()):
        raise BadRequest("bad_genesis", given=genesis)
    if what is not None and _is_file(what):
        if without_outside:
            raise BadRequest("one_of", given=["BUNDLE.zip", "--without-outside"])
        return await _bundle(options, Path(what), key or [], note, genesis)
    if what is not None and since is not None:
        raise BadRequest("one_of", given=["INNOVATION", "--since"])
    if key is not None:
        raise BadRequest("key_without_bundle")
    found, there = await _ledger(options, what, note, genesis, without_outside=without_outside)
    if options.as_json:
        output.print_json(found.as_json() | ({"said_by": there} if there else {}))
    else:
        _say(found, options.language, whole_ledger=what is None)
        if there:
            output.say(text("cli.said_there", options.language, url=there))
    return Exit.DONE if found.report.ok else Exit.VERIFICATION_FAILED


async def _ledger(
    options: Common, innovation: str | None, since: str | None, genesis: str | None, *, without_outside: bool
) -> tuple["Verified", str | None]:
    """What verifying an innovation, or the whole ledger, finds; and by the servers at which address, if not here."""
    from cli.progress import phases
    from service.verifying import verified
    from service.verifying_afar import verified_there

    async with connected(options) as connections:
        verifying = verified if connections.afar is None else verified_there
        with phases(options) as shown:
            found = await verifying(
                connections, innovation, since=since, genesis=genesis, without_outside=without_outside, shown=shown
            )
        return found, connections.afar.url if connections.afar else None


def _is_file(what: str) -> bool:
    """Whether a bundle is meant, which may be missing; a zip has any name."""
    return what.lower().endswith(".zip") or Path(what).is_file()


async def _bundle(options: Common, path: Path, keys: list[str], since: str | None, genesis: str | None) -> int:
    """Checks a bundle, needing no server: its proofs, then its decisions and its state by the rules of this release."""
    from bundle import replay
    from proof.checking import check
    from proof.origin import check_origin
    from proof.sentences import NOTHING_EARLIER, STEPS
    from proof.zips import read
    from wiring.keys import known_log_keys

    lang = options.language
    known = known_log_keys(options.settings()) if not keys else None
    trusted = keys or [str(verifier) for verifier in (known.verifiers if known else ())]

    def passed(step: str, something: bool = True) -> None:
        if not options.as_json:
            held = STEPS[step][lang == "en"] if step in STEPS else text(RULED[step], lang)
            shown = held if something else NOTHING_EARLIER[lang == "en"]
            output.say(f"  {'✓' if something else output.GAP} {step:12} {shown}")

    try:
        bundle = read(path)
    except OSError as error:
        raise BadRequest("unreadable_file", file=path, cause=error) from None
    checked = check(bundle, keys=trusted, since=since, passed=passed)
    founded = check_origin(checked, genesis=genesis or options.settings().pinned_genesis())
    passed("origin")
    await replay.check_decisions(checked)
    passed("decisions")
    replay.check_state(checked.contents)
    passed("state")
    found = {
        "ok": True,
        "innovation": checked.contents.manifest["innovation"],
        "streams": checked.streams,
        "events": checked.events,
        "closed_at": checked.closed_at.isoformat(),
        "tree_size": checked.checkpoint.size,
        "keys": [str(signer) for signer in checked.signers],
        "trusted": checked.trusted,
        "genesis": founded.genesis,
        "genesis_pinned": founded.pinned,
        "decisions": founded.decisions,
        "signatures": founded.signatures,
        "delayed": founded.delayed,
    }
    if options.as_json:
        output.print_json(found)
        return Exit.DONE
    output.say(text("cli.bundle_holds" if checked.trusted else "cli.bundle_untrusted", lang, **found))
    if not checked.trusted:
        output.say("\n".join(found["keys"]))
    if founded.delayed:
        output.say(text("cli.delayed", lang, **found))
    output.say(text("cli.genesis_pinned" if founded.pinned else "cli.genesis_believed", lang, **found))
    return Exit.DONE


def _say(found: "Verified", lang: Lang, *, whole_ledger: bool) -> None:
    from texts.verification import reservations, shown, verdict

    report, problems = found.as_json(), found.report.problems
    output.say("\n".join(verdict(report, lang)))
    if problems:
        output.table(
            output.columns(("stream", "version", "layer", "expected", "found"), lang),
            [
                (
                    each.stream_id,
                    each.version,
                    title("layer", each.layer, lang),
                    shown(each.expected, lang),
                    shown(each.found, lang),
                )
                for each in problems
            ],
        )
    output.say("\n".join(reservations(report, lang, whole_ledger=whole_ledger)))
