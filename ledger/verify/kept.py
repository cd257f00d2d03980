"""That what was signed is still kept outside of the database, and can be checked: nothing of it may go unnoticed."""

from pathlib import Path

from ledger.db.connect import Connection
from ledger.db.queries import query
from ledger.log.checkpoint_directory import CheckpointDirectory, name_of
from ledger.log.checkpoint_keys import LogKeys
from ledger.verify.claims import STORED
from ledger.verify.report import Problem, value

UNSIGNED_AT_MOST_S = 600.0
"""A sealer signs seconds after it sealed. Where nothing at all was signed for so long, it was removed, or never was."""


async def check_kept(
    connection: Connection, directory: CheckpointDirectory, keys: LogKeys | None, keys_directory: Path
) -> list[Problem]:
    """Whether the newest checkpoint in the database is in the directory too, and the log's public keys are here.

    A sealer puts a checkpoint outside before it is in the database. So the directory is looked into afterwards, and a
    sealer at work is never accused. `connection` is in no transaction with a snapshot of its own. Raises OSError.
    """
    stored = await connection.fetchrow(query("latest_checkpoint"))
    unsigned = await connection.fetchrow(query("unsigned"))
    assert unsigned is not None
    kept = directory.newest_size()
    problems = []
    if stored is not None and (kept is None or kept < stored["tree_size"]):
        size, place = stored["tree_size"], str(directory.directory)
        found = value("none_in", directory=place) if kept is None else value("newest_in", size=kept, directory=place)
        problems.append(Problem(f"outside/{name_of(size)}", size, "outside", value("checkpoint_of", size=size), found))
    if stored is None and kept is None and unsigned["age_s"] > UNSIGNED_AT_MOST_S:
        problems.append(Problem(STORED, 0, "checkpoint", value("checkpoint"), value("nothing")))
    if keys is None and (stored is not None or kept is not None):
        found = value("none_in", directory=str(keys_directory))
        problems.append(Problem(STORED, 0, "checkpoint", value("log_key"), found))
    return problems
