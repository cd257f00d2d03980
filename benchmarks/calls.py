"""The API beside the same use-cases called directly, each by a reader of its own: from a request to the answer."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from itertools import islice

import httpx
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.routing import Mount

from api.app import PATH, api
from benchmarks.database import new_ledger, server
from benchmarks.listing import FEW, ROUNDS, Crowd, compared, fill
from benchmarks.pages import PERSON, published, shown
from domain.readings import Via
from service import tokens
from service.auditing import history, state_json
from service.dossier import dossier
from service.listing import Wanted, innovations
from service.next_acts import next_acts_of, tasks_to_do
from service.reading import Reader
from service.tokens import Scope
from wiring.connections import Connections
from wiring.settings import Settings

PAGE = 50
UNLIMITED = 1_000_000


async def listed(reader: Reader) -> object:
    """A page of the list."""
    return await innovations(reader, Wanted(), after=None, limit=PAGE)


async def waiting(reader: Reader) -> object:
    """A page of tasks."""
    return await tasks_to_do(reader, after=None, limit=PAGE)


async def one(reader: Reader, innovation: str) -> object:
    """One innovation with what may be done next."""
    standing = await reader.standing(innovation)
    return state_json(standing.innovation), await next_acts_of(reader, standing)


async def read(reader: Reader, innovation: str) -> object:
    """Its dossier."""
    return (await dossier(reader, innovation)).value.model_dump(mode="json")


async def told(reader: Reader, innovation: str) -> object:
    """Its history."""
    return [each.as_json() for each in await history(reader, innovation)]


async def directly(connections: Connections, use_case: Callable[[Reader], Awaitable[object]]) -> None:
    """Call a use-case as whoever reads."""
    await use_case(await Reader.on(connections, PERSON, via=Via.API))


async def main() -> None:
    """Prints how long each takes directly and over the API."""
    async with server() as running:
        dsn, crowd = await new_ledger(running), Crowd()
        some = list(islice(crowd.innovations(), FEW))
        await fill(dsn, [*crowd.around(), *published()])
        await fill(dsn, some)
        innovation = some[0].stream_id.partition("/")[2]
        asked: dict[str, tuple[str, Callable[[Reader], Awaitable[object]]]] = {
            "list": (f"/innovations?limit={PAGE}", listed),
            "tasks": (f"/tasks?limit={PAGE}", waiting),
            "one innovation": (f"/innovations/{innovation}", partial(one, innovation=innovation)),
            "its dossier": (f"/innovations/{innovation}/dossier", partial(read, innovation=innovation)),
            "its history": (f"/innovations/{innovation}/history", partial(told, innovation=innovation)),
        }
        async with Connections(Settings(database_url=SecretStr(dsn)), vouched=True) as connections:
            token = await tokens.issue(
                connections, PERSON, label="bench", scopes=[Scope.READ], lasts=timedelta(hours=1)
            )
            mounted = Starlette(routes=[Mount(PATH, api(connections, at_once=UNLIMITED, per_second=UNLIMITED))])
            async with httpx.AsyncClient(
                transport=httpx.ASGITransport(mounted),
                base_url=f"http://localhost{PATH}",
                headers={"Authorization": f"Bearer {token}"},
            ) as client:
                print(f"Use-cases directly and over the API, among {FEW:,} innovations, median of {ROUNDS}")
                for name, (path, use_case) in asked.items():
                    await compared(name, partial(directly, connections, use_case), partial(shown, client, path))
