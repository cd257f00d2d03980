"""Who is known at an identity provider as whom of the ledger, and who asks to be, kept beside the ledger."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from ledger.db.queries import query


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody at an identity provider who is a person here."""

    issuer: str
    subject: str
    person: str
    bound_at: datetime
    bound_by: str


@dataclass(frozen=True, slots=True)
class AccountRequest:
    """Somebody at an identity provider who asks to be a person here; they are called so there."""

    request_id: UUID
    issuer: str
    subject: str
    name: str
    email: str
    asked_at: datetime


async def find(pool: asyncpg.Pool, issuer: str, subject: str) -> str | None:
    """Who somebody at an identity provider is here."""
    person: str | None = await pool.fetchval(query("account_of"), issuer, subject)
    return person


async def ask(
    pool: asyncpg.Pool, request_id: UUID, issuer: str, subject: str, name: str, email: str, lasts: timedelta
) -> None:
    """Ask for an account. Who asks again only tells what they are called now."""
    await pool.execute(query("account_ask"), request_id, issuer, subject, name, email, lasts)


async def requests(pool: asyncpg.Pool, lasts: timedelta) -> list[AccountRequest]:
    """The requests that wait and haven't expired, the first one first."""
    return [AccountRequest(**record) for record in await pool.fetch(query("account_requests_since"), lasts)]


async def accept(pool: asyncpg.Pool, request_id: UUID, person: str, by: str) -> bool:
    """Bind who asked to a person; whether the request was still there. Raises UniqueViolationError: the person has an
    account.
    """
    return bool(await pool.fetchval(query("account_accept"), request_id, person, by))


async def decline(pool: asyncpg.Pool, request_id: UUID, by: str) -> bool:
    """Decline a request; whether it was still there."""
    return bool(await pool.fetchval(query("account_decline"), request_id, by))


async def end(pool: asyncpg.Pool, person: str, by: str) -> bool:
    """End a person's account, with all their sessions and tokens; whether they had one."""
    return bool(await pool.fetchval(query("account_end"), person, by))


async def every(pool: asyncpg.Pool) -> list[Account]:
    """Every account, by the person."""
    return [Account(**record) for record in await pool.fetch(query("accounts_all"))]
