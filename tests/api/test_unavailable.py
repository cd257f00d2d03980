"""A server that is down is said to be, and nothing else is told."""

import httpx
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.routing import Mount

from api.app import PATH, api
from tests.api.calling import problem
from wiring.connections import Connections
from wiring.settings import Settings

NOWHERE = "postgresql://someone:a-secret@localhost:1/jejak"


async def test_a_database_that_does_not_answer_is_unavailable() -> None:
    settings = Settings(database_url=SecretStr(NOWHERE))
    async with Connections(settings, vouched=True, patience_s=60) as connections:
        mounted = Starlette(routes=[Mount(PATH, api(connections))])
        transport = httpx.ASGITransport(mounted)
        async with httpx.AsyncClient(transport=transport, base_url=f"http://localhost{PATH}") as client:
            for path in ("/me", "/public/innovations?stage=pilot"):
                answer = await client.get(path, headers={"Authorization": "Bearer jejak_x"})
                problem(answer, 503, "unavailable")
                assert int(answer.headers["retry-after"]) > 0
                assert answer.headers["x-request-id"]
                assert "secret" not in answer.text
                assert "Traceback" not in answer.text
