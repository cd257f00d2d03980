"""The page itself, from its templates."""

from base64 import b64encode
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bundle.trail.adoptions import adoptions, reports, waves
from bundle.trail.amendments import amendments
from bundle.trail.checks import checks
from bundle.trail.clarifications import clarifications
from bundle.trail.decision import decisions
from bundle.trail.evaluation import panels
from bundle.trail.evidence import evidence
from bundle.trail.facts import Facts
from bundle.trail.happenings import happening
from bundle.trail.pilots import trials
from bundle.trail.proposal import pins, versions
from bundle.trail.record import record
from bundle.trail.words import Both, both, called, figure, utc, when
from domain.events import innovation as e
from proof.visible import visible

TRAIL = "trail.html"

HERE = Path(__file__).parent
STYLE = (HERE / "style.css").read_text()
STYLE_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()
"""The page's policy lets a browser apply this style and nothing else."""

_templates = Environment(
    loader=FileSystemLoader(HERE),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=lambda value: visible(value) if type(value) is str else value,  # markup of ours is none
)
_templates.globals["said"] = both
_templates.globals["style"] = Markup(STYLE)  # noqa: S704 - our own
_templates.globals["style_hash"] = STYLE_HASH


def trail(facts: Facts) -> bytes:
    """The page, in UTF-8."""
    entries, names, own = facts.entries, facts.names, facts.state["innovation"]
    attached = [each for each in entries if isinstance(each.event, e.EvidenceAttached | e.InstrumentAdded | e.NoteMade)]
    page = _templates.get_template("page.html.jinja").render(
        innovation=facts.innovation,
        title=own["content"]["title"] if own["content"] else facts.innovation,
        agency=names.agency(own["agency"]),
        region=names.regions.get(own["origin"]["id"], own["origin"]["code"]) if own["origin"] else None,
        edition=own["edition"],
        stage=_stage(own),
        grade=None if own["grade"] is None else figure(Decimal(own["grade"])),
        decision=_decision(own["decision"]),
        closed_at=when(facts.closed_at),
        closed_utc=utc(facts.closed_at),
        versions=versions(entries, facts.editions),
        editions=pins(entries),
        trials=trials(entries, names),
        panels=panels(entries, names, facts.editions),
        clarifications=clarifications(entries, names),
        decisions=decisions(entries, names),
        waves=waves(entries, names),
        adoptions=adoptions(facts),
        reports=reports(facts),
        checks=checks(entries, names),
        amendments=amendments(entries, names),
        reasons=[happening(each, names) for each in entries if each.event.reason],
        attached=[happening(each, names) for each in attached],
        record=record(entries, names),
        evidence=evidence(facts),
        note=facts.note,
        keys="\n".join(facts.keys),
    )
    return page.encode()


def _stage(state: dict[str, Any]) -> Both:
    stage = called("stage", state["stage"])
    if state["suspended_at"] is None:
        return stage
    return tuple(both("standing.suspended", stage=each)[place] for place, each in enumerate(stage))


def _decision(decision: dict[str, Any] | None) -> Both | None:
    if decision is None:
        return None
    choice, facts = called("choice", decision["choice"]), {"person": decision["by"]}
    code = "standing.undetermined" if decision["adopters"] else "standing.decided"
    if decision["determined_by"] is not None:
        on = date.fromisoformat(decision["determined_on"])
        code = "standing.determined"
        facts = {"person": decision["determined_by"], "instrument": decision["instrument"], "on": on}
    return tuple(both(code, choice=each, **facts)[place] for place, each in enumerate(choice))
