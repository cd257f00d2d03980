"""The record of reads: who was shown what isn't open to everybody, and whether the record is whole."""

from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from cli import output
from cli.endings import Exit
from cli.listing import SHORT, After, Limit, Listing, instant, show_pages
from cli.options import Reading, reading
from texts import Lang, text, title
from texts.locales import day as shown_day

if TYPE_CHECKING:
    from domain.names import Names
    from service.access import Checked, ClosedDays
    from wiring.afar import Afar


async def list_reads(
    *,
    by: Annotated[str | None, Parameter(help="cli.option.read_by", metavar="PERSON")] = None,
    of: Annotated[str | None, Parameter(help="cli.option.read_of", metavar="PERSON")] = None,
    innovation: Annotated[str | None, Parameter(help="cli.option.read_innovation", metavar="INNOVATION")] = None,
    day: Annotated[str | None, Parameter(help="cli.option.read_day", metavar="DAY")] = None,
    exports: Annotated[bool, Parameter(help="cli.option.read_exports", negative="")] = False,
    limit: Limit = None,
    after: After = None,
    options: Listing = Listing(),
) -> None:
    """Who was shown what, the newest first: to auditors all, to others what they read, or what concerns them."""
    from cli.input.instants import day as typed_day
    from domain.readings import EXPORTS
    from domain.visibility import may_see_everything
    from service.access import Wanted, innovations_in, people_in, readings
    from service.names import names_of
    from service.signin import person_id

    async with reading(options) as reader:
        by, of = (person_id(each) if each is not None else None for each in (by, of))
        if not (by or of or innovation or may_see_everything(reader.who, reader.at)):
            by = reader.who.id
        about = await reader.innovation_id(innovation) if innovation is not None else None
        on = typed_day(day) if day is not None else None
        wanted = Wanted(by, of, about, on, EXPORTS if exports else ())
        titles, names = dict[str, str](), await names_of(reader.states, {})

        async def page(after: str | None, limit: int) -> list[dict[str, Any]]:
            nonlocal names
            found = await readings(reader, wanted, after=after, limit=limit)
            titles.update(await reader.titles(innovations_in(found)))
            names = await names_of(reader.states, await reader.names(people_in(found)))
            return found

        await show_pages(
            options,
            ("when", "reader", "what", "subject", "via"),
            page,
            lambda each: (
                instant(each["at"]),
                names.person(each["by"]),
                title("reading", each["what"], options.language),
                subject_of(each["subject"], titles, names, options.language),
                title("via", each["via"], options.language),
            ),
            text("cli.nothing_read", options.language),
            limit=limit,
            after=after,
        )


def subject_of(stream: str, titles: dict[str, str], names: "Names", lang: Lang) -> str:
    """What was read, by its title or name."""
    kind, _, name = stream.partition("/")
    if kind == "innovation":
        return f"{titles[name]} ({name[:SHORT]})" if name in titles else name
    return names.person(name) if kind == "person" else title("subject", stream, lang)


async def day(
    day: Annotated[str, Parameter(name="DAY", help="cli.argument.read_day")], /, *, options: Reading = Reading()
) -> int:
    """One day of the record: how many reads, and whether they are those that were closed."""
    from cli.input.instants import day as typed_day
    from service.access import READS_BOOK, checked

    wanted = typed_day(day)
    async with reading(options) as reader:
        everything, there = await checked(reader), reader.connections.afar
    found = everything.of(wanted)
    if options.as_json:
        closed = found.as_json() if found else None
        said = {"day": wanted.isoformat(), "closed": closed, "problems": len(everything.problems)}
        output.print_json(said | _said_by(there))
    elif found is not None:
        output.say(_said(READS_BOOK, found, options.language))
    else:
        output.say(text("cli.day_not_closed", options.language, day=wanted))
        if everything.problems:
            output.say(_differs(READS_BOOK, options.language))
    _say_there(there, options)
    holds = found.ok if found is not None else not everything.problems
    return Exit.DONE if holds else Exit.VERIFICATION_FAILED


async def check(*, options: Reading = Reading()) -> int:
    """Recompute every day that was closed, here and of interventions; exit code 4 unless each is as it was."""
    from service.access import DAYBOOKS, checked

    async with reading(options) as reader:
        found, there = {name: await checked(reader, name) for name in DAYBOOKS}, reader.connections.afar
    ok = all(each.ok for each in found.values())
    if options.as_json:
        output.print_json({"ok": ok} | {name: each.as_json() for name, each in found.items()} | _said_by(there))
    else:
        for name, each in found.items():
            _say(name, each, options.language)
    _say_there(there, options)
    return Exit.DONE if ok else Exit.VERIFICATION_FAILED


def _said_by(there: "Afar | None") -> dict[str, str]:
    return {"said_by": there.url} if there else {}


def _say_there(there: "Afar | None", options: Reading) -> None:
    """Says whose word it is, where servers elsewhere recomputed."""
    if there and not options.as_json:
        output.say(text("cli.daybooks_said_there", options.language, url=there.url))


def _say(daybook: str, found: "Checked", lang: Lang) -> None:
    for each in found.days:
        if not each.ok:
            output.say(_said(daybook, each, lang))
    if found.ok:
        counted = {"days": len(found.days), "rows": sum(each.found for each in found.days)}
        output.say(text("cli.daybook_holds", lang, record=_called(daybook, lang), **counted))
    else:
        output.say(_differs(daybook, lang))
    if found.open:
        record = _called(daybook, lang)
        output.say(text("cli.daybook_open", lang, record=record, rows=found.open, since=found.open_since))
    if found.overdue:
        output.say(text("cli.daybook_overdue", lang, since=found.open_since))


def _called(daybook: str, lang: Lang) -> str:
    return title("daybook", daybook, lang)


def _differs(daybook: str, lang: Lang) -> str:
    return text("cli.daybook_differs", lang, record=_called(daybook, lang))


def _said(daybook: str, closed: "ClosedDays", lang: Lang) -> str:
    first, last = shown_day(closed.first, lang), shown_day(closed.last, lang)
    days = first if first == last else f"{first} – {last}"
    code = "cli.day_holds" if closed.ok else "cli.day_differs"
    counted = {"rows": closed.rows, "found": closed.found, "version": closed.version}
    return text(code, lang, record=_called(daybook, lang), days=days, **counted)
