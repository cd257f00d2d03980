"""No log holds what stands in a row."""

import asyncpg
import pytest

from ledger.db.logged import logged


async def test_an_error_of_the_database_is_logged_without_the_row_that_it_is_about(pool: asyncpg.Pool) -> None:
    async with pool.acquire() as connection:
        await connection.execute("CREATE TEMP TABLE sheets (person text, note text NOT NULL, total int)")
        with pytest.raises(asyncpg.NotNullViolationError) as failed:
            await connection.execute("INSERT INTO sheets VALUES ('evaluator-1', NULL, 41)")
    assert "evaluator-1" in str(failed.value)
    text = logged(failed.value)
    assert text.startswith("NotNullViolationError 23502: null value in column")
    assert "evaluator-1" not in text
    assert "41" not in text


def test_any_other_error_is_logged_by_its_type_and_message() -> None:
    assert logged(OSError("no route to host")) == "OSError: no route to host"
