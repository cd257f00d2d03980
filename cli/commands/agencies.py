"""The register of agencies: read by anybody, changed by administrators."""

from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from cli import output
from cli.asking import Payload, ask_of
from cli.listing import Listing, show_all
from cli.options import Asking, Reading, connected, reading
from domain.vocabulary import AgencyKind
from texts import text, title
from texts.locales import day

Agency = Annotated[str, Parameter(help="cli.argument.agency")]
NewId = Annotated[str, Parameter(name="ID", help="cli.argument.new_agency")]
Name = Annotated[str, Parameter(name="NAME", help="cli.argument.agency_name")]


async def list_agencies(
    *,
    search: Annotated[str | None, Parameter(help="cli.option.search_agencies", metavar="WORDS")] = None,
    kind: Annotated[AgencyKind | None, Parameter(help="cli.option.agency_kind", metavar="KIND")] = None,
    within: Annotated[str | None, Parameter(help="cli.option.within", metavar="AGENCY")] = None,
    options: Listing = Listing(),
) -> None:
    """The agencies, past and present, by name."""
    from service.agencies import agencies

    async with reading(options) as reader:
        found = await agencies(reader, search=search, kind=kind, within=within)
        regions = await reader.regions()
    rows = (
        (
            each.id,
            each.name,
            title("agency_kind", each.kind, options.language),
            each.parent,
            region.code if each.region and (region := regions.by_id(each.region)) else None,
            each.valid_until,
        )
        for each in found
    )
    document = [each.model_dump(mode="json") for each in found]
    await show_all(options, ("id", "name", "agency_kind", "parent", "region", "until"), rows, document)


async def show(agency: Agency, /, *, options: Reading = Reading()) -> None:
    """One agency, where it belongs, and what it came from and became."""
    from service.agencies import agency_id

    async with reading(options) as reader:
        register, regions = await reader.agencies(), await reader.regions()
        found = register.agencies[await agency_id(reader, agency)]
    where = register.region_of(found.id)
    region = regions.by_id(where) if where else None
    units = sorted(each.id for each in register.agencies.values() if each.parent == found.id)
    document: dict[str, Any] = {
        **found.model_dump(mode="json"),
        "counts_as": sorted(register.roots([found.id])),
        "region_code": region.code if region else None,
        "units": units,
        "successors": list(register.successors.get(found.id, ())),
    }
    if options.as_json:
        output.print_json(document)
        return
    lang = options.language
    output.heading(found.name)
    facts = [
        ("id", found.id),
        ("agency_kind", title("agency_kind", found.kind, lang)),
        ("parent", found.parent),
        ("counts_as", ", ".join(document["counts_as"])),
        ("region", f"{region.name} ({region.code})" if region else None),
        ("since", day(found.valid_from, lang) if found.valid_from else None),
        ("until", day(found.valid_until, lang) if found.valid_until else None),
        ("predecessors", ", ".join(found.predecessors)),
        ("successors", ", ".join(document["successors"])),
        ("units", ", ".join(units)),
    ]
    for name, value in facts:
        if value:
            output.say(f"{text(f'column.{name}', lang)}: {value}")


async def publish(
    file: Annotated[Path, Parameter(help="cli.argument.agencies_file")],
    /,
    *,
    source: Annotated[str, Parameter(help="cli.option.source", metavar="TEXT")],
    options: Asking = Asking(),
) -> int:
    """Publish the table of agencies with its source."""
    from cli.commands.editions import ask_publication
    from cli.input.files import read_text
    from service.publishing import agencies

    return await ask_publication(options, agencies(read_text(file), source))


async def add(
    new: NewId,
    name: Name,
    /,
    *,
    kind: Annotated[AgencyKind, Parameter(help="cli.option.agency_kind", metavar="KIND")],
    parent: Annotated[str | None, Parameter(help="cli.option.parent", metavar="AGENCY")] = None,
    region: Annotated[str | None, Parameter(help="cli.option.agency_region", metavar="REGION")] = None,
    options: Asking = Asking(),
) -> int:
    """Register an agency."""
    given = {"id": new, "name": name, "kind": kind, "parent": parent, "region": region}
    return await _ask(options, "add_agency", {field: value for field, value in given.items() if value is not None})


async def rename(agency: Agency, name: Name, /, *, options: Asking = Asking()) -> int:
    """Give an agency another name; it stays the same agency."""
    return await _ask(options, "rename_agency", {"agency": agency, "to": name})


async def merge(
    agency: Agency,
    into: Annotated[str, Parameter(name="INTO", help="cli.argument.into")],
    /,
    *,
    options: Asking = Asking(),
) -> int:
    """End an agency; another takes its place."""
    return await _ask(options, "merge_agency", {"agency": agency, "into": into})


async def split(
    agency: Agency,
    /,
    *parts: Annotated[str, Parameter(name="ID=NAME", help="cli.argument.parts", required=True)],
    goes_on: Annotated[bool, Parameter(help="cli.option.goes_on")] = False,
    options: Asking = Asking(),
) -> int:
    """Register the parts that an agency is split into, of the same kind and below the same parent."""
    from cli.input.pairs import pairs, unique
    from service.agencies import agency_id

    named = unique(pairs(parts, 'dinas-anak="Dinas Anak"'))
    async with reading(options) as reader:
        whole = (await reader.agencies()).agencies[await agency_id(reader, agency)]
    alike = {"kind": whole.kind} | ({"parent": whole.parent} if whole.parent else {})
    into = [{"id": new, "name": name, **alike} for new, name in named.items()]
    return await _ask(options, "split_agency", {"agency": whole.id, "into": into, "goes_on": goes_on})


async def _ask(options: Asking, type_name: str, payload: Payload) -> int:
    """Ask for a change of the register."""
    from domain.streams import AGENCIES

    async with connected(options) as connections:
        return await ask_of(options, connections, AGENCIES, type_name, payload)
