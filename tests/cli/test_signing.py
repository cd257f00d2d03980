"""Whoever's own key signs sees on what, and nothing is signed on a stream that isn't what its events say."""

from collections.abc import AsyncIterator

import asyncpg
import jsonschema
import pytest

from tests.cli.running import ADMINISTRATORS, OPERATOR, POST, Cli
from tests.cli.test_json import SIGNED
from wiring.settings import Settings


async def test_what_was_signed_is_said_with_what_came_of_it(cli: Cli) -> None:
    innovation = await cli.proposed()
    [proposed] = await cli.done("history", innovation)
    note = ("note", innovation, "satu", *OPERATOR)
    receipt = await cli.done(*note)
    jsonschema.validate(receipt["signed"], SIGNED)
    assert receipt["signed"] | {"expires": ""} == {
        "type": "note",
        "stream": f"innovation/{innovation}",
        "version": 1,
        "chain": proposed["chain"],
        "people": ["sekretariat"],
        "expires": "",
    }
    said = (await cli(*note)).err
    where = f"on version 2 of innovation/{innovation} (chain {receipt['chain'][:12]}). It counts until "
    assert said.startswith(f"Signed by Bagus Rekaan: Make a note, {where}")
    for document in (await cli("resume", innovation, *OPERATOR, "--json"), await cli(*note, "--signal", "--json")):
        jsonschema.validate(document.json["signed"], SIGNED)
    refused = await cli("resume", innovation, *OPERATOR)
    assert (refused.out, "Signed by Bagus Rekaan: " in refused.err) == ("", True)


async def test_where_only_the_service_vouches_it_is_said_who_acts_and_not_that_they_signed(cli: Cli) -> None:
    await cli.done("people", "grant", "nia", "operator", "--agency", "kemenpanrb", *POST, *ADMINISTRATORS)
    innovation = await cli.proposed()
    receipt = await cli.done("note", innovation, "satu", "--as", "nia")
    assert (receipt["actor"], "signed" in receipt) == ("nia", False)
    said = (await cli("note", innovation, "dua", "--as", "nia")).err
    assert said == f"Sent by nia: Make a note, to innovation/{innovation}.\n"


@pytest.fixture
async def owner(stack: Settings) -> AsyncIterator[asyncpg.Connection]:
    """Whoever may change what is recorded."""
    connection = await asyncpg.connect(stack.dsn())
    yield connection
    await connection.close()


async def test_nobody_signs_on_a_head_that_the_events_do_not_have(cli: Cli, owner: asyncpg.Connection) -> None:
    innovation = await cli.proposed()
    await cli.done("note", innovation, "satu", *OPERATOR)
    stream, before = f"innovation/{innovation}", await cli.done("history", innovation)
    set_head = "UPDATE jejak.streams SET version = $2, head = decode($3, 'hex') WHERE stream_id = $1"
    await owner.execute(set_head, stream, 1, before[0]["chain"])
    try:
        ran = await cli("note", innovation, "dua", *OPERATOR, "--json")
        assert (ran.code, ran.json["code"], "signed" in ran.json) == (4, "stream_broken", False)
        assert stream in ran.json["message"]
        said = await cli("note", innovation, "dua", *OPERATOR, "--lang", "id")
        assert (said.out, "tidak ada yang ditandatangani" in said.err) == ("", True)
    finally:
        await owner.execute(set_head, stream, 2, before[1]["chain"])
    assert await cli.done("history", innovation) == before
