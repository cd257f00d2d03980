"""Whatever stands in a body, it is told what is wrong with it, and never that the fault is ours."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from tests.api.calling import Office

DEEP = 400
JSON = {"Content-Type": "application/json"}
STRANGE: tuple[Any, ...] = (
    None, True, 2**70, "x", "\x00", "\ud800", "0001-01-01T00:00:00+07:00", ["x"], {"x": {"\x00": "\ud800"}},
)  # fmt: skip
RAW = (
    b"", b"null", b"{", b"\xff", b'{"payload": NaN}', b'{"reason": 1e999, "signatures": [Infinity]}', b"[" * 5000,
    b'{"payload": ' + b'{"a": ' * DEEP + b"1" + b"}" * DEEP + b"}",
)  # fmt: skip
PATHS = {
    "innovation": str(uuid4()), "draft": str(uuid4()), "region": "32.73", "person": "auditor", "edition": "ringkas",
    "kind": "regions", "asked": str(uuid4()),
}  # fmt: skip


def filled(schema: dict[str, Any], described: dict[str, Any], strange: object, depth: int = 2) -> object:
    """A body with that value in each of its fields, and in the fields of those."""
    if "$ref" in schema:
        schema = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if not depth or "properties" not in schema:
        return strange
    return {name: filled(each, described, strange, depth - 1) for name, each in schema["properties"].items()}


def bodies(operation: dict[str, Any], described: dict[str, Any]) -> Iterator[bytes]:
    """What is sent."""
    if operation["tags"] != ["commands"] or operation["operationId"] == "admit":  # whose bodies are read in one way
        yield from RAW
    [form] = operation["requestBody"]["content"].values()
    for strange in STRANGE:
        yield json.dumps(filled(form["schema"], described, strange)).encode()


async def test_no_body_is_a_fault_of_ours(office: Office) -> None:
    described = (await office.client(None).get("/openapi.json")).json()
    client, asked = await office.of("auditor"), 0
    faults = []
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            if "requestBody" not in operation or path.startswith("/tokens"):
                continue
            address = path.format_map(PATHS)
            for body in bodies(operation, described):
                answer = await client.request(method, address, content=body, headers=JSON)
                asked += 1
                if answer.status_code >= 500:
                    faults.append((method, path, body[:80], answer.text[:200]))
    assert asked > 500
    assert not faults, faults
