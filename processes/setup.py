"""Sets up an empty embedded stack; changes nothing that is already as it should be.

`prepare` comes before a worker can run; `furnish` does everything else through a running one, by the same commands
that an administrator would give.
"""

import asyncio
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from domain.agencies import Register
from domain.editions import content_hash
from domain.grants import Person, Post
from domain.keys import Founder
from domain.model import Frozen
from domain.published import Published
from domain.refusals import Refused
from domain.regions import RegionCode
from domain.streams import AGENCIES, edition_stream, person_stream, reference_stream
from domain.vocabulary import Purpose, Role
from engine.states import States
from ledger import vault
from ledger.db.together import together
from ledger.store import Ledger
from service.beginning import begun
from service.commanding import RefusedCommand, Request, ask
from service.identities import Enrolment, enrolment, identity_path, new_identity
from service.migrating import migrate
from wiring.connections import READER, VAULT, Connections
from wiring.keys import has_key, new_key
from wiring.settings import Settings

ROOT = Path(__file__).parent.parent
AGENCY = "kemenpanrb"
"""Their agency."""

REFERENCES = {
    "regions": ("reference/regions.csv", "Kepmendagri 300.2.2-2138 Tahun 2025; reference/SOURCES.md"),
    "calendar": ("reference/holidays.csv", "SKB hari libur 2023-2027; reference/SOURCES.md"),
}
"""The file of each kind of reference data, and its source."""

AGENCY_FILES = ("reference/agencies.csv", "examples/agencies.csv")

AT_ONCE = 8

Ask = tuple[str, str, dict[str, Any]]
"""A stream, a command's name, its payload."""


class Contacts(Frozen):
    """What an invented person is called, and where letters to them would go."""

    name: str
    email: str


class SamplePerson(Contacts):
    """An invented person of examples/people.toml."""

    role: Role
    agency: str
    region: RegionCode | None = None
    post: Post


ADMINISTRATORS = {
    "administrator": Contacts(name="Nanik Rekaan", email="administrator@menpan.example"),
    "administrator-2": Contacts(name="Fajar Rekaan", email="administrator-2@menpan.example"),
}
"""Whom an embedded ledger begins with, and what they are called."""

_ONE, _OTHER = ADMINISTRATORS
BY_BOTH = Request(person=_ONE, confirmed_by=_OTHER)


def sample_people() -> dict[str, SamplePerson]:
    """The people that one can act as in the embedded stack, by id, the administrator aside."""
    table = tomllib.loads((ROOT / "examples" / "people.toml").read_text(encoding="utf-8"))
    return {person: SamplePerson.model_validate(fields) for person, fields in table.items()}


async def prepare(settings: Settings) -> None:
    """Bring the database to this release's schema, make keys where there are none, and begin the ledger.

    Raises:
        OSError, asyncpg errors, LedgerError: the database can't be reached or migrated.
    """
    await migrate(settings)
    for purpose in Purpose:
        if not has_key(settings, purpose):
            new_key(settings, purpose)
    if not settings.genesis_path.exists():
        founders = [_own_key(settings, person) for person in ADMINISTRATORS]
        await begun(
            settings, [Founder(person=p.person, agency=AGENCY, key=p.key, possession=p.possession) for p in founders]
        )


async def furnish(connections: Connections) -> None:
    """Appoint the administrator, publish reference data and editions, and grant the sample people their roles.

    Raises:
        Refused: by a rule; what was done before stays.
        As `service.commanding.ask`.
    """
    states = States(Ledger(await connections.pool(READER)))  # nobody is there yet who could sign in
    for person in ADMINISTRATORS:
        if not (await states.get(Person, person_stream(person))).version:
            await done(connections, [(person_stream(person), "take_office", {})], Request(person=person))
    await done(connections, await _unpublished(states))
    await done(connections, await _unregistered(states))
    await done(connections, await unknown(states, sample_people()))
    await done(connections, await _without_key(connections, states))
    await name(connections, {**ADMINISTRATORS, **sample_people()})


def sample_agencies() -> str:
    """The committed table of agencies, and the invented ones that the sample people belong to."""
    committed, invented = ((ROOT / file).read_text(encoding="utf-8") for file in AGENCY_FILES)
    return committed + invented.partition("\n")[2]


async def _unregistered(states: States) -> list[Ask]:
    """The table of agencies, if it isn't published yet, as a command."""
    content = sample_agencies()
    if (await states.get(Register, AGENCIES)).current == content_hash(content):
        return []
    return [(AGENCIES, "publish_agencies", {"content": content, "source": " + ".join(AGENCY_FILES)})]


async def _unpublished(states: States) -> list[Ask]:
    """The files whose content isn't published yet, as commands."""
    wanted: list[Ask] = []
    for kind, (file, source) in REFERENCES.items():
        content = (ROOT / file).read_text(encoding="utf-8")
        stream = reference_stream(kind)
        if not await is_last(states, stream, content):
            wanted.append((stream, "publish_reference", {"kind": kind, "content": content, "source": source}))
    for path in sorted((ROOT / "editions").glob("*.toml")):
        content = path.read_text(encoding="utf-8")
        stream = edition_stream(path.stem)
        if not await is_last(states, stream, content):
            wanted.append((stream, "publish_edition", {"content": content}))
    return wanted


async def is_last(states: States, stream: str, content: str) -> bool:
    """Whether a text is what was published last."""
    pin = (await states.get(Published, stream)).pin
    return pin is not None and pin.sha256 == content_hash(content)


async def unknown(states: States, people: dict[str, SamplePerson]) -> list[Ask]:
    """Those of these people who never held their role, as commands; a role that was ended stays ended."""
    wanted: list[Ask] = []
    basis = await states.basis(map(person_stream, people))
    for person, sample in people.items():
        grants = basis.state(Person, person_stream(person)).grants.values()
        if all(grant.role is not sample.role for grant in grants):
            payload = sample.model_dump(mode="json", include={"role", "agency", "region", "post"}, exclude_none=True)
            wanted.append((person_stream(person), "grant_role", payload))
    return wanted


async def _without_key(connections: Connections, states: States) -> list[Ask]:
    """Sample people whose key isn't enrolled, as commands."""
    wanted: list[Ask] = []
    basis = await states.basis(map(person_stream, sample_people()))
    for person in sample_people():
        own = _own_key(connections.settings, person)
        if own.key not in basis.state(Person, person_stream(person)).keys:
            wanted.append((person_stream(person), "enrol_key", {"key": own.key, "possession": own.possession}))
    return wanted


def _own_key(settings: Settings, person: str) -> Enrolment:
    """Somebody's key, made where they have none."""
    if identity_path(settings, person).exists():
        return enrolment(settings, person)
    return new_identity(settings, person, None)


async def done(connections: Connections, wanted: list[Ask], request: Request = BY_BOTH) -> None:
    """Give all these commands as somebody."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(stream: str, command: str, payload: dict[str, Any]) -> None:
        async with gate:
            outcome = await ask(connections, stream, command, payload, request)
        if isinstance(outcome, RefusedCommand):
            raise Refused(outcome.refusal)

    async with together() as tasks:
        for each in wanted:
            tasks.create_task(one(*each))


async def name(connections: Connections, people: Mapping[str, Contacts]) -> None:
    """Add the names and addresses of these people that the vault lacks."""
    pool = await connections.pool(VAULT)
    for person, kept in (await vault.get(pool, list(people))).items():
        if not kept:
            await vault.put(pool, person, "name", people[person].name)
            await vault.put(pool, person, "email", people[person].email)
