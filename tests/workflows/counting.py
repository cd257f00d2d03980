"""How many events Temporal keeps of a life: per command that stays in its stage, and per run."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent

PER_COMMAND, PER_REARMING_COMMAND, PER_RUN = 7, 9, 15
"""The most that Temporal is meant to keep."""

CLOSING = (
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
)
COMMAND = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED
ANSWER = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED
SCHEDULED = EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED
TASK = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
GIVEN_UP = (EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT, EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED)
SIGNAL = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED
WAKE_UP = EventType.EVENT_TYPE_TIMER_FIRED
ARMED = EventType.EVENT_TYPE_TIMER_STARTED
DISARMED = EventType.EVENT_TYPE_TIMER_CANCELED
LOCAL_ACTIVITY = EventType.EVENT_TYPE_MARKER_RECORDED
ACTIVITY = EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
ACTIVITY_STARTED = EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED
ACTIVITY_DONE = EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED


@dataclass
class Count:
    """Events of one or more runs."""

    total: int = 0
    staying: list[int] = field(default_factory=list)
    """Of each command that left the innovation in its stage and had a workflow task of its own: all that task's."""
    rearming: list[int] = field(default_factory=list)
    """The same of each such command that also moved the next wake-up."""
    runs: list[int] = field(default_factory=list)
    """Of each run: its beginning, seeing to adoptions included, and its end, without what was handled meanwhile."""


def count(histories: Sequence[Sequence[HistoryEvent]]) -> Count:
    """Count the events of runs, each from its first event to its last."""
    result = Count()
    for history in histories:
        result.total += len(history)
        opening, *others = _by_task([event.event_type for event in _without_what_was_given_up(history)])
        result.runs.append(_opening(opening, others) + _closing(others))
        for task in filter(_is_a_command_that_stays, others):
            (result.rearming if ARMED in task or DISARMED in task else result.staying).append(len(task))
    return result


def _opening(opening: list[int], others: list[list[int]]) -> int:
    """The first task's events without a command's message, marker, search attributes and answer; its activity's."""
    alone = opening
    if COMMAND in opening:
        alone = opening[: opening.index(COMMAND)] + opening[opening.index(ANSWER) + 1 :]
    if ACTIVITY not in alone:
        return len(alone)
    done = next(task for task in others if ACTIVITY_DONE in task)
    return len(alone) + (2 if _handles(done) else len(done))


def _closing(others: list[list[int]]) -> int:
    """The end itself and the timer that it disarms; what led to it is some message's."""
    return sum(task.count(DISARMED) + 1 for task in others if any(end in task for end in CLOSING))


def _handles(task: list[int]) -> bool:
    return any(message in task for message in (COMMAND, SIGNAL, WAKE_UP, LOCAL_ACTIVITY))


def _is_a_command_that_stays(task: list[int]) -> bool:
    shared = any(other in task for other in (SIGNAL, WAKE_UP, ACTIVITY_DONE, ACTIVITY, *CLOSING))
    # Two local activities: something fell due before the task was over.
    return task.count(COMMAND) == task.count(LOCAL_ACTIVITY) == 1 and not shared


def _without_what_was_given_up(history: Sequence[HistoryEvent]) -> list[HistoryEvent]:
    """A history without the attempts at a workflow task that Temporal made again, as it does on a busy machine."""
    given_up: set[int] = set()
    for event in history:
        if event.event_type in GIVEN_UP:
            attempt = getattr(event, event.WhichOneof("attributes") or "")
            given_up |= {attempt.scheduled_event_id, attempt.started_event_id, event.event_id}
    return [event for event in history if event.event_id not in given_up]


def _by_task(types: list[int]) -> list[list[int]]:
    """A history cut before what set off each workflow task but the first: a message, a timer, an activity's end.

    More of these may come while the task waits to be started.
    """
    ends = [at for at, each in enumerate(types) if each == TASK][1:]
    cuts = []
    for end in ends:
        start = end - 1  # started, completed
        while types[start - 1] in _SETTING_OFF:
            start -= 1
        cuts.append(start)
    return [types[start:end] for start, end in zip([0, *cuts], [*cuts, len(types)], strict=True)]


_SETTING_OFF = (SIGNAL, WAKE_UP, ACTIVITY_STARTED, ACTIVITY_DONE, SCHEDULED)
