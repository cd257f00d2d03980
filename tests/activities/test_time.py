"""When a command counts, and what falls due before it."""

from datetime import datetime, timedelta

import pytest

from domain.editions import parse_edition
from domain.events import adoption as ae
from domain.events.waits import Reminded
from domain.waits import WaitKind
from tests.activities.office import Office
from tests.furnished import BANDUNG, edition

SECOND = timedelta(seconds=1)


@pytest.fixture
def aspects() -> list[str]:
    """The aspects of the edition `ringkas`."""
    return list(parse_edition(edition("ringkas")).weights())


async def last_at(office: Office, stream: str) -> datetime:
    """When a stream's last event occurred."""
    return (await office.events(stream))[-1][1]


async def test_a_command_counts_from_its_stamp(office: Office) -> None:
    innovation = await office.proposed()
    stamp = office.passes(seconds=1)
    office.passes(seconds=3)
    await office.do("operator", innovation, "note", at=stamp, text="Distempel tadi.")
    assert await last_at(office, innovation) == stamp


async def test_no_workflows_clock_runs_far_ahead_of_the_workers(office: Office) -> None:
    innovation = await office.proposed()
    office.clock = office.passes(seconds=1)
    office.passes(days=4000)
    await office.wake(innovation)
    assert await office.types(innovation) == ["InnovationProposed"]


async def test_a_wake_up_is_on_time_though_the_workers_clock_is_a_little_behind(office: Office) -> None:
    innovation = await office.proposed()
    office.passes(seconds=40)
    office.clock = office.present - timedelta(milliseconds=300)
    await office.wake(innovation)
    assert await office.types(innovation) == ["InnovationProposed", "Reminded"]


async def test_a_stamp_before_the_streams_last_event_counts_as_that_instant(office: Office) -> None:
    innovation = await office.proposed()
    early = office.passes(seconds=1)
    await office.do("operator", innovation, "note", at=office.passes(seconds=1), text="Lebih dulu.")
    latest = await last_at(office, innovation)
    await office.do("operator", innovation, "note", at=early, text="Jam lain terlambat.")
    assert await last_at(office, innovation) == latest


async def test_what_fell_due_before_a_commands_stamp_is_recorded_first_at_its_own_instants(office: Office) -> None:
    innovation = await office.proposed()
    began = office.present
    office.passes(seconds=100)
    await office.do("operator", innovation, "admit")
    events = await office.events(innovation)
    assert [(type(event).__name__, at - began) for event, at in events[1:]] == [
        ("Reminded", 40 * SECOND),
        ("Escalated", 60 * SECOND),
        ("ProposalAdmitted", 100 * SECOND),
    ]


async def test_a_command_stamped_before_a_due_instant_goes_before_it(office: Office) -> None:
    innovation = await office.proposed()
    stamp = office.present + 39 * SECOND
    office.passes(seconds=100)
    await office.do("operator", innovation, "admit", at=stamp)
    await office.wake(innovation)
    assert await office.types(innovation) == ["InnovationProposed", "ProposalAdmitted", "Reminded", "Escalated"]
    waits = [event.kind for event, _ in await office.events(innovation) if isinstance(event, Reminded)]
    assert waits == [WaitKind.PILOT_PLAN]


async def test_a_wake_up_writes_everything_that_is_due_and_again_nothing(office: Office) -> None:
    innovation = await office.proposed()
    began = office.present
    office.passes(seconds=41)
    progress = await office.wake(innovation)
    assert progress.wake_at == began + 60 * SECOND
    assert await office.wake(innovation) == progress
    office.passes(days=1)
    progress = await office.wake(innovation)
    assert progress.wake_at is None
    assert await office.wake(innovation) == progress
    assert await office.types(innovation) == ["InnovationProposed", "Reminded", "Escalated"]


async def test_a_wake_up_before_its_time_writes_nothing(office: Office) -> None:
    innovation = await office.proposed()
    office.passes(seconds=39.999)
    await office.wake(innovation)
    assert await office.types(innovation) == ["InnovationProposed"]


async def test_a_region_that_commits_before_its_wave_ends_is_in_time_though_handled_after(
    office: Office, aspects: list[str]
) -> None:
    innovation, adoption = await office.offered(aspects)
    stamp = office.passes(seconds=14)  # one before its answer is due
    office.passes(seconds=30)
    await office.wake(innovation)
    assert "WaveEnded" in await office.types(innovation)
    await office.do(f"officer-{BANDUNG}", adoption, "commit_adoption", at=stamp)
    ((committed, at),) = [(x, at) for x, at in await office.events(adoption) if isinstance(x, ae.AdoptionCommitted)]
    assert (committed.late, at) == (False, stamp)
    await office.wake(adoption)
    assert "WaveClosedForAdoption" in await office.types(adoption)


async def test_a_region_that_commits_after_its_wave_ended_is_late(office: Office, aspects: list[str]) -> None:
    innovation, adoption = await office.offered(aspects)
    office.passes(seconds=30)
    await office.wake(innovation)
    await office.do(f"officer-{BANDUNG}", adoption, "commit_adoption")
    types = await office.types(adoption)
    assert types[-3:] == ["CommitmentUnanswered", "WaveClosedForAdoption", "AdoptionCommitted"]
    late = [event.late for event, _ in await office.events(adoption) if isinstance(event, ae.AdoptionCommitted)]
    assert late == [True]


async def test_an_adoption_freezes_at_the_instant_of_the_suspension_whenever_it_hears_of_it(
    office: Office, aspects: list[str]
) -> None:
    innovation, adoption = await office.offered(aspects)
    suspended_at = office.passes(seconds=12)  # after the reminder, before the answer is due
    await office.do("operator", innovation, "suspend")
    office.passes(seconds=60)
    progress = await office.wake(adoption)
    frozen = [(type(event).__name__, at) for event, at in await office.events(adoption)][1:]
    assert [name for name, _ in frozen] == ["Reminded", "AdoptionFrozen"]
    assert frozen[-1][1] == suspended_at
    assert progress.wake_at is None


async def test_a_milestone_is_recorded_at_its_own_instant_after_what_fell_due_before_it(
    office: Office, aspects: list[str]
) -> None:
    innovation, adoption = await office.offered(aspects)
    committed_at = office.passes(seconds=5)
    await office.do(f"officer-{BANDUNG}", adoption, "commit_adoption")
    office.passes(seconds=60)
    await office.report(innovation, adoption)
    tail = (await office.events(innovation))[-3:]
    assert [type(event).__name__ for event, _ in tail] == ["MilestoneReached", "WaveEnded", "Escalated"]
    assert tail[0][1] == committed_at
    await office.report(innovation, adoption)
    assert (await office.types(innovation)).count("MilestoneReached") == 1
