"""The scene of forgeries: a ledger with innovations in it, and whoever may append there."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import asyncpg

from activities.contract import Envelope
from activities.recording import Origin, Recorder
from activities.refusing import request_digest
from domain.commands import Command
from domain.events import Event
from domain.events import innovation as e
from domain.events.amendments import AmendmentAccepted, AmendmentProposed
from domain.events.refusal import CommandRefused
from domain.streams import AGENCIES, edition_stream, person_stream, refusals_stream
from domain.vocabulary import Role
from ledger.log.chain import sealed_event
from proof import ids
from proof.streams import KEYS
from tests.activities.office import Office
from tests.forging import REASON, Forger, by
from tests.forms import sheet
from tests.furnished import PATIENT, Service, now

EDITION = PATIENT
NOTE = e.NoteMade(text="x")

Reseal = Callable[[Envelope], Envelope]


@dataclass(frozen=True)
class Scene:
    """A furnished ledger, and innovations in it: one that its panel is judging, one that the minister has decided on,
    and one that Bandung is adopting.
    """

    office: Office
    forger: Forger
    signer: Service
    recorder: Recorder
    owner: asyncpg.Connection
    """Of the database, whom nothing stops."""
    judged: str
    decided: str
    adopted: str
    adoption: str
    aspects: tuple[str, ...]

    def sealed(self, person: str, stream: str, name: str, **more: Any) -> tuple[Command, Envelope]:
        """A command of somebody's, received now unless said otherwise."""
        return self.office.sealed(person, stream, name, **{"at": now(), "reason": REASON, **more})

    async def basis(self, person: str, *more: str) -> dict[str, int]:
        """What a decision on that person's command is made on, as it stands."""
        streams = [
            person_stream(person),
            edition_stream(EDITION),
            AGENCIES,
            "reference/regions",
            "reference/calendar",
            KEYS,
        ]
        heads = {stream: await self.forger.ledger.head(stream) for stream in (*streams, *more)}
        return {stream: head.version for stream, head in heads.items() if head}

    async def record(
        self,
        stream: str,
        command: Command,
        envelope: Envelope,
        event: Event,
        *,
        role: Role = Role.OPERATOR,
        by_key: Recorder | None = None,
        **more: Any,
    ) -> None:
        """Record an event under somebody's act, signed with a worker's key."""
        if event.by is None:
            event = event.model_copy(update=by(command.actor, role))
        basis = more.pop("basis", None) or await self.basis(command.actor)
        await self.forger.append(
            stream, Origin.act(envelope), event, command=command, by=by_key or self.recorder, basis=basis, **more
        )

    async def noted(
        self, *, reseal: Reseal = lambda envelope: envelope, event: Event | None = None, **more: Any
    ) -> None:
        """Record something under an operator's act, which asks for a note."""
        asked = {name: more.pop(name) for name in ("signed", "on_version", "at") if name in more}
        command, envelope = self.sealed("operator", self.judged, "note", text="x", **asked)
        await self.record(self.judged, command, reseal(envelope), event or NOTE, **more)

    async def scored(self, *, signed: bool = True, reseal: Reseal = lambda envelope: envelope) -> None:
        """Record a whole sheet under an evaluator's act."""
        given = sheet(self.aspects)
        command, envelope = self.sealed("evaluator-1", self.judged, "score", **given, signed=signed)
        said = e.ScoreSubmitted(
            evaluator="evaluator-1",
            scores=dict.fromkeys(self.aspects, 90),
            total=Decimal(90),
            note=given["note"],
            justifications={each["aspect"]: each["justification"] for each in given["scores"]},
        )
        await self.record(self.judged, command, reseal(envelope), said, role=Role.EVALUATOR)

    async def amended(self) -> AmendmentAccepted:
        """An evaluator amends a sheet; what accepting that leads to."""
        for name, score in (("score", 90), ("amend_score", 80)):
            await self.office.do("evaluator-1", self.judged, name, **sheet(self.aspects, score), at=now())
        proposed, _ = (await self.office.events(self.judged))[-1]
        assert isinstance(proposed, AmendmentProposed)
        return AmendmentAccepted(number=1, proposed_by="evaluator-1", statement=proposed.statement)

    async def accepted(self, event: AmendmentAccepted, *, grant: str | None = None, **more: Any) -> None:
        """Record something under an operator's act, which accepts that amendment."""
        command, envelope = self.sealed("operator", self.judged, "accept_amendment", amendment=1, grant=grant)
        await self.record(self.judged, command, envelope, event, **more)

    async def refused(self, recorder: Recorder, *, code: str = "role_missing", **more: Any) -> None:
        """Record a refusal of a note that the rules don't refuse."""
        head = await self.forger.ledger.head(self.judged)
        assert head is not None
        reseal = more.pop("reseal", lambda envelope: envelope)
        command, envelope = self.sealed("operator", self.judged, "note", text="x", **more)
        envelope = reseal(envelope)
        event = CommandRefused(
            command_type="note", actor="operator", reason=REASON, code=code, stream_version=head.version
        )
        reused = code == "command_id_reused"
        await self.forger.append(
            refusals_stream(self.judged),
            Origin.act(envelope),
            event,
            command=command,
            by=recorder,
            basis=await self.basis("operator"),
            first_id=ids.reuse_id(command.id, request_digest(command)) if reused else ids.refusal_id(command.id),
        )

    def received(self, envelope: Envelope, *signatures: Any, act: bytes | None = None) -> Envelope:
        """The same act with other signatures, or another act, received by the service."""
        text = act or envelope.act.encode()
        return self.signer.key.receives(self.signer.genesis, text, signatures, envelope.receipt.received)

    async def delayed(self, stream: str, time: timedelta) -> datetime:
        """Its owner makes the database believe that a stream's last event was recorded so much later; when."""
        *_, last = before = await self.forger.ledger.read(stream)
        previous = before[-2].chain if len(before) > 1 else bytes(32)
        recorded_at = last.recorded_at + time
        chain = sealed_event(replace(last, recorded_at=recorded_at), previous).chain()
        await self.owner.execute("SET session_replication_role = replica")
        await self.owner.execute(
            "UPDATE jejak.events SET recorded_at = $3, chain = $4 WHERE stream_id = $1 AND version = $2",
            *(stream, last.version, recorded_at, chain),
        )
        await self.owner.execute(
            "UPDATE jejak.streams SET head = $2, recorded_at = $3 WHERE stream_id = $1", stream, chain, recorded_at
        )
        return recorded_at
