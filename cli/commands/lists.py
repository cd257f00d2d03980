"""What anybody may see: lists of innovations, and a person's inbox."""

from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from cyclopts import Parameter

from cli import output
from cli.listing import SHORT, After, Due, Limit, Listing, Shortened, instant, show_pages
from cli.next_acts import code_of, next_act, zone_of
from cli.options import reading
from domain.vocabulary import Role, Stage
from texts import text, title


async def list_innovations(
    *,
    stage: Annotated[Stage | None, Parameter(help="cli.option.stage", metavar="STAGE")] = None,
    edition: Annotated[str | None, Parameter(help="cli.option.edition", metavar="NAME")] = None,
    region: Annotated[str | None, Parameter(help="cli.option.origin", metavar="CODE")] = None,
    agency: Annotated[str | None, Parameter(help="cli.option.agency", metavar="AGENCY")] = None,
    awaiting: Annotated[
        Role | None, Parameter(name="--awaiting", name_transform=str.lower, help="cli.option.awaiting", metavar="ROLE")
    ] = None,
    overdue: Annotated[bool, Parameter(help="cli.option.overdue")] = False,
    search: Annotated[str | None, Parameter(help="cli.option.search", metavar="WORDS")] = None,
    graded: Annotated[bool | None, Parameter(negative="--not-graded", help="cli.option.graded")] = None,
    proposed_from: Annotated[str | None, Parameter(help="cli.option.proposed_from", metavar="DATE")] = None,
    proposed_to: Annotated[str | None, Parameter(help="cli.option.proposed_to", metavar="DATE")] = None,
    mine: Annotated[bool, Parameter(help="cli.option.mine")] = False,
    sort: Annotated[Literal["id", "name", "due"], Parameter(help="cli.option.sort", metavar="ORDER")] = "id",
    limit: Limit = None,
    after: After = None,
    options: Listing = Listing(),
) -> None:
    """The innovations."""
    from cli.input.instants import day
    from service.agencies import agency_id, region_code
    from service.listing import Sort, Wanted, innovations
    from texts import rows

    lang = options.language
    async with reading(options) as reader:
        origin = await region_code(reader, region) if region else None
        proposed_by = await agency_id(reader, agency) if agency else None
        zone = reader.who.zone(await reader.regions(), reader.at)
        if options.wanted is not None:
            await reader.record_list()
        since, until = (day(each) if each is not None else None for each in (proposed_from, proposed_to))
        wanted = Wanted(stage, edition, origin, proposed_by, awaiting, overdue, search, graded, since, until, mine)
        await show_pages(
            options,
            ("id", "title", "stage", "region", "edition", "due_at", "awaiting"),
            lambda after, limit: innovations(reader, wanted, sort=Sort(sort), after=after, limit=limit),
            lambda each: (
                Shortened(each["id"], SHORT),
                each["title"],
                rows.stage(each["stage"], lang, suspended=each["suspended"]),
                each["region"],
                each["edition"],
                Due(instant(each["due_at"]), zone=zone),
                ", ".join(title("role", role, lang) for role in each["awaiting"]),
            ),
            text("cli.nothing", lang),
            limit=limit,
            after=after,
        )


async def inbox(
    *,
    limit: Limit = None,
    after: After = None,
    options: Listing = Listing(),
) -> None:
    """What waits for a person, the most urgent first, and what they can do about it."""
    from service.next_acts import tasks_to_do
    from texts import rows

    lang = options.language
    async with reading(options) as reader:
        regions = await reader.regions()
        zone, zones = reader.who.zone(regions, reader.at), dict[str, ZoneInfo]()

        async def page(after: str | None, limit: int) -> list[dict[str, Any]]:
            tasks = await tasks_to_do(reader, after=after, limit=limit)
            for task in tasks:
                zones[task["id"]] = zone_of(task["region"], regions, zone)
                task["region"] = code_of(task["region"], regions)
                task["acts"] = [next_act(act, task["innovation"], regions, options) for act in task["acts"]]
            return tasks

        found = await show_pages(
            options,
            ("id", "title", "what", "region", "role", "due_at"),
            page,
            lambda task: (
                Shortened(task["innovation"], SHORT),
                task["title"],
                rows.task(task["what"], task["subject"], regions, lang),
                task["region"],
                title("role", task["role"], lang),
                Due(instant(task["due_at"]), task["overdue"], zones[task["id"]]),
            ),
            text("cli.inbox_empty", lang, person=reader.who.id),
            limit=limit,
            after=after,
        )
    answers = [(task["innovation"][:SHORT], act["title"], act["command"]) for task in found for act in task["acts"]]
    output.section("answers", ("id", "act", "command"), answers, lang)
