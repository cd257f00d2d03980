"""Ten years in a few seconds, by the edition of 2025, on a server that skips time."""

import shutil
import sysconfig
from calendar import monthrange
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from domain.calendar import Calendar
from domain.events import innovation as e
from domain.periods import JAKARTA
from service.sending import Sender
from tests.furnished import BANDUNG, MAKASSAR, ROOT
from tests.workflows.world import ANSWERS, INDICATOR, PANEL, World

EDITION = "kipp-2025"
MISSED = 4
"""The check that nobody reports on."""

INTERRUPTED = 6
"""The check after which the innovation is suspended."""


@pytest.fixture
async def skipping(world: World, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator["Skipping"]:
    """The world moved to a server of its own that skips time."""
    # Beside this interpreter first: its virtual environment need not be on PATH.
    name = "temporal-test-server"
    program = shutil.which(name, path=sysconfig.get_path("scripts")) or shutil.which(name)
    async with await WorkflowEnvironment.start_time_skipping(
        data_converter=pydantic_data_converter, test_server_existing_path=program
    ) as environment:
        monkeypatch.setenv("TEMPORAL_ADDRESS", environment.client.service_client.config.target_host)
        world.client = environment.client
        world.sender = Sender(environment.client, world.signer.key, world.signer.genesis, world.settings.task_queue)
        skipping = Skipping(environment)
        await skipping.until(datetime.now(UTC))
        world.clock = lambda: skipping.now
        async with world.worker():
            yield skipping


class Skipping:
    """The server's time, and how it passes.

    While it does, `now` is what it goes to, so that a worker's clock holds nothing back.
    """

    def __init__(self, environment: WorkflowEnvironment) -> None:
        self._environment = environment
        self.now = datetime.min.replace(tzinfo=UTC)

    async def until(self, instant: datetime) -> None:
        """Let time pass until that instant, if it hasn't come."""
        self.now = await self._environment.get_current_time()
        if instant > self.now:
            left, self.now = instant - self.now, instant
            await self._environment.sleep(left)
            self.now = await self._environment.get_current_time()

    async def days(self, number: int) -> None:
        """Let days pass."""
        await self.until(self.now + timedelta(days=number))


async def test_a_life_of_ten_years_keeps_every_deadline(world: World, skipping: Skipping) -> None:
    innovation = await world.proposed(EDITION)
    await skipping.days(40)
    assert await world.types(innovation) == ["InnovationProposed", "Reminded", "Escalated"]
    (_, proposed_at), (_, reminded_at), (_, escalated_at) = await world.events(innovation)
    assert reminded_at == working_days(10, proposed_at)
    assert escalated_at == working_days(14, proposed_at)

    await world.do("operator", innovation, "admit")
    pilot = {"region": BANDUNG, "lasts": "P3M", "indicators": [INDICATOR]}
    await world.do("operator", innovation, "plan_pilots", pilots=[pilot])
    await skipping.days(20)
    await world.do(f"officer-{BANDUNG}", innovation, "report_measurement", region=BANDUNG, values={"coverage": "40"})
    await skipping.days(80)  # the second report never comes, nor does the third; then the pilot ends by itself
    missed = [event.number for event, _ in await world.those(innovation, e.MeasurementMissed)]
    assert missed == [2, 3]
    await world.recorded(innovation, "PilotsClosed")

    await world.do("operator", innovation, "assign_panel", evaluators=list(PANEL))
    for evaluator in PANEL[:2]:
        await skipping.days(2)
        await world.do(evaluator, innovation, "score", **world.sheet(by_edition=EDITION))
    await skipping.days(30)  # the third sheet never comes: the quorum decides
    await world.recorded(innovation, "EvaluationClosed")

    adopters = [BANDUNG, MAKASSAR]
    await world.do("minister", innovation, "decide", choice="scale_regions", adopters=adopters, instrument="SK 1")
    await skipping.days(1)
    await world.do("deputy", innovation, "endorse")
    awarded_at = (await world.events(innovation))[-1][1]
    await world.do("operator", innovation, "plan_waves", waves=[{"adopters": adopters}])
    for code in adopters:
        await skipping.days(10)
        await world.adopted(innovation, code)
    await world.recorded(innovation, "SustainingBegan")

    paused = timedelta()
    for number in range(1, 11):
        opens_at = anniversary(awarded_at, number) + paused
        await skipping.until(opens_at + timedelta(days=20))
        await world.recorded(innovation, "CheckOpened", number)
        assert (await world.those(innovation, e.CheckOpened))[-1][1] == opens_at
        if number == MISSED:
            continue
        await world.do("proposer", innovation, "report_check", check=number, answers=ANSWERS)
        await skipping.days(5)
        await world.do("evaluator-1", innovation, "assess_check", check=number, verdict="sustained")
        if number == INTERRUPTED:
            await world.do("operator", innovation, "suspend")
            await skipping.days(130)
            await world.do("operator", innovation, "resume")
            ((resumed, _),) = await world.those(innovation, e.InnovationResumed)
            paused = timedelta(microseconds=int(resumed.paused_seconds * 1_000_000))
            assert paused >= timedelta(days=130)

    verdicts = [event.verdict for event, _ in await world.those(innovation, e.CheckAssessed)]
    assert verdicts == ["sustained"] * 9
    unanswered = [event.number for event, _ in await world.those(innovation, e.CheckUnanswered)]
    assert unanswered == [MISSED]
    await world.do("minister", innovation, "institutionalise", instrument="Perpres 1/2037")
    await world.workflow(innovation).result()  # it returns: nothing is waited for any more
    assert skipping.now > awarded_at + timedelta(days=3650)
    times = [at for _, at in await world.events(innovation)]
    assert times == sorted(times)


def working_days(number: int, start: datetime) -> datetime:
    """The end of the day in Jakarta that lies so many working days after a start."""
    calendar = Calendar.parse((ROOT / "reference/holidays.csv").read_text())
    day = calendar.add_working_days(start.astimezone(JAKARTA).date(), number)
    return end_of_day(datetime.combine(day, start.time()))


def anniversary(award: datetime, years: int) -> datetime:
    """The end of the day in Jakarta, so many years after the award."""
    day = award.astimezone(JAKARTA)
    last = monthrange(day.year + years, day.month)[1]
    return end_of_day(day.replace(year=day.year + years, day=min(day.day, last)))


def end_of_day(day: datetime) -> datetime:
    """The last second of that day in Jakarta."""
    return day.replace(hour=23, minute=59, second=59, microsecond=0, tzinfo=JAKARTA)
