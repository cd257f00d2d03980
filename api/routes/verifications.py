"""Verifications of the ledger by the servers themselves: begun, and watched. Their outcome is the servers' own word."""

import json
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field, JsonValue

from api.caller import Reading
from api.problems import Problem, of_error
from domain.keys import Hash
from domain.model import Input
from service.proving import kept_checkpoint
from service.roles import require_auditor
from service.verification_runs import Run, runs_of
from wiring.errors import NotPossible

router = APIRouter(prefix="/verifications", tags=["verifications"])


class Wanted(Input):
    """What to verify."""

    innovation: UUID | None = None
    """Null: the whole ledger."""
    since: Annotated[str, Field(max_length=10_000)] | None = None
    """A signed checkpoint that the caller kept: only what came after it is looked at."""
    genesis: Hash | None = None
    """What the caller knows the ledger by."""
    without_outside: bool = False


class Verification(BaseModel):
    """A verification, as far as it is."""

    id: UUID
    by: str
    innovation: UUID | None
    began_at: datetime
    ended_at: datetime | None
    """Null: it is under way."""
    phase: str
    """`hashes`, then `events`; empty before."""
    done: int
    total: int
    found: dict[str, JsonValue] | None
    """What `jejak verify --json` prints."""
    failed: Problem | None
    """What kept it from an answer."""


@router.post("", response_model=Verification, status_code=202)
async def begin_verification(caller: Reading, wanted: Wanted) -> Response:
    """Have an innovation, or the whole ledger, verified by the servers themselves; one at a time, for auditors."""
    require_auditor(caller.reader)
    run = runs_of(caller.connections).begin(
        caller.person,
        str(wanted.innovation) if wanted.innovation else None,
        since=kept_checkpoint(caller.connections, wanted.since) if wanted.since is not None else None,
        genesis=wanted.genesis,
        without_outside=wanted.without_outside,
    )
    return JSONResponse(_json(caller, run), 202)


@router.get("/{id}", response_model=Verification)
async def watch_verification(caller: Reading, id: Annotated[UUID, Path()]) -> Response:
    """How far a verification is, or what it found; those of late are kept until the servers are started again."""
    require_auditor(caller.reader)
    if (run := runs_of(caller.connections).named(str(id))) is None:
        raise NotPossible("unknown_verification", id=str(id))
    return JSONResponse(_json(caller, run))


def _json(caller: Reading, run: Run) -> dict[str, Any]:
    return {
        "id": run.id,
        "by": run.by,
        "innovation": run.innovation,
        "began_at": run.began_at.isoformat(),
        "ended_at": run.ended_at.isoformat() if run.ended_at else None,
        "phase": run.phase,
        "done": run.done,
        "total": run.total,
        "found": run.found.as_json() if run.found else None,
        "failed": json.loads(bytes(of_error(run.failed, caller.lang).body)) if run.failed else None,
    }
