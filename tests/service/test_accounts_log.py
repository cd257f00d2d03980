"""Who was let in as whom is shown to auditors, who trust no administrator."""

from datetime import timedelta
from uuid import uuid4

import pytest
from pydantic import SecretStr

from domain.refusals import Refused
from ledger import accounts as kept
from service import accounts
from service.reading import Reader
from wiring.connections import AUDITOR, CONSOLE, Connections
from wiring.settings import Settings


async def test_auditors_see_who_was_let_in_as_whom_and_by_whom(database: str) -> None:
    async with Connections(Settings(database_url=SecretStr(database))) as connections:
        asked = uuid4()
        pool = await connections.pool(CONSOLE)
        await kept.ask(pool, asked, "https://idp.example", "s-1", "Somebody", "", timedelta(days=1))
        await accounts.accept(await Reader.on(connections, "administrator"), asked, "minister")
        [line, *_] = await accounts.lines(await Reader.on(connections, "auditor", AUDITOR))
        assert (line.what, line.person, line.by_person) == ("accepted", "minister", "administrator")
        with pytest.raises(Refused):
            await accounts.lines(await Reader.on(connections, "operator"))
        await accounts.end(await Reader.on(connections, "administrator"), "minister")
