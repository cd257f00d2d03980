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
