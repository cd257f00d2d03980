"""A command may be sent again: the same id is done once, whatever happened in between."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from processes.worker import running_worker
from tests.cli.running import OPERATOR, PROPOSAL, PROPOSER, UNKNOWN, Cli
from tests.waiting import until
from wiring.settings import Settings


async def test_the_same_proposal_again_is_the_same_innovation_and_nothing_new(cli: Cli) -> None:
    again = ("propose", PROPOSAL, *PROPOSER, "--force", "--command-id", str(uuid4()))
    first = await cli.done(*again)
    second = await cli.done(*again)
    assert (first.pop("signed")["version"], second.pop("signed")["version"]) == (0, 1)
    assert second == first
    assert len(await cli.done("history", first["innovation"])) == 1


async def test_the_same_id_with_other_content_is_refused(cli: Cli) -> None:
    innovation = await cli.proposed()
    command_id = ("--command-id", str(uuid4()))
    await cli.done("note", innovation, "satu", *OPERATOR, *command_id)
    await cli.refused("command_id_reused", "note", innovation, "dua", *OPERATOR, *command_id)


async def test_a_refusal_again_is_the_same_refusal_recorded_once(cli: Cli) -> None:
    innovation = await cli.proposed()
    command_id = ("--command-id", str(uuid4()))
    for _ in range(2):
        await cli.refused("not_suspended", "resume", innovation, *OPERATOR, *command_id)
    assert len(await cli.done("history", innovation)) == 2


async def test_a_decision_on_a_version_that_moved_is_refused(cli: Cli) -> None:
    innovation = await cli.proposed()
    await cli.done("note", innovation, "satu", *OPERATOR, "--on-version", "1")
    await cli.refused("version_moved", "admit", innovation, *OPERATOR, "--on-version", "1")


async def test_a_signal_says_that_the_command_was_left_and_the_id_finds_its_outcome(cli: Cli) -> None:
    innovation = await cli.proposed()
    left = await cli.done("admit", innovation, *OPERATOR, "--signal")
    assert left.pop("signed")["people"] == ["sekretariat"]
    about = {"actor": "sekretariat", "command_id": left["command_id"], "stream": f"innovation/{innovation}"}
    assert left == {"left": True, **about}
    receipt = await cli.done("admit", innovation, *OPERATOR, "--command-id", left["command_id"])
    assert receipt["version"] == 2
    ran = await cli("note", innovation, "satu", *OPERATOR, "--signal")
    assert ran.code == 0
    assert "Left with" in ran.out


async def test_without_a_worker_a_signal_waits_and_an_update_times_out_and_is_done_once(
    cli: Cli, stack: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JEJAK_TASK_QUEUE", "nobody-polls")
    command_id = str(uuid4())
    again = ("propose", PROPOSAL, *PROPOSER, "--force", "--command-id", command_id)
    ran = await cli(*again, "--timeout", "5", "--json")  # what comes before the command is sent takes some of that
    assert (ran.code, ran.json["code"], ran.json["command_id"]) == (3, "unavailable", command_id)
    assert f"--command-id {command_id}" in ran.json["hint"]
    assert "1 detik" in (await cli(*again, "--timeout", "1", "--lang", "id")).err
    other = await cli.done("propose", PROPOSAL, *PROPOSER, "--force", "--signal")
    quiet = stack.model_copy(update={"task_queue": "nobody-polls"})
    async with running_worker(quiet, clock=lambda: datetime.now(UTC)):
        first = await cli.done(*again)

        async def handled() -> bool:
            return (await cli("show", other["innovation"])).code == 0

        await until(handled, "the proposal that was left")
    assert len(await cli.done("history", first["innovation"])) == 1


@pytest.mark.parametrize("given", ["", "abc", "zzzz", UNKNOWN])
async def test_what_names_no_innovation_is_refused(cli: Cli, given: str) -> None:
    ran = await cli("show", given, "--json")
    assert ran.code == 1
    assert ran.json["code"] == ("short_prefix" if len(given) < 4 else "unknown_innovation")
    assert ran.json["hint"]
