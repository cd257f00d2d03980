"""Everything the ledger refuses. Where one error has several reasons, the fact `reason` says which."""

from proof.errors import JejakError, Kind


class LedgerError(JejakError):
    """Base of the ledger's own errors."""

    kind = Kind.REFUSED


class Alarm(LedgerError):
    """The ledger, or what was signed of it, isn't as it is when it is intact."""

    kind = Kind.UNPROVED


class BadAppend(LedgerError):
    """The request could never be recorded, whatever the ledger holds: a fault of the program that asked."""

    code = "bad_append"


class WrongVersion(LedgerError):
    """The stream isn't at the expected version (or head); `found` is its version."""

    code = "wrong_version"

    def __init__(self, stream_id: str, expected: int, found: int) -> None:
        super().__init__(stream=stream_id, expected=expected, found=found)
        self.stream_id = stream_id
        self.expected = expected
        self.found = found


class TooLate(LedgerError):
    """The latest instant at which something may be recorded has passed."""

    code = "too_late"


class IdReused(LedgerError):
    """An event id is already in the stream with other content, or among other events."""

    code = "id_reused"

    def __init__(self, stream_id: str) -> None:
        super().__init__(stream=stream_id)
        self.stream_id = stream_id


class WrongCorrelation(LedgerError):
    """The stream has belonged to another correlation since its first append."""

    code = "wrong_correlation"

    def __init__(self, stream_id: str, given: str) -> None:
        super().__init__(stream=stream_id, given=given)
        self.stream_id = stream_id


class EarlierSchema(LedgerError):
    """The database was made by a version from before the first release, or by one whose baseline was edited."""

    code = "earlier_schema"


class MigrationEdited(LedgerError):
    """A migration that this database already has was changed afterwards."""

    code = "migration_edited"


class MigrationUnknown(LedgerError):
    """The database has a migration that this code doesn't, or has them in another order."""

    code = "migration_unknown"


class MigrationNotAllowed(LedgerError):
    """The login may not create the roles or the schema, or may not become jejak_owner; `detail` is PostgreSQL's."""

    code = "migration_not_allowed"


class BadCheckpointKey(LedgerError):
    """A key of checkpoints is missing, unreadable, of another kind, or open to others."""

    code = "bad_checkpoint_key"
    kind = Kind.MISUSED


class CheckpointInconsistent(Alarm):
    """The log doesn't continue the last checkpoint that was kept outside, of `signed` leaves; nothing was signed."""

    code = "checkpoint_inconsistent"


class FalseClosing(Alarm):
    """A closing that the next checkpoint would cover doesn't say what the log says; nothing was signed."""

    code = "false_closing"


class LeaseLost(LedgerError):
    """Another sealer has taken over from this one, which didn't keep its lease in time."""

    code = "lease_lost"


class OutsideLost(Alarm):
    """Checkpoints were signed, and put outside, that aren't there any more; nothing was signed."""

    code = "outside_lost"


class NotAttested(LedgerError):
    """A time stamping authority or a witness didn't attest a checkpoint. It is signed and kept; the next is sent."""

    code = "not_attested"


class NotSealed(LedgerError):
    """What should be proved isn't in a signed checkpoint, or a closing, yet."""

    code = "not_sealed"
    kind = Kind.UNAVAILABLE


class NoSuchEvent(Alarm):
    """The ledger has no such event, or another one in its place."""

    code = "no_such_event"


class StreamBroken(Alarm):
    """A stream's stored hashes or its head aren't those of its events (`layer` says which); nothing was signed."""

    code = "stream_broken"


class LogBroken(Alarm):
    """A leaf or a closing of the log isn't there, or isn't what it must be."""

    code = "log_broken"


class TileMissing(Alarm):
    """A tile of the Merkle tree isn't there or too short, so a root or a proof can't be had from it."""

    code = "tile_missing"
