"""Auditors see everything, rebuild any state, and find what was tampered with."""

import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from tests.cli.running import OPERATOR, Cli, Ran
from wiring.settings import Settings


@asynccontextmanager
async def tampered(stack: Settings, assignment: str, innovation: str) -> AsyncIterator[None]:
    """The database's owner changes an innovation's first event, and undoes it when the block ends."""
    stream = f"innovation/{innovation}"
    connection = await asyncpg.connect(stack.dsn())
    try:
        await connection.execute("SET session_replication_role = replica")  # no trigger fires
        where = "WHERE stream_id = $1 AND version = 1"
        kept = await connection.fetchrow(f"SELECT type, data, metadata FROM jejak.events {where}", stream)
        assert kept is not None
        await connection.execute(f"UPDATE jejak.events SET {assignment} {where}", stream)
        yield
        await connection.execute(f"UPDATE jejak.events SET type = $2, data = $3, metadata = $4 {where}", stream, *kept)
    finally:
        await connection.close()


async def test_a_history_says_when_who_what_why_and_its_hash(cli: Cli) -> None:
    innovation = await cli.proposed()
    receipt = await cli.done("return", innovation, *OPERATOR, "--reason", "belum lengkap")
    await cli.refused("reason_required", "reject", innovation, *OPERATOR)
    proposed, returned, refused = await cli.done("history", innovation)
    assert proposed["data"]["content"]["title"] == "Kartu Insentif Anak"
    assert returned["chain"] == receipt["chain"]
    assert returned["command_id"] == receipt["command_id"]
    assert (returned["actor"], returned["role"], returned["reason"]) == ("sekretariat", "operator", "belum lengkap")
    assert refused["stream"] == f"refusals/{innovation}"
    assert datetime.fromisoformat(returned["occurred_at"]) <= datetime.fromisoformat(returned["recorded_at"])
    shown = (await cli("history", innovation)).out
    for part in (
        "Proposal returned",
        "belum lengkap",
        "Bagus Rekaan, Asisten Deputi",
        receipt["chain"][:12],
        "was refused",
        " WIB",
    ):
        assert part in shown, shown


async def test_what_time_brings_is_shown_as_the_systems_and_regions_by_their_names(cli: Cli) -> None:
    innovation = await cli.in_scaling()
    await cli.done("commit-adoption", innovation, "--as", "petugas-bandung")
    shown = (await cli("history", innovation, "--lang", "id")).out
    assert "sistem" in shown
    assert "Kota Bandung" in shown


async def test_an_intact_record_verifies_as_a_whole_and_for_each_innovation(cli: Cli) -> None:
    innovation = await cli.in_decision()
    await cli.refused("reason_required", "decide", innovation, "decline", "--as", "menteri")
    one, whole = await cli.done("verify", innovation), await cli.done("verify")
    assert (one["ok"], one["problems"]) == (True, [])
    assert one["events"] == len(await cli.done("history", innovation))
    assert whole["streams"] > one["streams"] == 2
    assert "every hash recomputed" in (await cli("verify", innovation)).out
    alone = await cli("verify", await cli.proposed())
    assert "Intact: 1 event in 1 stream, every hash recomputed." in alone.out
    await cli.refused("unknown_innovation", "verify", str(uuid4()))  # of which there is no refusal either


async def test_a_changed_event_is_found(cli: Cli, stack: Settings) -> None:
    innovation = await cli.proposed()
    changed = "data = convert_to(replace(convert_from(data, 'UTF8'), 'Anak', 'Bayi'), 'UTF8')"
    async with tampered(stack, changed, innovation):
        for arguments in (("verify", innovation), ("verify",)):
            ran = await cli(*arguments, "--json")
            assert (ran.code, ran.json["ok"]) == (4, False)
            problems = [(each["stream"], each["version"], each["layer"]) for each in ran.json["problems"]]
            assert problems == [(f"innovation/{innovation}", 1, layer) for layer in ("chain", "origin")]
        shown = await cli("verify", innovation)
        assert shown.code == 4
        assert "NOT INTACT" in shown.out
    assert (await cli("verify", innovation)).code == 0


def unreadable(ran: Ran, where: str) -> None:
    """The command reported that the event there can't be read."""
    error = json.loads(ran.out)
    assert (ran.code, error["code"]) == (4, "unreadable_event")
    assert where in error["message"]


async def test_an_event_that_cannot_be_read_is_a_problem_and_never_skipped(
    cli: Cli, stack: Settings, tmp_path: Path
) -> None:
    innovation = await cli.proposed()
    async with tampered(stack, "type = 'InnovationPraised'", innovation):
        ran = await cli("verify", innovation, "--json")
        assert {problem["layer"] for problem in ran.json["problems"]} == {"chain", "meaning"}
        ocel = ("export", innovation, "--format", "ocel", "--out", tmp_path / "export")
        what_if = ("what-if", innovation, "--edition", "kipp-2025")
        for command in (("history", innovation), ("replay", innovation), ("show", innovation), what_if, ocel):
            unreadable(await cli(*command, "--json"), f"version 1 of innovation/{innovation}")
            assert f"versi 1 dari innovation/{innovation}" in (await cli(*command, "--lang", "id")).err


async def test_metadata_that_is_no_json_is_an_event_that_cannot_be_read(
    cli: Cli, stack: Settings, tmp_path: Path
) -> None:
    innovation, file = await cli.proposed(), tmp_path / "export"
    export = ("export", innovation, "--format", "csv", "--out", file)
    async with tampered(stack, "metadata = 'x'", innovation):
        for command in (("history", innovation), ("what-if", innovation, "--edition", "kipp-2025"), export):
            unreadable(await cli(*command, "--json"), f"version 1 of innovation/{innovation}")
    assert not file.exists()


@pytest.mark.parametrize("change", ["UPDATE jejak.streams SET correlation_id = 'x'", "DELETE FROM jejak.streams"])
async def test_a_stream_that_was_taken_out_of_its_innovation_is_missed(cli: Cli, stack: Settings, change: str) -> None:
    innovation = await cli.proposed()
    await cli.refused("reason_required", "reject", innovation, *OPERATOR)
    stream = f"refusals/{innovation}"
    connection = await asyncpg.connect(stack.dsn())
    kept = await connection.fetchrow("SELECT * FROM jejak.streams WHERE stream_id = $1", stream)
    assert kept is not None
    await connection.execute(f"{change} WHERE stream_id = $1", stream)
    try:
        ran = await cli("verify", innovation, "--json")
        found = [(each["stream"], each["layer"], each["expected"]) for each in ran.json["problems"]]
        assert ran.code == 4
        assert (stream, "correlation", {"code": "correlation", "correlation": innovation}) in found
        assert (await cli("verify")).code == 4
    finally:
        await connection.execute("DELETE FROM jejak.streams WHERE stream_id = $1", stream)
        columns = ", ".join(f"${place}" for place in range(1, len(kept) + 1))
        await connection.execute(f"INSERT INTO jejak.streams VALUES ({columns})", *kept)
        await connection.close()


async def test_attached_evidence_is_recorded_by_its_hash(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "foto"
    file.write_bytes(b"isi")
    innovation = await cli.proposed()
    await cli.done("attach-evidence", innovation, "Foto", "--document", file, *OPERATOR)
    assert (await cli.done("history", innovation))[-1]["data"]["sha256"] == hashlib.sha256(b"isi").hexdigest()
