"""Drafts of proposals: kept, corrected and handed in, by whoever writes them or administers their agency."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from cli import output
from cli.asking import File, ask_of
from cli.endings import Ending, Exit
from cli.listing import SHORT, Listing, Shortened, show_all
from cli.options import Asking, Common, Reading, connected
from texts import Lang, text

if TYPE_CHECKING:
    from service.drafts import Desk, StoredDraft

Draft = Annotated[str, Parameter(help="cli.argument.draft")]


async def save(
    file: File,
    /,
    *,
    draft: Annotated[str | None, Parameter(help="cli.option.draft", metavar="ID")] = None,
    options: Reading = Reading(),
) -> None:
    """Keep a proposal that isn't complete yet, from a file like that of `propose`."""
    from cli.input.files import read_draft
    from domain.commands.innovation import Propose
    from service.drafts import Desk

    content = read_draft(file, Propose)
    async with connected(options) as connections:
        desk = await Desk.of(connections, options.person)
        kept = await desk.save(content, draft)
        lacking = await _lacking(desk, kept, options)
    if options.as_json:
        output.print_json(_as_json(kept, lacking))
        return
    output.say(text("cli.draft_saved", options.language, draft=kept.draft_id, version=kept.version))
    _say_what_is_missing(lacking, options.language)


async def list_drafts(*, options: Listing = Listing()) -> None:
    """Your drafts, and your agency's if you administer it."""
    from service.drafts import Desk

    async with connected(options) as connections:
        desk = await Desk.of(connections, options.person)
        found = await desk.all()
        names = await desk.names(found)
        lacking = [await _lacking(desk, each, options) for each in found]
    lang = options.language
    rows = (
        (
            Shortened(str(each.draft_id), SHORT),
            _title(each),
            each.agency,
            names.get(each.author, each.author),
            each.saved_at,
            _state(each, lacks, lang),
        )
        for each, lacks in zip(found, lacking, strict=True)
    )
    document = [_as_json(each, lacks) for each, lacks in zip(found, lacking, strict=True)]
    await show_all(
        options,
        ("id", "title", "agency", "author", "saved_at", "state"),
        rows,
        document,
        nothing=text("cli.no_drafts", lang),
    )


async def show(draft: Draft, /, *, options: Reading = Reading()) -> None:
    """A draft as a file that `draft save` takes, and what it still lacks."""
    from service.drafts import Desk, content_of

    async with connected(options) as connections:
        desk = await Desk.of(connections, options.person)
        kept = await desk.find(draft)
        lacking = await _lacking(desk, kept, options)
    if options.as_json:
        output.print_json(_as_json(kept, lacking) | {"content": content_of(kept)})
        return
    _say_what_is_missing(lacking, options.language)
    output.write(_as_yaml(content_of(kept)))
    output.flush()


async def submit(draft: Draft, /, *, options: Asking = Asking()) -> int:
    """Hand in a draft: it becomes a proposal, signed by whoever hands it in."""
    from domain.streams import innovation_stream
    from proof.ids import innovation_id
    from service.drafts import Desk

    async with connected(options) as connections:
        desk = await Desk.of(connections, options.person)
        kept, payload = await desk.ready(draft)
        innovation = innovation_id(kept.command_id)
        options = replace(options, command_id=kept.command_id)
        stream = innovation_stream(innovation)
        code = await ask_of(options, connections, stream, "propose", payload, innovation=innovation)
        if options.answered:
            await desk.conclude(kept)
    if not options.as_json:
        lang = options.language
        if code == Exit.DONE and options.answered:
            output.say(text("cli.proposed", lang, innovation=innovation))
        elif code == Exit.REFUSED:
            output.note(text("cli.draft_stays", lang, draft=kept.draft_id))
    return code


async def discard(draft: Draft, /, *, options: Reading = Reading()) -> None:
    """Remove a draft for good."""
    from service.drafts import Desk

    async with connected(options) as connections:
        gone = await (await Desk.of(connections, options.person)).discard(draft)
    if options.as_json:
        output.print_json({"id": str(gone.draft_id), "discarded": True})
    else:
        output.say(text("cli.draft_discarded", options.language, draft=gone.draft_id))


async def _lacking(desk: "Desk", draft: "StoredDraft", options: Common) -> Ending | None:
    """How it would end if the draft were handed in now, if it were refused."""
    from cli.boundary import refused

    [refusal] = await desk.refusals_of([draft])
    return await refused(refusal, options) if refusal else None


def _problems(lacking: Ending | None) -> list[dict[str, Any]]:
    """What is missing or wrong, as JSON has it."""
    if lacking is None:
        return []
    whole = [{"path": "", "code": lacking.code, "message": lacking.message}]
    problems: list[dict[str, Any]] = lacking.more.get("problems", whole)
    return problems


def _as_json(draft: "StoredDraft", lacking: Ending | None) -> dict[str, Any]:
    from proof.ids import innovation_id

    return {
        "id": str(draft.draft_id),
        "version": draft.version,
        "agency": draft.agency,
        "author": draft.author,
        "saved_by": draft.saved_by,
        "saved_at": draft.saved_at.isoformat(),
        "title": _title(draft),
        "innovation": innovation_id(draft.command_id) if draft.submitted else None,
        "problems": _problems(lacking),
    }


def _title(draft: "StoredDraft") -> str | None:
    from service.drafts import content_of

    proposal = content_of(draft).get("proposal")
    title = proposal.get("title") if isinstance(proposal, dict) else None
    return title if isinstance(title, str) else None


def _state(draft: "StoredDraft", lacking: Ending | None, lang: Lang) -> str:
    if draft.submitted:
        return text("cli.draft_submitted", lang)
    if lacking is None:
        return text("cli.draft_complete", lang)
    return text("cli.draft_lacks", lang, n=len(_problems(lacking)))


def _say_what_is_missing(lacking: Ending | None, lang: Lang) -> None:
    if lacking is None:
        output.note(text("cli.draft_ready", lang))
    else:
        output.note(text("cli.draft_missing", lang, why=lacking.message))
        output.note(lacking.hint)


def _as_yaml(content: dict[str, Any]) -> str:
    from io import StringIO

    from ruamel.yaml import YAML

    written = StringIO()
    YAML(pure=True).dump(content, written)
    return written.getvalue()
