"""What people are called: by name as long as the vault has it, and with the post in which they did something."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import asyncpg
import pytest
from pydantic import SecretStr

from domain.model import By
from domain.refusals import Refused
from domain.vocabulary import Role
from engine.states import States
from ledger import vault
from ledger.db.connect import open_pool
from ledger.store import Ledger
from service import names
from service.names import NOBODY, names_open_to
from service.people import Called, called, everybody, keys_of, person_called, put_contacts
from service.reading import Reader
from stack.postgres import EmbeddedPostgres
from tests.agencies import PANRB
from tests.conftest import execute
from tests.domain.world import POST
from tests.service.conftest import Doing
from wiring.connections import Connections
from wiring.errors import BadRequest, NotPossible
from wiring.settings import Settings

NOTED = By(person="operator", role=Role.OPERATOR, grant="operator-1", person_version=2)


@pytest.fixture
async def named(database: str) -> AsyncIterator[asyncpg.Pool]:
    """The vault, in which the operator has a name."""
    async with await open_pool(
        database, role="jejak_vault", min_size=1, max_size=1, application_name="test vault"
    ) as pool:
        await vault.put(pool, "operator", "name", "Bagus Rekaan")
        yield pool


async def names_of(dsn: str, *people: str) -> dict[str, str]:
    """What a login sees of people's names."""
    async with Connections(Settings(database_url=SecretStr(dsn))) as connections:
        return await (await Reader.on(connections, "auditor")).names(people)


async def called_by(pool: asyncpg.Pool, people: Mapping[str, str] = NOBODY) -> Called:
    """What the operator is called, with these names of people."""
    states = States(Ledger(pool))
    return await called(states, ["operator"], await names.names_of(states, people))


async def test_who_did_something_is_called_by_name_post_and_agency(
    database: str, pool: asyncpg.Pool, named: asyncpg.Pool
) -> None:
    known = await names_of(database, "operator", "proposer")
    assert known == {"operator": "Bagus Rekaan"}
    people = await called_by(pool, known)
    assert people.actor(NOTED) == f"Bagus Rekaan, {POST['title']}, {PANRB}"
    assert people.holder("operator", Role.OPERATOR) == people.actor(NOTED)
    assert people.holder("operator", Role.EVALUATOR) == "Bagus Rekaan"


@pytest.mark.usefixtures("named")
async def test_somebody_is_named_by_their_id_their_name_or_the_beginnings_of_its_words(database: str) -> None:
    async with Connections(Settings(database_url=SecretStr(database))) as connections:
        reader = await Reader.on(connections, "administrator")
        for given in ("operator", "Bagus Rekaan", "bag rek"):
            assert await person_called(reader, given) == "operator"
        assert await person_called(reader, "somebody-new") == "somebody-new"
        with pytest.raises(BadRequest, match="nobody_called"):
            await person_called(reader, "Tidak Ada")
        with pytest.raises(NotPossible, match="ambiguous_person") as several:
            await person_called(reader, "administr")
    assert "administrator-2" in str(several.value.facts["found"])


async def listed(dsn: str, reader: str) -> set[str]:
    """The people whom a reader finds in the list of people."""
    async with Connections(Settings(database_url=SecretStr(dsn))) as connections:
        return {
            each["id"] for each in await everybody(await Reader.on(connections, reader), names=False, contacts=False)
        }


async def test_an_agencys_administrator_lists_its_people_and_themselves_where_nobody_else_is(
    database: str, do: Doing
) -> None:
    at = {"agency": "kota-jayapura", "post": POST}
    await do("administrator", "person/lokal", "grant_role", {"role": "local_administrator", **at})
    assert await listed(database, "lokal") == {"lokal"}
    await do("administrator", "person/sari", "grant_role", {"role": "proposer", **at})
    assert await listed(database, "lokal") == {"lokal", "sari"}
    with pytest.raises(Refused, match="not_open"):
        await listed(database, "sari")


async def test_the_keys_of_whom_one_may_not_see_are_not_told_apart_from_nobodys(database: str) -> None:
    async with Connections(Settings(database_url=SecretStr(database))) as connections:
        reader = await Reader.on(connections, "proposer")
        for person in ("minister", "unheard-of"):
            with pytest.raises(Refused, match="not_open"):
                await keys_of(reader, person)
        with pytest.raises(Refused, match="unknown_person"):
            await keys_of(await Reader.on(connections, "administrator"), "unheard-of")


async def keep(dsn: str, writer: str, person: str, name: str) -> None:
    """Keep somebody's name as that writer says it."""
    async with Connections(Settings(database_url=SecretStr(dsn))) as connections:
        await put_contacts(await Reader.asking(connections, writer), person, {"name": name})


async def test_names_are_for_administrators_to_say_and_an_agencys_own_for_its_people_only(
    database: str, do: Doing
) -> None:
    at = {"agency": "kota-surakarta", "post": POST}
    await do("administrator", "person/lokal", "grant_role", {"role": "local_administrator", **at})
    for person in ("sari", "tono", "umar"):
        await do("administrator", f"person/{person}", "grant_role", {"role": "proposer", **at})
    await do("administrator", "person/tono", "grant_role", {"role": "evaluator", "agency": "bappenas", "post": POST})
    await do("administrator", "person/tono", "end_role", {"role": "evaluator"}, reason="Mutasi")
    await do("administrator", "person/umar", "grant_role", {"role": "evaluator", **at})
    await do("administrator", "person/vina", "grant_role", {"role": "local_administrator", **at})
    refused = [(who, "sari") for who in ("unheard-of", "proposer", "auditor", "sari")]
    for writer, person in (*refused, *(("lokal", each) for each in ("tono", "umar", "vina", "lokal", "unheard-of"))):
        with pytest.raises(Refused, match="contacts_not_yours"):
            await keep(database, writer, person, "Palsu")
        assert await names_of(database, person) == {}
    for writer, person in (("lokal", "sari"), ("administrator", "tono"), ("administrator", "unheard-of")):
        await keep(database, writer, person, f"{person} Rekaan")
        assert await names_of(database, person) == {person: f"{person} Rekaan"}
    await do("administrator", "person/lokal", "end_role", {"role": "local_administrator"}, reason="Mutasi")
    with pytest.raises(Refused, match="contacts_not_yours"):
        await keep(database, "lokal", "sari", "Palsu")


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("name", "X\n\nYang menunggu Anda:\n- jejak endorse", "not_one_line"),
        ("name", "X\u2028Y", "not_one_line"),
        ("name", "\x1b[2JX", "not_visible"),
        ("name", "X\u202eY", "not_visible"),
        ("name", "X\u200bY", "not_visible"),
        ("name", " \n", "string_too_short"),
        ("name", "X" * 201, "string_too_long"),
        ("email", "a@b\nBcc: c@d", "no_address"),
        ("email", "a@b, c@d", "no_address"),
        ("email", "a@b@c", "no_address"),
        ("email", "a.b", "no_address"),
        ("email", "\u202ea@b", "no_address"),
        ("email", "a" * 250 + "@b.go.id", "string_too_long"),
    ],
)
async def test_a_name_is_one_line_that_can_be_seen_and_an_address_is_one_address(
    database: str, field: str, value: str, problem: str
) -> None:
    async with Connections(Settings(database_url=SecretStr(database))) as connections:
        reader = await Reader.on(connections, "administrator")
        with pytest.raises(BadRequest, match="unfit_contacts") as error:
            await put_contacts(reader, "made", {field: value})
        problems: Any = error.value.facts["problems"]
        assert [(each["path"], each["code"]) for each in problems] == [(field, problem)]
        assert await reader.contacts(["made"]) == {"made": {}}


async def test_a_name_and_an_address_are_kept_as_people_write_them(database: str) -> None:
    async with Connections(Settings(database_url=SecretStr(database))) as connections:
        reader = await Reader.on(connections, "administrator")
        given = {"name": " Ni Made D'Sà, S.T. \n", "email": " ni.made+x@menpan.go.id", "language": "en"}
        await put_contacts(reader, "ni-made", given)
        kept = {"name": "Ni Made D'Sà, S.T.", "email": "ni.made+x@menpan.go.id", "language": "en"}
        assert await reader.contacts(["ni-made"]) == {"ni-made": kept}


async def test_whom_the_vault_no_longer_has_is_called_by_id_and_the_post_stays(
    database: str, pool: asyncpg.Pool, named: asyncpg.Pool
) -> None:
    await named.execute("SELECT jejak.vault_erase('operator')")
    people = await called_by(pool, await names_of(database, "operator"))
    assert people.actor(NOTED) == f"operator, {POST['title']}, {PANRB}"


async def test_a_false_record_that_names_another_grant_can_be_shown(pool: asyncpg.Pool) -> None:
    people = await called_by(pool)
    assert people.actor(NOTED.model_copy(update={"grant": "operator-9"})) == "operator"


async def test_a_post_that_has_ended_is_still_the_one_in_which_something_was_done(
    do: Doing, pool: asyncpg.Pool
) -> None:
    await do("administrator", "person/operator", "end_role", {"role": "operator"}, reason="Mutasi")
    later = {"role": "operator", "agency": "kemenpanrb", "post": {"title": "Deputi", "tenure": "plt", "letter": "9"}}
    await do("administrator", "person/operator", "grant_role", later)
    people = await called_by(pool)
    assert people.actor(NOTED) == f"operator, {POST['title']}, {PANRB}"
    assert people.holder("operator", Role.OPERATOR) == f"operator, Plt. Deputi, {PANRB}"


async def test_who_may_not_read_the_vault_sees_ids(
    postgres: EmbeddedPostgres, database: str, named: asyncpg.Pool
) -> None:
    await execute(postgres, "CREATE ROLE test_onlooker LOGIN")
    try:
        await execute(postgres, "GRANT jejak_reader TO test_onlooker")
        _, server = database.split("@")
        assert await names_of(f"postgresql://test_onlooker@{server}", "operator") == {}
    finally:
        await execute(postgres, "DROP ROLE test_onlooker")


async def test_a_refusal_tells_nobody_the_name_of_whom_they_may_not_see(database: str, named: asyncpg.Pool) -> None:
    for reader, told in (("auditor", True), ("administrator", True), ("operator", True), ("proposer", False)):
        async with Connections(Settings(database_url=SecretStr(database))) as connections:
            found = await names_open_to(await Reader.on(connections, reader), ["operator", "unheard-of"])
        assert (found.person("operator") == "Bagus Rekaan") is told
        assert found.agency("kemenpanrb") == PANRB
