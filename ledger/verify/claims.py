"""What was signed: the checkpoints in the database, and those that are kept outside of it."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from ledger.db.connect import Connection
from ledger.db.queries import query
from ledger.log.checkpoint_directory import Kept
from ledger.log.checkpoint_keys import LogKeys
from ledger.verify.report import Layer, Problem, Report, Value, value
from proof.checkpoint import parse_checkpoint
from proof.errors import JejakError, Unproved

STORED = "checkpoints"
"""The place of the notes in the database; elsewhere it is "outside/" and a name."""

FETCHED_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Claim:
    """A root that somebody signed for a size of the log, and where that is kept."""

    size: int
    root: bytes
    place: str

    @property
    def layer(self) -> Layer:
        """The layer that finds a problem with it."""
        return layer_of(self.place)

    def problem(self, expected: Value, found: Value | JejakError) -> Problem:
        """That the log isn't what was signed."""
        return claim_problem(self.place, self.size, expected, found)


def claim_problem(place: str, size: int, expected: Value, found: Value | JejakError) -> Problem:
    """What is wrong with a note, by where it is kept."""
    return Problem(place, size, layer_of(place), expected, found)


def layer_of(place: str) -> Layer:
    """The layer that a note belongs to, by where it is kept."""
    return "checkpoint" if place == STORED else "outside"


async def all_claims(
    connection: Connection, keys: LogKeys | None, outside: Sequence[Kept], checked: Report
) -> AsyncIterator[Claim]:
    """What was signed, from the smallest log to the largest; notes that aren't good are reported.

    So are notes outside that the database lacks, except for the last: a sealer may be killed after putting it outside.
    A note that only the database has is no problem: it may be kept at a place that wasn't given.
    """
    opened = (claim(f"outside/{one.place}", one.size, one.note, keys, checked) for one in outside)
    kept = sorted((one for one in opened if one), key=lambda one: one.size)
    lacking, largest = {one.size: one for one in kept}, 0
    cursor = await connection.cursor(query("verify_checkpoints"))
    while records := await cursor.fetch(FETCHED_AT_ONCE):
        for record in records:
            largest = record["tree_size"]
            lacking.pop(largest, None)
            stored = claim(STORED, largest, record["note"], keys, checked)
            while stored and kept and kept[0].size <= stored.size:
                yield kept.pop(0)
            if stored:
                yield stored
    for one in kept:
        yield one
    if lacking and max(lacking) > largest:
        del lacking[max(lacking)]
    for size, one in lacking.items():
        checked.problems.append(
            Problem(STORED, size, "checkpoint", value("checkpoint_at", place=one.place), value("nothing"))
        )


def claim(place: str, size: int | None, note: str, keys: LogKeys | None, checked: Report) -> Claim | None:
    """What a note claims, or None when that is reported as a problem. `size`: by its row or its file name."""
    checked.checkpoints += 1
    try:
        checkpoint = keys.open(note) if keys else parse_checkpoint(note)
    except Unproved as error:
        expected = value("signed_checkpoint", origin=keys.origin) if keys else value("checkpoint")
        checked.problems.append(claim_problem(place, size or 0, expected, error))
        return None
    if size not in (None, checkpoint.size):
        expected, found = value("checkpoint_of", size=size), value("checkpoint_of", size=checkpoint.size)
        checked.problems.append(claim_problem(place, size or 0, expected, found))
        return None
    return Claim(checkpoint.size, checkpoint.root, place)
