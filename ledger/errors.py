"""Everything the ledger refuses, each with a code, a sentence, and what to do."""

from typing import ClassVar


class LedgerError(Exception):
    """Base of the ledger's own errors: `code` for programs, `message` for people, `hint` says what to do."""

    code: ClassVar[str]
    hint: ClassVar[str]

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadAppend(LedgerError):
    """The request could never be recorded, whatever the ledger holds."""

    code = "bad_append"
    hint = "This is a fault of the program that asked; nothing was sent."


class WrongVersion(LedgerError):
    """The stream isn't at the expected version (or head); `found` is its version."""

    code = "wrong_version"
    hint = "Read the stream again and decide again."

    def __init__(self, stream_id: str, expected: int, found: int) -> None:
        if expected == found:
            message = f"{stream_id} is at version {found} as expected, but with another head."
        else:
            message = f"{stream_id} is at version {found}, not at {expected}."
        super().__init__(message)
        self.stream_id = stream_id
        self.expected = expected
        self.found = found


class IdReused(LedgerError):
    """An event id is already in the stream with other content, or in another company."""

    code = "id_reused"
    hint = "Give new content new ids; repeat an append only with the same bytes."

    def __init__(self, stream_id: str) -> None:
        super().__init__(f"{stream_id} already has an event with one of these ids, but not these events.")
        self.stream_id = stream_id


class WrongCorrelation(LedgerError):
    """The stream belongs to another correlation since its first append."""

    code = "wrong_correlation"
    hint = "Append with the correlation that the stream began with."

    def __init__(self, stream_id: str, given: str) -> None:
        super().__init__(f"{stream_id} doesn't belong to the correlation {given}.")
        self.stream_id = stream_id


class EarlierSchema(LedgerError):
    """The database was made by a version from before the first release, or by one whose baseline was edited."""

    code = "earlier_schema"
    hint = (
        "Start anew with an empty database: name another one in JEJAK_DATABASE_URL, or another directory for the"
        " embedded stack with --data. To keep what the old one holds, stay with the version that made it."
    )

    def __init__(self) -> None:
        super().__init__("This database has a schema from before the first release, which can't be migrated.")


class MigrationEdited(LedgerError):
    """A migration that this database already has was changed afterwards."""

    code = "migration_edited"
    hint = "Restore the file and put the change into a new one."

    def __init__(self, name: str) -> None:
        super().__init__(f"The migration {name} isn't the one that was applied to this database.")


class MigrationUnknown(LedgerError):
    """The database has a migration that this code doesn't, or has them in another order."""

    code = "migration_unknown"
    hint = "Use the release that migrated this database, or a later one; never remove or insert a migration."

    def __init__(self, name: str) -> None:
        super().__init__(f"This database has the migration {name} where this release has another or none.")


class MigrationNotAllowed(LedgerError):
    """The login may not create the roles or the schema, or may not become jejak_owner."""

    code = "migration_not_allowed"
    hint = (
        "Migrate as a superuser or a login with CREATEROLE and CREATE on the database, or let one create the"
        " roles and the schema and GRANT jejak_owner to this login."
    )

    def __init__(self, reason: str) -> None:
        super().__init__(f"This login may not migrate the database: {reason}.")


class BadCheckpointKey(LedgerError):
    """A key of checkpoints is missing, unreadable, of another kind, or open to others."""

    code = "bad_checkpoint_key"
    hint = "Make a key for checkpoints, or name the file that holds it; nobody but its owner may read a private one."


class CheckpointInconsistent(LedgerError):
    """The log doesn't continue the last checkpoint that was kept outside; nothing was signed."""

    code = "checkpoint_inconsistent"
    hint = (
        "The database was changed or set back after that checkpoint. Keep both as they are, verify the ledger"
        " against the checkpoints outside, and restore it to a state that continues them."
    )

    def __init__(self, outside_size: int, reason: str) -> None:
        super().__init__(f"The log doesn't continue the checkpoint of {outside_size} leaves kept outside: {reason}.")
        self.outside_size = outside_size


class OutsideLost(LedgerError):
    """Checkpoints were signed, and put outside, that aren't there any more; nothing was signed."""

    code = "outside_lost"
    hint = (
        "See that the right directory is named and mounted, and put the missing checkpoints back. If they are lost,"
        " put the newest one that an auditor kept there."
    )

    def __init__(self, signed: int, outside: int) -> None:
        there = f"the newest one outside has {outside}" if outside else "there is none outside"
        super().__init__(f"A checkpoint of {signed} leaves was signed, but {there}.")


class SinkRefused(LedgerError):
    """A time stamping authority or a witness didn't attest a checkpoint."""

    code = "sink_refused"
    hint = "See what it answered. The checkpoint itself is signed and kept; the next one is sent again."


class NotSealed(LedgerError):
    """What should be proved isn't in a signed checkpoint, or a closing, yet."""

    code = "not_sealed"
    hint = (
        "Wait until the sealer has signed the next checkpoint. If it stays so, see that the sealer runs, and look at"
        " its /health and its log: if it refuses to sign, they say why."
    )


class NoSuchEvent(LedgerError):
    """The ledger has no such event, or another one in its place."""

    code = "no_such_event"
    hint = "Compare with the receipt that was kept; if that is right, verify the ledger."


class LogBroken(LedgerError):
    """A leaf that a subscriber must see next isn't there; its cursor stays where it is."""

    code = "log_broken"
    hint = "Verify the ledger."


class TileMissing(LedgerError):
    """A tile of the Merkle tree isn't there or too short, so a root or a proof can't be had from it."""

    code = "tile_missing"
    hint = "Verify the ledger: that says what is wrong with the tree."

    def __init__(self, level: int, index: int) -> None:
        super().__init__(f"Tile {index} of level {level} is missing or too short.")
