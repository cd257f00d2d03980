"""What a handled command leaves in the ledger."""

import json
from decimal import Decimal

import asyncpg

from activities.acts import command_of, signed_in
from activities.contract import RefusedCommand
from domain import rules
from domain.codec import decode
from domain.editions import content_hash, parse_edition
from domain.events import innovation as e
from domain.events.refusal import CommandRefused
from domain.refusals import Code
from domain.streams import AGENCIES
from proof.acts import Continuing, Opening, read_metadata
from tests.activities.office import Office, new_id
from tests.domain.world import POST
from tests.forms import sheet
from tests.furnished import REASON, edition, key_of


def aspects() -> list[str]:
    """The aspects of the edition `ringkas`."""
    return list(parse_edition(edition("ringkas")).weights())


async def test_the_first_events_metadata_holds_the_whole_signed_command_the_others_its_id(office: Office) -> None:
    innovation = await office.evaluating()
    await office.scored(innovation, 90, aspects())
    await office.do("evaluator-2", innovation, "declare_conflict")
    receipt = await office.do("evaluator-3", innovation, "declare_conflict")
    declared, reopened = (await office.ledger.read(innovation))[-2:]
    assert [declared.type, reopened.type] == ["ConflictDeclared", "EvaluationReopened"]
    opening = read_metadata(declared.metadata)
    assert isinstance(opening, Opening)
    assert opening.signed is not None
    command = command_of(opening.signed)
    assert (command.id, command.actor, command.reason) == (receipt.command_id, "evaluator-3", REASON)
    read = {"edition/ringkas": 1, "keys/service": 1, "person/evaluator-3": 2}
    assert opening.basis == {**read, AGENCIES: 1, "reference/calendar": 1, "reference/regions": 1}
    assert (opening.of, opening.key) == (2, office.recorder.key)
    assert read_metadata(reopened.metadata) == Continuing(str(command.id), 1)
    assert receipt.event_ids == (declared.event_id, reopened.event_id)
    assert (receipt.version, receipt.chain) == (reopened.version, reopened.chain.hex())


async def test_a_receipt_is_the_same_from_a_worker_that_knows_nothing_of_it(office: Office) -> None:
    innovation = await office.evaluating()
    given = sheet(aspects())
    ids = [new_id() for _ in range(3)]
    first = [
        await office.do(f"evaluator-{number}", innovation, "score", id=id, **given)
        for number, id in enumerate(ids, start=1)
    ]
    office.passes(days=3)
    await office.do("operator", innovation, "note", text="Sesudahnya.")
    again = [
        await office.do(f"evaluator-{number}", innovation, "score", id=id, **given, handler=office.another_handler())
        for number, id in enumerate(ids, start=1)
    ]
    assert again == first


async def test_a_refusal_is_recorded_beside_the_stream_that_does_not_move(office: Office) -> None:
    innovation = await office.proposed()
    _, envelope = office.sealed("proposer", innovation, "admit")
    handled = await office.work(innovation, envelope=envelope)
    assert isinstance(handled.outcome, RefusedCommand)
    assert handled.progress is not None
    assert handled.progress.version == 1
    (stored,) = await office.ledger.read(innovation.replace("innovation/", "refusals/"))
    refused = decode(stored.type, stored.schema_version, stored.data)
    assert isinstance(refused, CommandRefused)
    assert (refused.actor, refused.command_type, refused.code) == ("proposer", "admit", Code.ROLE_MISSING)
    assert (refused.reason, refused.stream_version) == (REASON, 1)
    opening = read_metadata(stored.metadata)
    assert isinstance(opening, Opening)
    assert opening.basis["person/proposer"] == 2
    assert opening.signed == signed_in(envelope)
    heads = await office.ledger.streams(innovation.split("/")[1])
    assert [head.stream_id for head in heads] == [innovation, stored.stream_id]


async def test_a_refusals_facts_stay_small_whatever_was_sent(office: Office) -> None:
    innovation = await office.proposed()
    values = {f"x{number}": "bukan angka" for number in range(5000)}
    outcome = await office.ask("operator", innovation, "report_measurement", region="32.73", values=values)
    assert isinstance(outcome, RefusedCommand)
    assert outcome.refusal.code is Code.INVALID_PAYLOAD
    assert len(outcome.model_dump_json()) < 5000
    outcome = await office.ask("operator", innovation, "x" * 100_000)
    assert isinstance(outcome, RefusedCommand)
    assert outcome.refusal.code is Code.UNKNOWN_COMMAND
    assert len(outcome.model_dump_json()) < 5000


async def test_rows_and_notices_are_written_with_the_events(office: Office, pool: asyncpg.Pool) -> None:
    innovation = await office.proposed()
    await office.do("operator", innovation, "return_proposal")
    (row,) = await office.ledger.rows_at("innovation", [innovation])
    assert (row.body["stage"], row.body["awaiting"]) == ("proposal", ["proposer"])
    (task,) = await office.ledger.rows_at("task/proposer/kota-surakarta", [innovation])
    assert (task.body["what"], task.body["role"]) == ("revision", "proposer")
    (notice,) = [
        json.loads(record["body"])
        for record in await pool.fetch("SELECT body FROM jejak.notices WHERE stream_id = $1", innovation)
    ]
    assert notice["event"] == "ProposalReturned"
    assert [(role["role"], role["agency"]) for role in notice["roles"]] == [("proposer", "kota-surakarta")]
    await office.do("proposer", innovation, "withdraw")
    assert not await office.ledger.rows_at("task/proposer/kota-surakarta", [innovation])


async def test_an_innovation_keeps_its_edition_while_a_newer_one_of_the_name_is_published(office: Office) -> None:
    first = edition("ringkas").replace('name = "ringkas"', 'name = "berubah"')
    stricter = first.replace("passing_grade = 85", "passing_grade = 95")
    await office.do("administrator", "edition/berubah", "publish_edition", content=first)
    older = await office.evaluating("berubah")
    await office.do("administrator", "edition/berubah", "publish_edition", content=stricter)
    newer = await office.evaluating("berubah")
    for innovation in (older, newer):
        await office.scored(innovation, 90, aspects())
    closings = []
    for innovation in (older, newer):
        closing, _ = (await office.events(innovation))[-1]
        assert isinstance(closing, e.EvaluationClosed)
        closings.append((closing.passing_grade, closing.passed))
    assert closings == [(Decimal(85), True), (Decimal(95), False)]
    pins = []
    for innovation in (older, newer):
        proposed, _ = (await office.events(innovation))[0]
        assert isinstance(proposed, e.InnovationProposed)
        pins.append(proposed.edition.sha256)
    assert pins == [content_hash(first), content_hash(stricter)]


async def test_an_edition_is_parsed_once_per_text(office: Office) -> None:
    innovation = await office.proposed()
    parsed = rules._edition.cache_info().misses
    await office.do("operator", innovation, "admit")
    assert rules._edition.cache_info().misses == parsed


async def test_a_role_that_was_just_ended_counts_no_more_in_any_worker(office: Office) -> None:
    innovation = await office.proposed()
    person = "person/operator-2"
    await office.do("administrator", person, "grant_role", role="operator", agency="kemenpanrb", post=POST)
    key = key_of("operator-2")
    possession = key.possession("example.go.id/jejak", "operator-2")
    await office.do("administrator", person, "enrol_key", key=key.key, possession=possession)
    await office.do("operator-2", innovation, "note", text="Masih berwenang.")
    await office.do("administrator", person, "end_role", role="operator", handler=office.another_handler())
    office.passes(seconds=1)
    assert await office.refused("operator-2", innovation, "note", text="Tidak lagi.") is Code.ROLE_MISSING
