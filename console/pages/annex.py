"""A decree about several innovations: the same document is recorded, and confirmed, for each that its annex lists."""

from dataclasses import replace
from typing import Any
from uuid import uuid5

from console import problems
from console.visit import Visit
from domain.commands.innovation import RecordDecree
from domain.innovation.decider import may
from domain.innovation.state import Innovation
from domain.streams import innovation_stream
from proof.errors import JejakError
from service.annexes import undetermined
from service.commanding import RefusedCommand, Request, ask

Listed = tuple[tuple[str, str], ...]
"""Innovations, each with its title and whose it is."""


async def annexable(visit: Visit, own: str) -> Listed:
    """The other innovations for which the reader may record a decree now."""
    reader = visit.reader
    titles = await undetermined(reader)
    titles.pop(own, None)
    basis = await reader.states.basis(map(innovation_stream, titles))
    agencies, names = await reader.agencies(), await visit.names()
    found = []
    for innovation, title in titles.items():
        state = basis.state(Innovation, innovation_stream(innovation))
        if may(reader.who, RecordDecree, state, agencies, reader.at) is None:
            found.append((innovation, f"{title} – {names.agency(state.agency)}"))
    return tuple(found)


async def for_the_others(
    visit: Visit, act: str, payload: dict[str, Any], request: Request, others: tuple[str, ...]
) -> list[dict[str, Any]]:
    """The same asked of each other innovation in the annex, and what came of it: each by a command of its own, so that
    doing it again does it once. What the rules refuse for one leaves the others as they are.
    """
    titles, found = await visit.reader.titles(others), list[dict[str, Any]]()
    for other in others:
        assert request.command_id is not None
        own = replace(request, command_id=uuid5(request.command_id, other), on_version=None)
        problem = None
        try:
            outcome = await ask(visit.connections, innovation_stream(other), act, payload, own)
            if isinstance(outcome, RefusedCommand):
                problem = await problems.refused(visit, outcome.refusal)
        except JejakError as error:
            problem = await problems.of(visit, error)
        found.append({"id": other, "title": titles.get(other, other), "problem": problem})
    return found
