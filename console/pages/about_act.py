"""What an act is about, as its form has to know it: read once, for whoever is asked."""

from typing import Any

from console.forms.asked import Asked
from console.forms.fields import Options
from console.forms.knowing import KNOWING
from console.pages import annex
from console.pages.seating import SEATING, SHEETS, choices
from console.visit import Visit
from domain.adoption.state import Adoption
from domain.commands import PAYLOADS
from domain.drafts import agencies_administered_by
from domain.innovation.state import Innovation
from domain.model import Pinned
from domain.streams import EDITION
from domain.vocabulary import PROPOSING, Role
from service.dossier import dossier
from service.pinned_editions import pinned_editions


async def about(visit: Visit, name: str, innovation: str, code: str | None, subject: str) -> Asked:
    """What an act is about that is asked of an innovation, or of the adoption of the region with this code.

    Raises Refused: there is no such innovation or region.
    """
    reader = visit.reader
    standing = await reader.standing(innovation)
    state = standing.innovation
    assert state.edition is not None
    editions = await pinned_editions(reader.states, [state.edition])
    adoption = None
    if PAYLOADS[name].scope == "adoption":
        code = code or await reader.officer_region()
        adoption = await reader.states.get(Adoption, await reader.adoption(state.id, code))
    people = await reader.people()
    holders = {role: _holding(people, role) for role in (Role.EVALUATOR, Role.DECISION_MAKER)}
    named = {each for held in holders.values() for each in held} | {seat.evaluator for seat in state.panel}
    named |= {state.decision.by} if state.decision else set()
    named |= {each.by for each in state.statements.amendments.values()}
    return Asked(
        state=state,
        edition=editions[state.edition.sha256],
        lang=visit.lang,
        names=await visit.names(named),
        regions=await reader.regions(),
        holders=holders,
        subject=subject,
        region=code,
        dossier=(await dossier(reader, state.id)).value if name in (*KNOWING, *SHEETS) else None,
        annexable=await annex.annexable(visit, state.id) if name == "record_decree" else (),
        annexed=await _annexed(visit, state) if name == "confirm_decree" else (),
        candidates=await choices(visit, state.id, holders[Role.EVALUATOR]) if name in SEATING else (),
        editions=await _editions(visit, state) if name == "move_edition" else (),
        person=visit.person,
        adoption=adoption,
    )


async def about_proposal(visit: Visit, name: str) -> Asked | None:
    """What a proposal under the edition of that name is about; None if none was published under it."""
    reader = visit.reader
    published = {each["name"]: each for each in await reader.publications(EDITION)}
    if name not in published:
        return None
    pin = Pinned(name=name, sha256=published[name]["sha256"])
    editions = await pinned_editions(reader.states, [pin])
    register = await reader.agencies()
    held = {grant.agency for role in PROPOSING for grant in reader.who.grants_of(role, reader.at)}
    held |= set(agencies_administered_by(reader.who, register, reader.at))
    return Asked(
        state=Innovation(""),
        edition=editions[pin.sha256],
        lang=visit.lang,
        names=await visit.names(),
        regions=await reader.regions(),
        holders={},
        agencies=tuple(sorted(held)),
    )


async def _editions(visit: Visit, state: Innovation) -> Options:
    """The editions as published last, but the one that it follows, as they are called."""
    now = state.edition.sha256 if state.edition else ""
    others = {each["name"] for each in await visit.reader.publications(EDITION) if each["sha256"] != now}
    return tuple((name, called) for name, called in (await visit.editions()).items() if name in others)


async def _annexed(visit: Visit, state: Innovation) -> tuple[str, ...]:
    """What the other innovations are called that the recorded decree's annex lists."""
    recorded = state.decision.decree if state.decision else None
    others = [each for each in recorded.decree.annex if each != state.id] if recorded else []
    titles = await visit.reader.titles(others)
    return tuple(titles[each] for each in others if each in titles)


def _holding(people: list[dict[str, Any]], role: Role) -> tuple[str, ...]:
    """Who holds a role, as the list of people has it, and whose it hasn't ended."""
    return tuple(
        each["id"]
        for each in people
        if any(held["role"] == role and not held["valid_until"] for held in each["grants"])
    )
