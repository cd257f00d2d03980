"""What tests of activities and workflows stand on: a database with people, reference data and editions in it.

Built once by real commands through the handler, then copied for each module.
"""

import json
import logging
import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from activities.acts import command_of, signed_in
from activities.command_keys import PrivateKey
from activities.contract import Envelope, Outcome, Receipt, Work
from activities.handling import Handler
from activities.recording import Recorder
from domain.commands import Command
from domain.keys import Founder
from domain.regions import Regions
from domain.streams import AGENCIES
from domain.vocabulary import Purpose, Role
from ledger.db.connect import open_pool
from ledger.store import Ledger
from processes.setup import ADMINISTRATORS, BY_BOTH
from proof.event import microseconds
from proof.strict_json import canonical
from service.asking import Asked, act_of
from service.beginning import begin
from service.reading import Reader
from stack.postgres import EmbeddedPostgres
from tests.agencies import TABLE, register
from tests.conftest import copied, execute
from tests.domain.world import POST
from wiring.connections import AUDITOR, Connections
from wiring.keys import new_key, service_key, worker_key
from wiring.settings import Settings

ROOT = Path(__file__).parents[1]
SURAKARTA, BANDUNG, MAKASSAR = "33.72", "32.73", "73.71"
REASON = "Sesuai berita acara."


@cache
def regions() -> Regions:
    """The committed regions."""
    return Regions.parse((ROOT / "reference/regions.csv").read_text())


def region_id(code: str) -> str:
    """The opaque id of the region that bears that code."""
    region = regions().by_code(code, datetime.now(UTC).date())
    assert region is not None
    return region.id


def government(code: str) -> str:
    """The agency that governs the region that bears that code."""
    agency = register().governing(region_id(code))
    assert agency is not None
    return agency


CROWD = tuple(row.code for row in regions().rows if row.kind == "kota")[:30]
"""Thirty cities, each with an officer."""

PEOPLE: dict[str, tuple[Role, str, str | None]] = {
    "proposer": (Role.PROPOSER, "kota-surakarta", None),
    "operator": (Role.OPERATOR, "kemenpanrb", None),
    "evaluator-1": (Role.EVALUATOR, "universitas-a", None),
    "evaluator-2": (Role.EVALUATOR, "universitas-b", None),
    "evaluator-3": (Role.EVALUATOR, "universitas-c", None),
    "minister": (Role.DECISION_MAKER, "kemenpanrb", None),
    "deputy": (Role.DECISION_MAKER, "kemendagri", None),
    "auditor": (Role.AUDITOR, "bpk", None),
    **{f"officer-{code}": (Role.REGIONAL_OFFICER, government(code), code) for code in (BANDUNG, MAKASSAR, *CROWD)},
}

PATIENT = "sabar"
"""An edition of the tests' own: `ringkas` with hours for seconds, so that nothing falls due while a test runs, however
slow the machine. What a test wants to fall due is asked for in the past."""

CHECK_EVERY, CHECK_REPORT = timedelta(hours=1), timedelta(minutes=40)
CHECKS = {
    'check_every = "PT6H"': 'check_every = "PT1H"',
    'report = { due = "PT4H", remind = "PT2H" }': 'report = { due = "PT40M" }',
    'assessment = { due = "PT2H", remind = "PT1H",': 'assessment = { due = "PT20M",',
    "checks_before_institutionalisation = 2": "checks_before_institutionalisation = 1",
}
"""By that edition checks are due long before anything else."""


def edition(name: str) -> str:
    """The text of an edition: a committed one, or `sabar`."""
    if name != PATIENT:
        return (ROOT / f"editions/{name}.toml").read_text()
    text = in_hours(edition("ringkas"))
    for old, new in {'name = "ringkas"': f'name = "{PATIENT}"', **CHECKS}.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def in_hours(text: str) -> str:
    """An edition or an example with hours for seconds, but for how old an innovation has to be, and for amendments of
    score sheets: every life waits until the time for them is over.
    """
    return re.sub(r"(?<!minimum_age = \")(?<!amending = \")\bPT(\d+)S\b", r"PT\1H", text)


async def furnish(dsn: str, settings: Settings) -> None:
    """Bootstrap, publish reference data and editions, and grant everybody's role, into a migrated database."""
    async with await open_pool(dsn, role="jejak_worker", min_size=1, max_size=2, application_name="furnishing") as pool:
        await begin(settings, pool, [founder(person, settings.log_origin) for person in ADMINISTRATORS])
        signer = Service(settings)
        handler = Handler(Ledger(pool), Recorder(worker_key(settings)), now)

        begun = now() - timedelta(hours=20)  # some lives of the tests began hours ago

        async def do(stream: str, name: str, actor: str = BY_BOTH.person, **payload: Any) -> None:
            command, envelope = sealed(signer, actor, stream, name, payload, at=begun)
            handled = await handler.handle(Work(stream=stream, now=now(), envelope=envelope))
            assert isinstance(handled.outcome, Receipt), (command, handled)

        for person in ADMINISTRATORS:
            await do(f"person/{person}", "take_office", person)
        for kind, file in (("regions", "regions.csv"), ("calendar", "holidays.csv")):
            text = (ROOT / "reference" / file).read_text()
            await do(f"reference/{kind}", "publish_reference", kind=kind, content=text, source="reference/SOURCES.md")
        await do(AGENCIES, "publish_agencies", content=TABLE, source="reference/SOURCES.md")
        for name in ("ringkas", PATIENT, "kipp-2025"):
            await do(f"edition/{name}", "publish_edition", content=edition(name))
        for person, (role, agency, region) in PEOPLE.items():
            where = {"region": region} if region else {}
            await do(f"person/{person}", "grant_role", role=role, agency=agency, post=post_of(role), **where)
            own = key_of(person)
            possession = own.possession(settings.log_origin, person)
            await do(f"person/{person}", "enrol_key", key=own.key, possession=possession)


def post_of(role: Role) -> dict[str, str]:
    """The post in which a role is held: decision makers are ministers."""
    return POST | ({"rank": "menteri"} if role is Role.DECISION_MAKER else {})


@cache
def key_of(person: str) -> PrivateKey:
    """Somebody's own key: it follows from their name."""
    return PrivateKey(Ed25519PrivateKey.from_private_bytes(sha256(person.encode()).digest()))


async def an_auditor(connections: Connections) -> Reader:
    """A reader for whom nothing is closed."""
    return await Reader.on(connections, "auditor", AUDITOR)


def founder(person: str, log: str) -> Founder:
    """One of the administrators that a ledger begins with."""
    key = key_of(person)
    return Founder(person=person, agency="kemenpanrb", key=key.key, possession=key.possession(log, person))


class Service:
    """The service's key, and the ledger whose acts it receives."""

    def __init__(self, settings: Settings) -> None:
        self.key = service_key(settings)
        genesis = settings.pinned_genesis()
        assert genesis is not None, "the ledger hasn't begun"
        self.genesis = genesis


CONFIRMED = frozenset(
    {"grant_role", "end_role", "enrol_key", "replace_key", "publish_key", "retire_service_key", "publish_edition"}
    | {"publish_reference", "publish_agencies", "add_agency", "merge_agency", "rename_agency", "move_edition"}
)
"""What takes a second person, an administrator."""


def sealed(
    signer: Service,
    actor: str,
    stream: str,
    name: str,
    payload: dict[str, Any],
    *,
    id: UUID | None = None,
    at: datetime | None = None,
    reason: str | None = REASON,
    on_version: int | None = None,
    signed: bool = True,
    confirmed_by: str | None = None,
    grant: str | None = None,
) -> tuple[Command, Envelope]:
    """A command of somebody's, received now unless said otherwise, in its envelope.

    It is signed with their own key, and by another administrator where that is needed, unless `signed` is false.
    """
    at = at or now()
    asked = Asked(id or uuid4(), stream, name, payload, actor, reason, on_version, grant)
    confirmed_by = confirmed_by or (
        next(each for each in ADMINISTRATORS if each != actor) if name in CONFIRMED else None
    )
    people = [each for each in (actor, confirmed_by) if each] if signed else []
    act = act_of(asked, signer.genesis, signed_at=at if people else None, seen=None)
    if people:  # tests act on whatever the stream has come to
        value = {name: each for name, each in json.loads(act).items() if name != "seen"}
        act = canonical(value)
    signatures = tuple(key_of(person).signs(person, act) for person in people)
    envelope = signer.key.receives(signer.genesis, act, signatures, microseconds(at))
    return command_of(signed_in(envelope)), envelope


def now() -> datetime:
    """The present."""
    return datetime.now(UTC)


def receipt(outcome: Outcome | None) -> Receipt:
    """The outcome, which must be a receipt."""
    assert isinstance(outcome, Receipt), outcome
    return outcome


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings that lead to a key pair of the tests' own; they name no server."""
    settings = Settings(home=tmp_path_factory.mktemp("keys"), log_origin="example.go.id/jejak")
    for purpose in Purpose:
        new_key(settings, purpose)
    return settings


@pytest.fixture(scope="session")
async def furnished(postgres: EmbeddedPostgres, template_database: str, keys: Settings) -> str:
    """Name of a database with everything in it that an innovation needs."""
    name = f"furnished_{uuid4().hex}"
    await execute(postgres, f"CREATE DATABASE {name} TEMPLATE {template_database}")
    await furnish(postgres.dsn(name), keys)
    return name


@pytest.fixture(scope="module")
async def database(postgres: EmbeddedPostgres, furnished: str) -> AsyncIterator[str]:
    """The administrator's DSN of a furnished database; a module's tests share it, each with innovations of its own."""
    async with copied(postgres, furnished) as dsn:
        yield dsn


@pytest.fixture(scope="package", autouse=True)
def terse_logs() -> Iterator[None]:
    """Warnings and errors in a line each, tracebacks plain: some tests fail thousands of times on purpose."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
    )
    yield
    structlog.reset_defaults()


@pytest.fixture
def signer(keys: Settings, furnished: str) -> Service:
    """Whoever receives people's acts."""
    return Service(keys)


@pytest.fixture
def recorder(keys: Settings) -> Recorder:
    """Whoever signs decisions."""
    return Recorder(worker_key(keys))
