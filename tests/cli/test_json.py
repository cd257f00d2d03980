"""Every JSON document has the fields that docs/json.md names, and is the only thing on standard output."""

from collections.abc import Sequence
from typing import Any

import jsonschema
import pytest

from tests.cli.running import OPERATOR, PROPOSER, ROOT, Cli

TEXT, NUMBER, TRUTH, DATA = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}, {"type": "object"}
MAYBE = {"type": ["string", "null"]}
TEXTS = {"type": "array", "items": TEXT}
UUID = {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}
HASH = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
TIME = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+([+-][0-9]{2}:[0-9]{2}|Z)$"}
DUE = {"anyOf": [TIME, {"type": "null"}]}
SOME: dict[str, Any] = {}


def of(**fields: Any) -> dict[str, Any]:
    """An object with at least these fields."""
    return {"type": "object", "properties": fields, "required": list(fields)}


def every(item: dict[str, Any]) -> dict[str, Any]:
    """An array, not empty."""
    return {"type": "array", "items": item, "minItems": 1}


SUMMARY = {
    "id": UUID,
    "title": TEXT,
    "agency": TEXT,
    "stage": TEXT,
    "edition": TEXT,
    "region": TEXT,
    "due_at": DUE,
    "wake_at": DUE,
    "awaiting": TEXTS,
    "round": NUMBER,
    "suspended": TRUTH,
    "discontinuation_proposed": TRUTH,
}
WAIT = of(kind=TEXT, subject=TEXT, awaits=MAYBE, remind_at=DUE, due_at=TIME, reminded=TRUTH, fallen_due=TRUTH)
LISTS = {"type": "array"}
RECEIPT = of(actor=TEXT, command_id=UUID, stream=TEXT, version=NUMBER, event_ids=every(UUID), chain=HASH)
SIGNED = of(type=TEXT, stream=TEXT, version=NUMBER, chain=HASH, people=TEXTS, expires=TIME)
PUBLISHED = every(of(name=TEXT, sha256=HASH, versions=NUMBER, published_at=TIME))
GRANT = of(id=TEXT, role=TEXT, agency=TEXT, region=MAYBE, valid_from=TIME, valid_until=DUE, in_force=TRUTH)
ACT = of(act=TEXT, title=TEXT, task=MAYBE, subject=TEXT, region=MAYBE, due_at=DUE, overdue=TRUTH, command=TEXT)

EVENT = of(type=TEXT, data=DATA)
STEP = of(at=TIME, command=of(id=UUID, type=TEXT, actor=TEXT), stage=TEXT, refusal=SOME, events=every(EVENT))
LIFE = of(stage=TEXT, version=NUMBER)

DOCUMENTS: list[tuple[Sequence[str], dict[str, Any]]] = [
    (("list",), every(of(**SUMMARY, cursor=TEXT))),
    (
        ("show", "INNOVATION", "--full"),
        of(
            **SUMMARY,
            dossier=of(
                proposal=of(title=TEXT, summary=TEXT, problem=TEXT, handed_in_at=TIME),
                aspects=every(of(key=TEXT, name=DATA, answers=every(of(question=TEXT, text=DATA, answer=MAYBE)))),
                other_answers=LISTS,
                trials=LISTS,
                sheets=LISTS,
                clarifications=LISTS,
                evidence=every(of(title=TEXT, sha256=MAYBE, location=MAYBE, at=TIME)),
                setbacks=LISTS,
                decisions=LISTS,
                adoptions=LISTS,
                checks=LISTS,
                corrections=LISTS,
            ),
        ),
    ),
    (
        ("show", "INNOVATION", *OPERATOR),
        of(
            **SUMMARY,
            version=NUMBER,
            waits=every(WAIT),
            pilots=DATA,
            panel=LISTS,
            grade=MAYBE,
            decision=SOME,
            waves=LISTS,
            checks=DATA,
            correction=SOME,
            amendments=LISTS,
            adoptions=LISTS,
            acts=every(ACT),
        ),
    ),
    (
        ("inbox", *OPERATOR),
        every(
            of(
                id=TEXT,
                innovation=UUID,
                title=TEXT,
                what=TEXT,
                subject=TEXT,
                role=TEXT,
                region=MAYBE,
                cursor=TEXT,
                due_at=DUE,
                overdue=TRUTH,
                acts=every(ACT),
            )
        ),
    ),
    (
        ("history", "INNOVATION"),
        every(
            of(
                stream=TEXT,
                version=NUMBER,
                event_id=UUID,
                command_id=UUID,
                type=TEXT,
                schema_version=NUMBER,
                occurred_at=TIME,
                recorded_at=TIME,
                actor=TEXT,
                role=MAYBE,
                reason=MAYBE,
                data=DATA,
                chain=HASH,
            )
        ),
    ),
    (("replay", "INNOVATION"), of(innovation=DATA, adoptions=DATA)),
    (("replay", "INNOVATION", "--diff", "1", "2"), every(of(path=TEXT, before=SOME, after=SOME))),
    (
        ("what-if", "INNOVATION", "--edition", "kipp-2025"),
        of(
            innovation=UUID,
            edition=of(name=TEXT, sha256=HASH),
            reproduced=TRUTH,
            deviation=SOME,
            first_difference=SOME,
            recorded=LIFE,
            otherwise=LIFE,
            steps=every(of(recorded=STEP, otherwise=STEP, same=TRUTH)),
        ),
    ),
    (("rebuild",), of(streams=NUMBER, rows=NUMBER, repaired=NUMBER, differences=LISTS, unreadable=LISTS)),
    (("verify",), of(ok=TRUTH, streams=NUMBER, events=NUMBER, problems=LISTS)),
    (("note", "INNOVATION", "x", *OPERATOR), RECEIPT),
    (("note", "INNOVATION", "x", *OPERATOR, "--signal"), of(left=TRUTH, command_id=UUID, stream=TEXT)),
    (("people", "list"), every(of(id=TEXT, name=MAYBE, email=MAYBE, grants=every(GRANT)))),
    (("editions", "list"), PUBLISHED),
    (("reference", "list"), PUBLISHED),
]


@pytest.mark.parametrize(("arguments", "schema"), DOCUMENTS, ids=[" ".join(each) for each, _ in DOCUMENTS])
async def test_a_document_has_every_field_that_is_documented(
    cli: Cli, arguments: Sequence[str], schema: dict[str, Any]
) -> None:
    innovation = await cli.in_scaling() if arguments[0] in ("show", "history") else await cli.proposed()
    await cli.done("note", innovation, "satu", *OPERATOR)
    document = await cli.done(*(innovation if each == "INNOVATION" else each for each in arguments))
    jsonschema.validate(document, schema)
    documented = (ROOT / "docs/json.md").read_text()
    item = schema.get("items", schema)
    assert all(f"`{name}`" in documented for name in item["properties"])


async def test_a_proposals_receipt_names_the_innovation(cli: Cli) -> None:
    receipt = await cli.done("propose", ROOT / "examples/kartu-insentif-anak.yaml", *PROPOSER, "--force")
    jsonschema.validate(receipt, RECEIPT | of(innovation=UUID))
    assert receipt["stream"] == f"innovation/{receipt['innovation']}"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("admit", "INNOVATION", "--as", "auditor"), 1), (("admit", "INNOVATION"), 2), (("admit",), 2)],
)
@pytest.mark.usefixtures("nobody")
async def test_whatever_goes_wrong_is_a_document_as_well(cli: Cli, arguments: Sequence[str], code: int) -> None:
    innovation = await cli.proposed()
    ran = await cli(*(innovation if each == "INNOVATION" else each for each in arguments), "--json")
    assert ran.code == code
    jsonschema.validate(ran.json, of(code=TEXT, message=TEXT, hint=TEXT))
