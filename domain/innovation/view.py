"""What lists show of an innovation: a row for it, one per task that waits for somebody, and one for searching."""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.day_labels import of_day
from domain.innovation.state import Innovation
from domain.periods import JAKARTA
from domain.rows import SHOWN, Prompt, ViewRow, amendment_tasks, counted, iso, label, prompt_row, search_row, task
from domain.vocabulary import SHOWN_TO_ALL, Role, Stage
from domain.waits import OpenWait, WaitKind

PROPOSED = "proposed"
"""The name of the labels that say on which day it was proposed."""


def view(state: Innovation) -> list[ViewRow]:
    """One row for the innovation, then one per task that waits for somebody, then what it is searched by."""
    assert state.content is not None
    assert state.edition is not None
    suspended = state.suspended_at is not None
    due_at = None if suspended else min((w.wait.due_at for w in state.waits.values()), default=None)
    awaiting = () if suspended else state.awaiting()
    body: dict[str, Any] = {
        "id": state.id,
        "title": state.content.title,
        "stage": state.stage,
        "agency": state.agency,
        "region": state.origin.code if state.origin else None,
        "edition": state.edition.name,
        "round": state.round,
        "suspended": suspended,
        "due_at": iso(due_at),
        "wake_at": iso(state.wake_at),
        "awaiting": list(awaiting),
        "discontinuation_proposed": state.discontinuation_proposed,
        "took": {stage: spent.days for stage, spent in state.spent.items() if stage is not state.stage},
    }
    narrowing = ("stage", "agency", "region", "edition")
    narrowed_by = {label(name, body[name]) for name in narrowing if body[name] is not None}
    narrowed_by |= {label("awaiting", role) for role in awaiting}
    narrowed_by |= set(map(of_region, state.taking_part))
    narrowed_by.add(of_graded(state.grade is not None))
    if state.proposed_at is not None:
        narrowed_by |= of_day(PROPOSED, state.proposed_at.astimezone(JAKARTA).date())
    if state.stage in SHOWN_TO_ALL:
        narrowed_by |= {SHOWN, of_province(state.origin.code)} if state.origin else {SHOWN}
    if state.stage is Stage.EVALUATION:
        narrowed_by |= {of_seat(seat.evaluator) for seat in state.panel if not seat.conflicted}
    summary = ViewRow(
        "innovation",
        "",
        body,
        name=state.content.title.casefold(),
        due_at=due_at,
        wake_at=state.wake_at,
        labels=frozenset({*narrowed_by, *_overviews(state, body["took"])}),
    )
    return [summary, *_tasks(state), search_row(state.content.title, state.content.summary, state.agency)]


def of_seat(evaluator: str) -> str:
    """The label of an innovation on whose panel, which scores now, somebody has a seat."""
    return label("seat", evaluator)


def of_region(region: str) -> str:
    """The label of an innovation that is from, or was tried or adopted in, a region, by its opaque id."""
    return label("taking_part", region)


def of_province(code: str) -> str:
    """The label of an innovation that everybody may see, from the province in which the region of that code lies."""
    return label("shown", code[:2])


def of_graded(graded: bool) -> str:
    """The label of an innovation that has, or hasn't, a grade. Which one isn't open to all, and so is no label."""
    return label("graded", "yes" if graded else "no")


def _overviews(state: Innovation, took: Mapping[Stage, int]) -> Iterator[str]:
    """Where overviews count it: its stage within its edition, whether that is overdue, how many days each stage took
    that it has left for good, and where it is or was tried.
    """
    assert state.edition is not None
    edition = state.edition.name
    yield counted("stage", edition, state.stage)
    if state.suspended_at is None and any(each.fallen_due for each in state.waits.values()):
        yield counted("overdue", edition, state.stage)
    for stage, days in took.items():
        yield counted("took", edition, stage, days)
    for region, pilot in state.pilots.items():
        if not pilot.aborted:
            yield counted("pilot", region)


def _tasks(state: Innovation) -> list[ViewRow]:
    """What waits for somebody; while suspended, only what may be done then."""
    assert state.content is not None
    about = {"innovation": state.id, "title": state.content.title, "agency": state.agency}
    tasks = []
    suspended = state.suspended_at is not None
    for open_wait in state.waits.values():
        if open_wait.wait.awaits is None or suspended:
            continue
        region = open_wait.wait.subject if open_wait.wait.kind is WaitKind.MEASUREMENT else None
        for person in _people(state, open_wait):
            tasks.append(task(open_wait, about | {"person": person, "region": region}))
    if state.stage is Stage.PILOT and state.all_reported and not suspended:
        end = state.waits_for(WaitKind.PILOTS_END)
        tasks.append(prompt_row(Prompt.PILOTS_CLOSING, Role.OPERATOR, about, due_at=end.wait.due_at if end else None))
    if not suspended:
        tasks += amendment_tasks(state.statements.amendments, about)
    if state.discontinuation_proposed and not suspended:
        tasks.append(prompt_row(Prompt.DISCONTINUATION, Role.DECISION_MAKER, about))
    if state.revocation_proposed_by is not None:
        tasks.append(prompt_row(Prompt.REVOCATION, Role.DECISION_MAKER, about))
    return tasks


def _people(state: Innovation, open_wait: OpenWait) -> list[str | None]:
    """Seats that haven't scored have a task each; any other task is the role's."""
    if open_wait.wait.kind is not WaitKind.SCORING:
        return [None]
    return [seat.evaluator for seat in state.panel if seat.total is None and not seat.conflicted]
