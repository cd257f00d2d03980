"""The readable trail: one self-contained page of HTML in Indonesian and English, for screen and paper."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain.commands import SYSTEM
from domain.streams import adopter_of
from proof.checkpoint import parse_checkpoint
from proof.visible import visible
from service.auditing import Entry
from texts import LANGUAGES, moment, number, text, title
from texts.events import sentence
from texts.filling import GAP

TRAIL = "trail.html"

Both = tuple[str, str]
"""In Indonesian, in English."""

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=lambda value: visible(value) if type(value) is str else value,  # markup of ours is none
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a trail shows: the events in order, the state that they add up to, and what proves it.

    `places` has the names of regions by their ids, `note` is the checkpoint, `keys` are the log's public keys.
    """

    innovation: str
    entries: Sequence[Entry]
    state: dict[str, Any]
    places: Mapping[str, str]
    closed_at: datetime
    note: str
    keys: Sequence[str]


def trail(facts: Facts) -> bytes:
    """The page, in UTF-8."""
    own = facts.state["innovation"]
    page = _templates.get_template("trail.html.jinja").render(
        said=_said,
        innovation=facts.innovation,
        title=own["content"]["title"] if own["content"] else facts.innovation,
        agency=own["agency"],
        edition=own["edition"],
        stage=_stage(own),
        grade=_grade(own["grade"]),
        decision=_decision(own["decision"]),
        adoptions=[_adoption(adoption, facts.places) for adoption in facts.state["adoptions"].values()],
        checks=[_check(number, check) for number, check in own["checks"].items()],
        events=[_event(number, entry, facts) for number, entry in enumerate(facts.entries, 1)],
        closed_at=_when(facts.closed_at),
        note=facts.note,
        checkpoint=parse_checkpoint(facts.note),
        keys=facts.keys,
    )
    return page.encode()


def _said(code: str, **facts: object) -> Both:
    return text(code, "id", **facts), text(code, "en", **facts)


def _when(at: datetime) -> Both:
    return moment(at, "id"), moment(at, "en")


def _titled(kind: str, key: str | None) -> Both:
    return (title(kind, key, "id"), title(kind, key, "en")) if key else (GAP, GAP)


def _stage(state: dict[str, Any]) -> Both:
    stage = _titled("stage", state["stage"])
    if state["suspended_at"] is None:
        return stage
    return text("standing.suspended", "id", stage=stage[0]), text("standing.suspended", "en", stage=stage[1])


def _grade(grade: str | None) -> Both | None:
    return None if grade is None else (number(Decimal(grade), "id"), number(Decimal(grade), "en"))


def _decision(decision: dict[str, Any] | None) -> Both | None:
    if decision is None:
        return None
    code = "standing.decided" if decision["in_force"] else "standing.unendorsed"
    indonesian, english = _titled("choice", decision["choice"])
    by = decision["by"]
    return text(code, "id", choice=indonesian, person=by), text(code, "en", choice=english, person=by)


def _adoption(adoption: dict[str, Any], places: Mapping[str, str]) -> dict[str, Any]:
    adopter = adoption["adopter"]
    return {
        "region": places.get(adopter["id"], adopter["code"]) if adopter else adoption["id"],
        "status": _titled("status", adoption["status"]),
        "phase": _titled("phase", adoption["phase"]),
    }


def _check(number: str, check: dict[str, Any]) -> dict[str, Any]:
    return {"number": number, "verdict": _titled("verdict", check["verdict"])}


def _event(number: int, entry: Entry, facts: Facts) -> dict[str, Any]:
    stored, event = entry.stored, entry.event
    kind, adopter = stored.stream_id.split("/")[0], adopter_of(stored.stream_id)
    return {
        "number": number,
        "occurred_at": _when(stored.occurred_at),
        "recorded_at": _when(stored.recorded_at),
        "stream": _titled("stream", kind),
        "place": facts.places.get(adopter, adopter),
        "version": stored.version,
        "sentence": [f"{sentence(event, lang, facts.places).rstrip('.')}." for lang in LANGUAGES],
        "actor": None if entry.actor == SYSTEM else entry.actor,
        "role": _titled("role", event.by.role) if event.by else None,
        "reason": event.reason,
        "type": stored.type,
        "schema_version": stored.schema_version,
        "event_id": str(stored.event_id),
        "chain": stored.chain.hex(),
        "data": json.dumps(json.loads(stored.data), ensure_ascii=False, indent=1),
    }
