"""The readable trail: one page of HTML in Indonesian and English that needs nothing else, on screen and on paper."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain.commands import SYSTEM
from domain.streams import ADOPTION, INNOVATION, REFUSALS
from proof.checkpoint import parse_checkpoint
from service.auditing import Entry
from texts import LANGUAGES, moment, title
from texts.events import sentence

TRAIL = "trail.html"

Both = tuple[str, str]
"""In Indonesian, in English."""

STREAMS: dict[str, Both] = {
    INNOVATION: ("Inovasi", "Innovation"),
    ADOPTION: ("Replikasi", "Adoption"),
    REFUSALS: ("Penolakan", "Refusals"),
}

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a trail tells: the events in their order, what they come to, and by what that is proved.

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
        innovation=facts.innovation,
        title=own["content"]["title"] if own["content"] else facts.innovation,
        agency=own["agency"],
        edition=own["edition"],
        stage=_both("stage", own["stage"]),
        suspended=own["suspended_at"] is not None,
        grade=own["grade"],
        decision=_decision(own["decision"]),
        adoptions=[_adoption(adoption, facts.places) for adoption in facts.state["adoptions"].values()],
        checks=[_check(number, check) for number, check in own["checks"].items()],
        events=[_event(number, entry, facts) for number, entry in enumerate(facts.entries, 1)],
        closed_at=when(facts.closed_at),
        note=facts.note,
        checkpoint=parse_checkpoint(facts.note),
        keys=facts.keys,
    )
    return page.encode()


def when(at: datetime) -> Both:
    """An instant, in Jakarta's time."""
    return moment(at, "id"), moment(at, "en")


def _both(kind: str, key: str | None) -> Both:
    return (title(kind, key, "id"), title(kind, key, "en")) if key else ("–", "–")


def _decision(decision: dict[str, Any] | None) -> dict[str, Any] | None:
    if decision is None:
        return None
    return {"choice": _both("choice", decision["choice"]), "by": decision["by"], "in_force": decision["in_force"]}


def _adoption(adoption: dict[str, Any], places: Mapping[str, str]) -> dict[str, Any]:
    adopter = adoption["adopter"]
    return {
        "region": places.get(adopter["id"], adopter["code"]) if adopter else adoption["id"],
        "status": _both("status", adoption["status"]),
        "phase": _both("phase", adoption["phase"]),
    }


def _check(number: str, check: dict[str, Any]) -> dict[str, Any]:
    return {"number": number, "verdict": _both("verdict", check["verdict"])}


def _event(number: int, entry: Entry, facts: Facts) -> dict[str, Any]:
    stored, event = entry.stored, entry.event
    kind, _, rest = stored.stream_id.partition("/")
    adopter = rest.removeprefix(facts.innovation).strip("/")
    return {
        "number": number,
        "occurred_at": when(stored.occurred_at),
        "recorded_at": when(stored.recorded_at),
        "stream": STREAMS.get(kind, (kind, kind)),
        "place": facts.places.get(adopter, adopter),
        "version": stored.version,
        "sentence": [f"{sentence(event, lang, facts.places).rstrip('.')}." for lang in LANGUAGES],
        "actor": None if entry.actor == SYSTEM else entry.actor,
        "role": _both("role", event.by.role) if event.by else None,
        "reason": event.reason,
        "type": stored.type,
        "schema_version": stored.schema_version,
        "event_id": str(stored.event_id),
        "chain": stored.chain.hex(),
        "data": json.dumps(json.loads(stored.data), ensure_ascii=False, indent=1),
    }
