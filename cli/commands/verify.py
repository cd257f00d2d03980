"""What proves the record, or finds that it was changed: the ledger verified, a bundle checked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from typer import Argument, Option

from bundle import replay
from cli import output, texts
from cli.app import app, command
from cli.commands.history import AUDITORS
from cli.endings import Exit
from cli.inner_texts import inner
from cli.input.files import read_checkpoint
from cli.options import Reading, connected
from proof.checking import check
from proof.sentences import NOTHING_EARLIER, STEPS
from proof.zips import read
from service.reading import Reader
from service.verifying import no_progress, verified
from wiring.connections import AUDITOR
from wiring.errors import BadRequest
from wiring.keys import known_log_keys

STATE = ("keadaan yang dihitung ulang sama", "the state, replayed, is the same")


@command(app, "verify", AUDITORS)
async def verify(
    options: Reading,
    what: Annotated[
        str | None,
        Argument(metavar="[INNOVATION|BUNDLE.zip]", help="Baku: seluruh catatan / default: the whole ledger"),
    ] = None,
    since: Annotated[
        Path | None,
        Option("--since", metavar="CHECKPOINT", help="Sejak titik periksa ini / only what came after a checkpoint"),
    ] = None,
    key: Annotated[
        list[str] | None,
        Option(
            "--key", metavar="KEY", help="Kunci yang Anda percaya, untuk BUNDLE / keys that you trust, for a bundle"
        ),
    ] = None,
) -> int:
    """Hitung ulang setiap sidik dan baca setiap peristiwa; kode keluar 4 bila tidak utuh. / Recompute every hash and
    read every event; exit code 4 unless all is intact.
    """
    note = None if since is None else read_checkpoint(since)
    if what is not None and _is_file(what):
        return _bundle(options, Path(what), key or [], note)
    if what is not None and since is not None:
        raise BadRequest("one_of", given="INNOVATION, --since")
    if key is not None:
        raise BadRequest("key_without_bundle")
    async with connected(options) as connections:
        whole = await (await Reader.on(connections, AUDITOR)).innovation_id(what) if what is not None else None
        with progress_bar(options) as told:
            report = await verified(connections, whole, since=note, progress=told)
    if options.as_json:
        output.print_json(report)
    else:
        _tell(report, options.language, whole_ledger=whole is None, compared=bool(report["outside"] or since))
    return Exit.DONE if report["ok"] else Exit.VERIFICATION_FAILED


def _is_file(what: str) -> bool:
    """Whether a bundle is meant, which may be missing; a zip has any name."""
    return what.lower().endswith(".zip") or Path(what).is_file()


def _bundle(options: Reading, path: Path, keys: list[str], since: str | None) -> int:
    """Checks a bundle, needing no server: its proofs, then its state by the rules of this release."""
    english = options.language == "en"
    known = known_log_keys(options.settings()) if not keys else None
    trusted = keys or [str(verifier) for verifier in (known.verifiers if known else ())]

    def passed(step: str, something: bool = True) -> None:
        if not options.as_json:
            told = (STEPS | {"state": STATE})[step] if something else NOTHING_EARLIER
            output.say(f"  {'✓' if something else output.GAP} {step:12} {told[english]}")

    try:
        bundle = read(path)
    except OSError as error:
        raise BadRequest("unreadable_file", file=path, problem=error.strerror or error) from None
    checked = check(bundle, keys=trusted, since=since, passed=passed)
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
    }
    if options.as_json:
        output.print_json(found)
        return Exit.DONE
    facts = found | {"closed_at": output.when(checked.closed_at), "keys": "\n".join(found["keys"])}
    output.say(texts.told("bundle_holds" if checked.trusted else "bundle_untrusted", options.language, **facts))
    return Exit.DONE


def _tell(report: dict[str, Any], lang: str, *, whole_ledger: bool, compared: bool) -> None:
    problems = report["problems"]
    counted = report | {"problems": len(problems)}
    output.say(texts.told("verified" if report["ok"] else "not_verified", lang, **counted))
    if report["since"] is not None:
        output.say(texts.told("only_since", lang, **counted))
    if problems:
        names = ("stream", "version", "layer", "expected", "found")
        output.table(texts.columns(names, lang), [[_cell(each[name], lang) for name in names] for each in problems])
    if not whole_ledger and report["ok"]:
        output.say(texts.told("ends_signed" if report["signed"] else "ends_unsigned", lang, **counted))
        if report["signed"] and not report["signatures_checked"]:
            output.say(texts.told("signatures_unchecked", lang))
        if not compared:
            output.say(texts.told("no_end_outside", lang))
    elif whole_ledger:
        told = "log_signed" if report["signed"] or report["ok"] else "log_contradicted"
        output.say(texts.told(told if report["signatures_checked"] else "log_unsigned", lang, **counted))
        if report["attestations"]:
            output.say(texts.told("attested", lang, **counted))
        if report["unattributed"]:
            output.say(texts.told("unattributed", lang, **counted))
        if report["leaves"] and not compared:
            output.say(texts.told("nothing_outside", lang))


def _cell(value: object, lang: str) -> object:
    return inner(value, lang) if isinstance(value, str) else value


@contextmanager
def progress_bar(options: Reading) -> Iterator[Callable[[str, int, int], None]]:
    """Shows how far each phase is, where a person watches."""
    console = output.console(stderr=True)
    if options.as_json or not console.is_terminal:
        yield no_progress
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,}"), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def told(phase: str, done: int, total: int) -> None:
            if phase not in tasks:
                tasks[phase] = bar.add_task(texts.told(f"phase_{phase}", options.language))
            bar.update(tasks[phase], completed=done, total=total)

        yield told
