"""Sets right what a dump doesn't carry into a cluster without our roles: owners, rights, and that triggers fire.

Whatever else differs from the release stays as it is, and is for `jejak verify` to say.
"""

import re

import asyncpg

from ledger.db.schema import describe, released

OTHERS = re.compile(r"(ALTER .*) OWNER TO .*;")
NOT_FIRING = re.compile(r"(ALTER TABLE .*) (?:DISABLE|ENABLE REPLICA|ENABLE ALWAYS) (TRIGGER .*;)")
GRANTED = re.compile(r"GRANT (.* ON .*) TO (.*?)(?: WITH GRANT OPTION)?;")


async def take_over(connection: asyncpg.Connection) -> list[str]:
    """Gives everything to jejak_owner and has every trigger fire, as the login; returns the statements that did.

    What the release doesn't know stays whose it is. Raises InsufficientPrivilegeError unless the login is a superuser,
    or a member of both owners.
    """
    if await connection.fetchval("SELECT to_regnamespace('jejak')") is None:
        return []
    schema = await describe(connection)
    found = [each for place in schema if place in released() for each in schema[place]]
    owned = [f"{other[1]} OWNER TO jejak_owner;" for each in found if (other := OTHERS.fullmatch(each))]
    firing = [f"{trigger[1]} ENABLE {trigger[2]}" for each in found if (trigger := NOT_FIRING.fullmatch(each))]
    return await _done(connection, [*owned, *firing])


async def grant_as_released(connection: asyncpg.Connection) -> list[str]:
    """Grants what the release grants and takes everything else back, as jejak_owner; returns the statements that did.

    Rights on what the release doesn't know stay.
    """
    found, mending = await describe(connection), list[str]()
    for place, wanted in released().items():
        granted = [each for each in found.get(place, []) if each not in wanted]
        mending += [
            f"REVOKE {grant[1]} FROM {grant[2]} CASCADE;" for each in granted if (grant := GRANTED.fullmatch(each))
        ]
        if place in found:
            mending += [each for each in wanted if GRANTED.fullmatch(each) and each not in found[place]]
    return await _done(connection, mending)


async def _done(connection: asyncpg.Connection, statements: list[str]) -> list[str]:
    for statement in statements:
        await connection.execute(statement)
    return statements
