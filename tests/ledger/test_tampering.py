"""Whatever is done to a ledger's tables is found by the layer that docs/ledger.md names; an intact one never alarms.

`make prove` runs the long form: at least 10,000 cases of tampering.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack, suppress
from itertools import accumulate
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import ClassVar

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from ledger.db.connect import open_pool
from ledger.db.queries import query
from ledger.log.checkpoint_directory import Kept
from ledger.model import Append
from ledger.store import Ledger
from ledger.verify.report import Report
from ledger.verify.whole import verify_ledger

from .attacker import Scene
from .attesting import cosign, stamp, trusting
from .authority import Authority
from .books import KEYS, Books
from .builders import append, event
from .tampering import TAMPERS

pytestmark = pytest.mark.minutes

LONG = bool(os.environ.get("JEJAK_PROVE"))
CASES = 10_000 if LONG else 50
TABLES = ("events", "streams", "unsealed", "leaves", "tiles", "checkpoints", "attestations")


class Undone(Exception):
    """Ends a transaction of tampering."""


class World:
    """A ledger, its sealer, and a superuser who attacks it; all on an event loop of their own."""

    def __init__(self, database: str) -> None:
        self.runner = asyncio.Runner()
        self.found: Counter[tuple[str, str]] = Counter()
        self._stack = AsyncExitStack()
        self.runner.run(self._open(database))

    async def _open(self, database: str) -> None:
        self.directory = Path(self._stack.enter_context(TemporaryDirectory()))
        worker = await open_pool(database, role="jejak_worker", min_size=1, max_size=1, application_name="worker")
        sealer = await open_pool(database, role="jejak_sealer", min_size=1, max_size=2, application_name="sealer")
        for pool in (worker, sealer):
            self._stack.push_async_callback(pool.close)
        self.admin = await asyncpg.connect(database)
        self._stack.push_async_callback(self.admin.close)
        await self.admin.execute("SET session_replication_role = replica")
        self.ledger = Ledger(worker)
        self._sealer_pool = sealer
        self.authority = Authority()
        self.rounds = 0

    async def reset(self) -> None:
        """Everything as new."""
        await self.admin.execute("TRUNCATE " + ", ".join(f"jejak.{table}" for table in TABLES))
        self.rounds += 1
        self.books = Books(self._sealer_pool, self.directory / str(self.rounds))

    async def verify(self, outside: list[Kept]) -> Report:
        """The whole ledger, as the attacker's own transaction sees it."""
        async with self.admin.transaction():
            attestors = trusting(self.authority)
            return await verify_ledger(self.admin, KEYS, outside, trusted=attestors)

    async def sign(self, *, requested: bool = False) -> None:
        """Everything that is due is sealed and signed, and the newest checkpoint attested by both."""
        await self.books.step(requested=requested)
        signed = self.books.sealer.newest
        if signed is not None:
            for kind, body in (("rfc3161", stamp(self.authority, signed.note)), ("witness", cosign(signed.note))):
                await self._sealer_pool.execute(query("store_attestation"), signed.checkpoint.size, kind, body)

    async def attack(self, number: int, choices: list[int]) -> None:
        """Tampers, verifies, and undoes it."""
        tamper, outside = TAMPERS[number], self.books.kept()
        left = list(choices)

        def pick(below: int) -> int:
            return left.pop() % below if left else 0

        with suppress(Undone):
            async with self.admin.transaction():
                expected = await tamper(Scene(self.admin, outside, pick))
                if expected is not None:
                    layers = {problem.layer for problem in (await self.verify(outside)).problems}
                    assert layers & expected, f"{tamper.__name__}: {layers} found, one of {expected} expected"
                    self.found.update((tamper.__name__, layer) for layer in layers & expected)
                raise Undone

    def close(self) -> None:
        """Ends it all."""
        self.runner.run(self._stack.aclose())
        self.runner.close()


class LedgerUnderAttack(RuleBasedStateMachine):
    """Callers append and repeat, the sealer seals, signs and closes, and at any point somebody tampers."""

    world: ClassVar[World]

    @initialize()
    def begin(self) -> None:
        self.world.runner.run(self.world.reset())
        self.versions: dict[str, int] = {}
        self.requests: list[Append] = []
        self.append(0, 2)

    @rule(stream=st.integers(0, 3), count=st.sampled_from([1, 1, 2, 3, 5, 120]))
    def append(self, stream: int, count: int) -> None:
        name = f"s/{stream}"
        version = self.versions.get(name, 0)
        events = [event(b"%d" % (version + n), metadata=b"{}") for n in range(count)]
        request = append(name, version, *events)
        receipt = self.world.runner.run(self.world.ledger.append(request))
        assert not receipt.repeated
        self.versions[name] = receipt.version
        self.requests.append(request)

    @rule(choice=st.integers(0, 100))
    def repeat(self, choice: int) -> None:
        request = self.requests[choice % len(self.requests)]
        assert self.world.runner.run(self.world.ledger.append(request)).repeated

    @rule()
    def seal(self) -> None:
        self.world.runner.run(self.world.books.seal())

    @rule()
    def sign(self) -> None:
        self.world.runner.run(self.world.sign())
        assert self.world.books.refusal == ""

    @rule()
    def close_the_books(self) -> None:
        self.world.runner.run(self.world.sign(requested=True))
        assert self.world.books.refusal == ""

    @rule()
    def verify(self) -> None:
        report = self.world.runner.run(self.world.verify(self.world.books.kept()))
        assert report.problems == []
        assert report.events == sum(self.versions.values()) + report.closings

    @precondition(lambda self: self.requests)
    @rule(number=st.integers(0, len(TAMPERS) - 1), choices=st.lists(st.integers(0, 9999), min_size=4, max_size=4))
    def tamper(self, number: int, choices: list[int]) -> None:
        self.world.runner.run(self.world.attack(number, choices))

    # More of the rules that the test is for.
    tamper_again = tamper
    and_again = tamper
    and_yet_again = tamper

    def teardown(self) -> None:
        self.verify()


@pytest.fixture
def world(database: str) -> Iterator[World]:
    """A ledger to attack."""
    world = World(database)
    yield world
    world.close()


def test_each_kind_of_tampering_is_found_by_the_layer_that_should(world: World) -> None:
    """On one ledger with several streams, signed and unsigned leaves, closings and unsealed events."""

    async def build() -> None:
        await world.reset()
        for stream, counts in enumerate([(3, 2), (290,), (1, 1, 1), (4,)]):
            for version, count in zip(accumulate(counts, initial=0), counts, strict=False):
                events = [event(b"%d" % n) for n in range(count)]
                await world.ledger.append(append(f"s/{stream}", version, *events))
                if stream < 3:
                    await world.sign(requested=True)
        await world.books.seal()
        await world.ledger.append(append("s/0", 5))
        assert (await world.verify(world.books.kept())).ok

    world.runner.run(build())
    random = Random(20241123)
    for number in range(len(TAMPERS)):
        for _ in range(4):
            world.runner.run(world.attack(number, [random.randrange(10_000) for _ in range(4)]))
    assert {name for name, _ in world.found} == {tamper.__name__ for tamper in TAMPERS}


def test_at_any_point_of_any_history_tampering_is_found_and_an_intact_ledger_never_alarms(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    LedgerUnderAttack.world = world
    for _ in range(1 if not LONG else 100):
        run_state_machine_as_test(
            LedgerUnderAttack,
            settings=settings(
                max_examples=500 if LONG else 40,
                stateful_step_count=50,
                deadline=None,
                derandomize=not LONG,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        if world.found.total() >= CASES:
            break
    if LONG:
        with capsys.disabled():
            print(f"\n{world.found.total()} cases of tampering, each found by the layer that should:")
            for (name, layer), count in sorted(world.found.items()):
                print(f"{count:6} {layer:10} {name.replace('_', ' ')}")
    assert world.found.total() >= CASES
