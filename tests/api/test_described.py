"""What the description in OpenAPI says is what is answered: to a client made from it, and to requests made up."""

import asyncio
import importlib
import json
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Mount

from api.app import PATH, api, not_answered
from processes.health import served
from tests.api.calling import Office
from tests.api.conftest import SO_MANY
from tests.api.test_commands import proposal
from tests.waiting import LIMIT_S

pytestmark = pytest.mark.minutes

BIN = Path(sys.executable).parent
PATIENCE_S = 5 * LIMIT_S
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance,ignored_auth"
)


@pytest.fixture(scope="module")
async def address(office: Office) -> AsyncIterator[str]:
    """The API, served for whoever asks as often as they like."""
    own = api(office.connections, at_once=SO_MANY, per_second=SO_MANY)
    mounted = Starlette(routes=[Mount(PATH, own)], exception_handlers={HTTPException: not_answered})
    async with served(mounted, "127.0.0.1", 0) as found:
        yield found + PATH


@pytest.fixture(scope="module")
async def description(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The description in a file."""
    file = tmp_path_factory.mktemp("openapi") / "openapi.json"
    file.write_bytes((await office.client(None).get("/openapi.json")).content)
    return file


async def run(cwd: Path, *arguments: str | Path) -> str:
    """What a program prints that must succeed, while servers in this process go on."""
    process = await asyncio.create_subprocess_exec(
        *map(str, arguments), cwd=cwd, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            printed, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, printed.decode()[-8000:]
    return printed.decode()


async def test_a_generated_client_proposes_admits_and_reads(
    office: Office, address: str, description: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = description.with_name("config.yml")
    config.write_text("post_hooks: []\npackage_name_override: jejak_client\n")
    package = description.with_name("jejak_client")
    printed = await run(
        description.parent,
        *(BIN / "openapi-python-client", "generate", "--meta", "none", "--path", description),
        *("--output-path", package, "--config", config),
    )
    assert "WARNING" not in printed
    monkeypatch.syspath_prepend(str(package.parent))

    def module(name: str) -> ModuleType:
        return importlib.import_module(f"jejak_client.{name}")

    models = module("models")

    async def client_of(person: str) -> Any:
        token = await office.token(person)
        return module("client").AuthenticatedClient(base_url=address, token=token, raise_on_unexpected_status=True)

    async with await client_of("pengusul") as client, await client_of("sekretariat") as secretariat:
        wanted = models.ProposeRequest.from_dict({"payload": proposal()})
        receipt = await module("api.commands.propose").asyncio(client=client, body=wanted)
        assert isinstance(receipt, models.Done)
        assert isinstance(receipt.innovation, UUID)
        refused = await module("api.commands.admit").asyncio(
            receipt.innovation, client=client, body=models.AdmitRequest.from_dict({})
        )
        assert isinstance(refused, models.Problem)
        assert (refused.code, refused.status) == ("role_missing", 403)
        admitted = await module("api.commands.admit").asyncio(
            receipt.innovation, client=secretariat, body=models.AdmitRequest.from_dict({})
        )
        assert isinstance(admitted, models.Done)
        shown = await module("api.innovations.show_innovation").asyncio(receipt.innovation, client=secretariat)
        assert shown.innovation["stage"] == "pilot"
        page = await module("api.innovations.list_innovations").asyncio(client=secretariat, limit=1)
        assert len(page.items) == 1


async def test_requests_that_are_made_up_find_no_fault(office: Office, address: str, description: Path) -> None:
    bearer = f"Authorization: Bearer {await office.token('sekretariat')}"
    printed = await run(
        description.parent,
        *(BIN / "schemathesis", "run", description, "--url", address, "--header", bearer, "--checks", CHECKS),
        *("--phases", "fuzzing", "--max-examples", "4", "--seed", "1", "--request-timeout", "60", "--no-color"),
    )
    office.renew("sekretariat")  # among what was made up may be that all of their tokens are revoked
    cases = re.search(r"(\d+) generated, (\d+) passed", printed)
    assert cases, printed[-4000:]
    assert cases[1] == cases[2]


async def test_problems_are_described_and_no_form_of_the_frameworks_is(description: Path) -> None:
    described = json.loads(description.read_text())
    assert "HTTPValidationError" not in json.dumps(described)
    for path in described["paths"].values():
        for operation in path.values():
            assert operation["responses"]["4XX"]["content"].keys() == {"application/problem+json"}
