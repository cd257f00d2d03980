"""What auditors ask first: the whole history of an innovation."""

from typing import TYPE_CHECKING

from cli import output
from cli.asking import Innovation
from cli.listing import Listing, Shortened, show_all
from cli.options import reading
from texts import Lang, text, title

if TYPE_CHECKING:
    from domain.names import Names
    from service.auditing import Entry
    from service.people import Called


async def history(innovation: Innovation, /, *, options: Listing = Listing()) -> None:
    """Every event and refusal: when, who, what, why, and its hash."""
    from service import auditing
    from service.names import names_of
    from service.people import called
    from texts.events import indicators_in, people_in, sentence

    async with reading(options, auditor=True) as reader:
        whole = await reader.innovation_id(innovation)
        entries = await auditing.history(reader, whole)
        actors = {entry.event.by.person for entry in entries if entry.event.by}
        named = set().union(actors, *(people_in(entry.event) for entry in entries if entry.actor))
        names = await names_of(reader.states, await reader.names(named))
        names = names.measuring(indicators_in(each.event for each in entries))
        people = await called(reader.states, actors, names)
    lang = options.language
    rows = (
        (
            entry.stored.occurred_at,
            _stream(entry.stored.stream_id, names, lang),
            entry.stored.version,
            _actor(entry, people, lang),
            sentence(entry.event, lang, names, not_open=entry.not_open),
            _open(entry, "reason", entry.event.reason, lang),
            Shortened(entry.chain, output.CHAIN_SHOWN) if entry.chain else text("not_open.value", lang),
        )
        for entry in entries
    )
    document = [entry.as_json() for entry in entries] if options.as_json else None
    await show_all(options, ("when", "stream", "version", "actor", "what", "reason", "chain"), rows, document)
    if any(entry.not_open for entry in entries) and options.wanted is None and not options.as_json:
        output.say(text("cli.not_open", lang))


def _open(entry: "Entry", field: str, shown: str | None, lang: Lang) -> str | None:
    return text("not_open.value", lang) if field in entry.not_open else shown


def _actor(entry: "Entry", people: "Called", lang: Lang) -> str:
    """Who did it, in which post; whose command was refused did it in none."""
    from domain.commands import SYSTEM

    if entry.event.by is not None:
        return people.actor(entry.event.by)
    if entry.actor is None:
        return text("not_open.value", lang)
    return text("actor.system", lang) if entry.actor == SYSTEM else people.name(entry.actor)


def _stream(stream: str, names: "Names", lang: Lang) -> str:
    """A stream's name without what all rows of the table have in common."""
    from domain.streams import adopter_of

    kind, adopter = stream.split("/")[0], adopter_of(stream)
    return f"{title('stream', kind, lang)} {names.region(adopter)}".strip()
