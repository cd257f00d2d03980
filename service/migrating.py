"""Migrating: the database as this release wants it."""

from ledger.db.migrate import Migrated
from ledger.db.migrate import migrate as migrated
from wiring.settings import Settings


async def migrate(settings: Settings) -> Migrated:
    """Bring the database to this release's schema; what it lacked, and what was set right.

    Raises:
        SettingsError: the settings lead to no database.
        OSError, asyncpg errors, LedgerError: it can't be reached or migrated.
    """
    return await migrated(settings.dsn())
