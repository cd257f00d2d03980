"""Drafts of proposals: kept, corrected and handed in, by whoever writes them or administers their agency."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from cli import output
from cli.asking import File, ask_of
from cli.endings import Exit
from cli.listing import SHORT, Listing, Shortened, show_all
from cli.options import Asking, Reading, connected
from texts import Lang, text

if TYPE_CHECKING:
    from service.drafts import StoredDraft

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
        kept = await (await Desk.of(connections, options.person)).save(content, draft)
    if options.as_json:
        output.print_json(_as_json(kept, options.language))
        return
    output.say(text("cli.draft_saved", options.language, draft=kept.draft_id, version=kept.version))
    _say_what_is_missing(kept, options.language)


async def list_drafts(*, options: Listing = Listing()) -> None:
    """Your drafts, and your agency's if you administer it."""
    from service.drafts import Desk

    async with connected(options) as connections:
        desk = await Desk.of(connections, options.person)
        found = await desk.all()
        names = await desk.names(found)
    lang = options.language
    rows = (
        (
            Shortened(str(each.draft_id), SHORT),
            _title(each),
            each.agency,
            names.get(each.author, each.author),
            each.saved_at,
            _state(each, lang),
        )
        for each in found
    )
    document = [_as_json(each, lang) for each in found]
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
        kept = await (await Desk.of(connections, options.person)).find(draft)
    if options.as_json:
        output.print_json(_as_json(kept, options.language) | {"content": content_of(kept)})
        return
    _say_what_is_missing(kept, options.language)
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


def _as_json(draft: "StoredDraft", lang: Lang) -> dict[str, Any]:
    from proof.ids import innovation_id
    from service.drafts import problems_in
    from texts.filling import explained

    return {
        "id": str(draft.draft_id),
        "version": draft.version,
        "agency": draft.agency,
        "author": draft.author,
        "saved_by": draft.saved_by,
        "saved_at": draft.saved_at.isoformat(),
        "title": _title(draft),
        "innovation": innovation_id(draft.command_id) if draft.submitted else None,
        "problems": []
        if draft.submitted
        else [
            {"path": each["path"], "code": each["code"], "message": explained(each["code"], each["facts"], lang)}
            for each in problems_in(draft)
        ],
    }


def _title(draft: "StoredDraft") -> str | None:
    from service.drafts import content_of

    proposal = content_of(draft).get("proposal")
    title = proposal.get("title") if isinstance(proposal, dict) else None
    return title if isinstance(title, str) else None


def _state(draft: "StoredDraft", lang: Lang) -> str:
    from service.drafts import problems_in

    if draft.submitted:
        return text("cli.draft_submitted", lang)
    problems = problems_in(draft)
    return text("cli.draft_lacks", lang, n=len(problems)) if problems else text("cli.draft_complete", lang)


def _say_what_is_missing(draft: "StoredDraft", lang: Lang) -> None:
    from service.drafts import problems_in

    problems = problems_in(draft)
    output.note(text("cli.draft_missing", lang, problems=problems) if problems else text("cli.draft_ready", lang))


def _as_yaml(content: dict[str, Any]) -> str:
    from io import StringIO

    from ruamel.yaml import YAML

    written = StringIO()
    YAML(pure=True).dump(content, written)
    return written.getvalue()
