"""Auditors rebuild the state of any moment, by what had happened, by what was known, or by a version."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.periods import JAKARTA
from tests.cli.running import UNKNOWN, Cli
from tests.waiting import until


async def test_a_replay_is_the_same_bytes_every_time_and_equals_what_is_shown(cli: Cli) -> None:
    innovation = await cli.in_decision()
    first, second = await cli("replay", innovation), await cli("replay", innovation)
    assert first.out == second.out
    state = json.loads(first.out)["innovation"]
    shown = await cli.done("show", innovation)
    for name in ("version", "stage", "waits", "panel", "grade"):
        assert state[name] == shown[name]


async def test_a_replay_shows_the_state_at_a_version_or_an_instant(cli: Cli) -> None:
    innovation = await cli.in_pilot()
    events = [each for each in await cli.done("history", innovation) if each["stream"].startswith("innovation/")]
    for event in events:
        by_version = (await cli("replay", innovation, "--version", str(event["version"]))).out
        by_time = (await cli("replay", innovation, "--at", event["occurred_at"])).out
        assert by_version == by_time
        assert json.loads(by_version)["innovation"]["version"] == event["version"]
    first = datetime.fromisoformat(events[0]["occurred_at"])
    day = first.astimezone(JAKARTA).date().isoformat()
    for option in ("--at", "--known-at"):  # of a day alone by its end
        assert (await cli.done("replay", innovation, option, day))["innovation"]["version"] >= 1
    before = first - timedelta(seconds=1)
    await cli.refused("nothing_by_then", "replay", innovation, "--at", before.isoformat())
    await cli.refused("no_such_version", "replay", innovation, "--version", "99")
    await cli.refused("unknown_innovation", "replay", UNKNOWN)


async def test_a_difference_names_what_changed_between_two_versions_or_instants(cli: Cli) -> None:
    innovation = await cli.in_pilot()
    changes = {each["path"]: each for each in await cli.done("replay", innovation, "--diff", "1", "2")}
    assert changes["innovation.stage"] == {"path": "innovation.stage", "before": "proposal", "after": "pilot"}
    assert "innovation.content" not in changes
    at = [each["occurred_at"] for each in await cli.done("history", innovation)]
    assert await cli.done("replay", innovation, "--diff", at[0], at[1]) == list(changes.values())
    assert (await cli("replay", innovation, "--diff", "2", "2")).out.strip() == "No difference."
    shown = (await cli("replay", innovation, "--diff", "1", "2")).out
    assert "innovation.stage" in shown
    assert not re.search(r"\b(None|True|False)\b|\{'", shown), "values are shown as JSON, whatever they are"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--at", "kemarin"),
        ("--known-at", "2026-02-30"),
        ("--diff", "1", "x"),
        ("--diff-known", "1", "2"),
        ("--version", "1", "--at", "2026-01-01"),
        ("--version", "1", "--known-at", "2026-01-01"),
        ("--diff", "1"),
        ("--at", ""),
        ("--known-at", " "),
        ("--known-at", ""),
        ("--diff", "", ""),
        ("--diff-known", "", ""),
        ("--version", ""),
        ("--version", "1", "--at", ""),
    ],
)
async def test_a_replay_that_cannot_be_meant_is_a_usage_error(cli: Cli, arguments: tuple[str, ...]) -> None:
    ran = await cli("replay", UNKNOWN, *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "→" in ran.err


async def test_what_was_known_is_distinguished_by_the_time_of_recording(cli: Cli) -> None:
    innovation = await cli.in_pilot()
    events = [each for each in await cli.done("history", innovation) if each["stream"].startswith("innovation/")]
    recorded = [each["recorded_at"] for each in events]
    for event in events:
        known = await cli.done("replay", innovation, "--known-at", event["recorded_at"])
        assert known["innovation"]["version"] == event["version"]
    both = await cli.done("replay", innovation, "--known-at", recorded[1], "--at", events[0]["occurred_at"])
    assert both["innovation"]["version"] == 1
    changes = await cli.done("replay", innovation, "--diff-known", recorded[0], recorded[1])
    assert changes == await cli.done("replay", innovation, "--diff", "1", "2")
    before = datetime.fromisoformat(recorded[0]) - timedelta(microseconds=1)
    await cli.refused("nothing_by_then", "replay", innovation, "--known-at", before.isoformat())


async def test_a_version_shows_the_adoptions_as_they_were_known_then(cli: Cli) -> None:
    innovation = await cli.in_scaling()
    await cli.done("commit-adoption", innovation, "--as", "petugas-bandung")
    milestones: list[dict[str, Any]] = []

    async def reported() -> bool:
        history = await cli.done("history", innovation)
        milestones[:] = [each for each in history if each["type"] == "MilestoneReached"]
        return bool(milestones)

    await until(reported, "the adoption's milestone")
    version = milestones[0]["version"]
    first = await cli.done("replay", innovation, "--version", "1")
    then = await cli.done("replay", innovation, "--version", str(version))
    assert first["adoptions"] == {}
    assert {adoption["status"] for adoption in then["adoptions"].values()} == {"committed", "offered"}
    changes = await cli.done("replay", innovation, "--diff", "1", str(version))
    assert any(change["path"].startswith("adoptions.") for change in changes)


async def test_a_time_to_come_is_refused(cli: Cli) -> None:
    innovation = await cli.proposed()
    later = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    for option in ("--at", "--known-at"):
        await cli.refused("still_to_come", "replay", innovation, option, later)
    await cli.refused("still_to_come", "replay", innovation, "--diff-known", later, later)
