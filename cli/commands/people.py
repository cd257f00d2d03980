"""People and their roles, for administrators. Names and contacts go to the vault, never into a command."""

from datetime import UTC, datetime
from typing import Annotated, Any

from typer import Argument, Option

from cli import output, texts
from cli.app import command, group
from cli.asking import told, wish
from cli.endings import Exit
from cli.input.instants import if_given, instant
from cli.options import Asking, Reading, connected
from domain.administration.people import ADMINISTRATOR
from domain.grants import Grant
from domain.model import Role
from domain.streams import person_stream
from processes.setup import AGENCY
from service import commanding
from service.reading import Reader, put_contacts
from service.signin import person_id

ADMINISTRATORS = "Administrator / Administrators"
people = group("people", "Orang dan perannya / people and their roles")

PersonArgument = Annotated[str, Argument(metavar="PERSON", help="Nomor orang / the person's id")]
RoleArgument = Annotated[Role, Argument(metavar="ROLE", help=", ".join(Role))]


@command(people, "bootstrap", ADMINISTRATORS)
async def bootstrap(
    options: Asking,
    agency: Annotated[str, Option(help="Instansi pemilik sistem / the system owner's agency")] = AGENCY,
) -> int:
    """Tetapkan administrator pertama, selama belum ada orang. / Make the first administrator, while nobody exists."""
    async with connected(options) as connections:
        stream, payload = person_stream(ADMINISTRATOR), {"agency": agency}
        alone = wish(options, person=ADMINISTRATOR)
        return told(options, "bootstrap", await commanding.ask(connections, stream, "bootstrap", payload, alone))


@command(people, "grant", ADMINISTRATORS)
async def grant(
    options: Asking,
    person: PersonArgument,
    role: RoleArgument,
    agency: Annotated[str, Option(help="Instansinya / the person's agency")],
    region: Annotated[str | None, Option(metavar="CODE", help="Untuk regional_officer / for one")] = None,
    valid_from: Annotated[str | None, Option("--from", metavar="TIME", help="Sejak / from")] = None,
    valid_until: Annotated[str | None, Option("--until", metavar="TIME", help="Sampai / until")] = None,
    name: Annotated[str | None, Option(help="Nama, hanya di brankas / name, kept in the vault alone")] = None,
    email: Annotated[str | None, Option(help="Surel, hanya di brankas / mail, kept in the vault alone")] = None,
) -> int:
    """Beri peran; orang baru terdaftar karenanya. / Grant a role; that is how a new person comes to be."""
    given: dict[str, Any] = {
        "role": role,
        "agency": agency,
        "region": region,
        "valid_from": if_given(valid_from),
        "valid_until": if_given(valid_until),
    }
    payload = {
        field: value.isoformat() if isinstance(value, datetime) else value
        for field, value in given.items()
        if value is not None
    }
    async with connected(options) as connections:
        stream = person_stream(person_id(person))
        outcome = await commanding.ask(connections, stream, "grant_role", payload, wish(options))
        code = told(options, "grant_role", outcome)
        if code == Exit.DONE:
            await put_contacts(connections, person, {"name": name, "email": email})
    return code


@command(people, "end", ADMINISTRATORS)
async def end(
    options: Asking,
    person: PersonArgument,
    role: RoleArgument,
    at: Annotated[str | None, Option(metavar="TIME", help="Kapan; baku: sekarang / when; default: now")] = None,
) -> int:
    """Akhiri peran seseorang, dengan --reason; yang sudah dilakukan tetap sah. / End a role, with --reason."""
    payload: dict[str, Any] = {"role": role}
    if at is not None:
        payload["ends_at"] = instant(at).isoformat()
    async with connected(options) as connections:
        stream = person_stream(person_id(person))
        return told(options, "end_role", await commanding.ask(connections, stream, "end_role", payload, wish(options)))


@command(people, "list", ADMINISTRATORS)
async def list_people(
    options: Reading,
    names: Annotated[
        bool, Option("--names/--no-names", help="Dengan nama dari brankas / with the vault's names")
    ] = True,
) -> None:
    """Semua orang dan perannya, dulu dan sekarang. / Everybody and their roles, past and present."""
    async with connected(options) as connections:
        reader = await Reader.on(connections)
        found = await reader.people()
        regions = await reader.regions()
        kept = await reader.contacts([each["id"] for each in found]) if names else {}
    now = datetime.now(UTC)
    for each in found:
        each["name"] = kept.get(each["id"], {}).get("name")
        each["email"] = kept.get(each["id"], {}).get("email")
        for held in each["grants"]:
            held["in_force"] = Grant.model_validate({k: v for k, v in held.items() if k != "in_force"}).in_force(now)
            region = regions.by_id(held["region"]) if held["region"] else None
            held["region"] = region.code if region else held["region"]
    if options.as_json:
        output.print_json(found)
        return
    lang = options.language
    output.table(
        texts.columns(("person", "name", "role", "agency", "region", "in_force", "since", "until"), lang),
        [
            (
                each["id"],
                each["name"],
                texts.titled("role", held["role"], lang),
                held["agency"],
                held["region"],
                texts.yes(held["in_force"], lang),
                output.when(held["valid_from"]),
                output.when(held["valid_until"]),
            )
            for each in found
            for held in each["grants"]
        ],
    )
