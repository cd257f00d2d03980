"""How many events Temporal keeps of a life: per command that stays in its stage, and per run."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent

CLOSING = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
}
COMMAND = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED
ANSWER = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED
TASK = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED


@dataclass
class Count:
    """Events of one or more runs."""

    total: int = 0
    staying: list[int] = field(default_factory=list)
    """Of each command that left the innovation in its stage: its workflow task, and all that came of it."""
    runs: list[int] = field(default_factory=list)
    """Of each run: what its beginning and its end took, without the command that ended it."""


def count(histories: Sequence[Sequence[HistoryEvent]]) -> Count:
    """Count the events of runs, each from its first event to its last."""
    result = Count()
    for history in histories:
        result.total += len(history)
        tasks = _by_task([event.event_type for event in history])
        opening, *between = tasks
        run = len(_without_command(opening))
        for task in between:
            ends = CLOSING & set(task)
            if ends:
                run += len(_without_command(task)) - 3 * (COMMAND in task)
            elif task.count(COMMAND) == 1:
                result.staying.append(len(task))
        result.runs.append(run)
    return result


def _by_task(types: list[int]) -> list[list[int]]:
    """A history cut before what set off each workflow task but the first: a message, a timer, an activity's end."""
    ends = [at for at, each in enumerate(types) if each == TASK][1:]
    cuts = []
    for end in ends:
        start = end - 2  # scheduled, started, completed
        while types[start - 1] in _SETTING_OFF:
            start -= 1
        cuts.append(start)
    return [types[start:end] for start, end in zip([0, *cuts], [*cuts, len(types)], strict=True)]


_SETTING_OFF = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
    EventType.EVENT_TYPE_TIMER_FIRED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
}


def _without_command(task: list[int]) -> list[int]:
    """What is left of a task without a command's message, marker, search attributes, and answer."""
    if COMMAND not in task:
        return task
    return task[: task.index(COMMAND)] + task[task.index(ANSWER) + 1 :]
