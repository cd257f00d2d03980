"""What Temporal shows of a run that took a stream's workflow id and doesn't do the stream's work.

Anybody who reaches Temporal can start anything under any id. A run that looks like ours and stands still all the same
is found by what it doesn't record (processes/sweep.py).
"""

from datetime import timedelta

from temporalio.api.enums.v1 import WorkflowExecutionStatus as Status
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionResponse

_OPEN = (Status.WORKFLOW_EXECUTION_STATUS_RUNNING, Status.WORKFLOW_EXECUTION_STATUS_PAUSED)
LONGEST_DELAY = timedelta(minutes=1)
"""Ours begin at once; Temporal itself delays a run by a second if the one before it was short."""

FAILING = 3
"""The attempt at one task from which on the run is replaced: a crash of a worker costs one."""


def is_open(found: DescribeWorkflowExecutionResponse) -> bool:
    """Whether a run hasn't ended."""
    return found.workflow_execution_info.status in _OPEN


def squats(found: DescribeWorkflowExecutionResponse, kind: str, task_queue: str) -> str | None:
    """Why an open run isn't one that our workers carry on; it should be of that type and on that task queue.

    None if it seems to be, or has ended.
    """
    run = found.workflow_execution_info
    if not is_open(found):
        return None
    if run.type.name != kind:
        return f"its type is {run.type.name}"
    if run.task_queue != task_queue:
        return f"its task queue is {run.task_queue}"
    if run.status == Status.WORKFLOW_EXECUTION_STATUS_PAUSED:
        return "it is paused"
    if run.execution_time.ToDatetime() - run.start_time.ToDatetime() > LONGEST_DELAY:
        return "it was to begin later"
    if run.versioning_info.HasField("versioning_override"):
        return "it is pinned to a version of workers"
    if found.pending_workflow_task.attempt >= FAILING:
        return "its tasks fail"
    if any(activity.paused for activity in found.pending_activities):
        return "one of its activities is paused"
    return None
