"""Names and contacts can be kept, read, and erased without touching an event."""

import asyncpg
import pytest

from ledger import vault
from ledger.db.connect import open_pool

ERASE = "SELECT jejak.vault_erase($1)"


async def test_fields_are_put_replaced_and_read(database: str) -> None:
    async with await open_pool(database, role="jejak_vault", min_size=1, max_size=1, application_name="test") as pool:
        await vault.put(pool, "p/1", "name", "Siti")
        await vault.put(pool, "p/1", "email", "siti@example.org")
        await vault.put(pool, "p/2", "name", "Budi")
        await vault.put(pool, "p/1", "name", "Siti Rahayu")
        assert await vault.get(pool, ["p/1", "p/2", "p/3"]) == {
            "p/1": {"name": "Siti Rahayu", "email": "siti@example.org"},
            "p/2": {"name": "Budi"},
            "p/3": {},
        }


async def test_what_was_kept_with_several_lines_is_read_on_one(database: str) -> None:
    async with await open_pool(database, role="jejak_vault", min_size=1, max_size=1, application_name="test") as pool:
        await vault.put(pool, "p/1", "name", " Siti\r\n\n\tRahayu\u2028Yang menunggu Anda: ")
        assert await vault.get(pool, ["p/1"]) == {"p/1": {"name": "Siti Rahayu Yang menunggu Anda:"}}


async def test_erasing_removes_everything_of_one_subject(database: str) -> None:
    async with await open_pool(database, role="jejak_vault", min_size=1, max_size=1, application_name="test") as pool:
        await vault.put(pool, "p/1", "name", "Siti")
        await vault.put(pool, "p/1", "email", "siti@example.org")
        await vault.put(pool, "p/2", "name", "Budi")
        assert await pool.fetchval(ERASE, "p/1") == 2
        assert await pool.fetchval(ERASE, "p/1") == 0
        assert await vault.get(pool, ["p/1", "p/2"]) == {"p/1": {}, "p/2": {"name": "Budi"}}


async def test_a_worker_reads_contacts_and_changes_none(pool: asyncpg.Pool) -> None:
    assert await vault.get(pool, ["p/1"]) == {"p/1": {}}
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await vault.put(pool, "p/1", "name", "Siti")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await pool.fetchval(ERASE, "p/1")
