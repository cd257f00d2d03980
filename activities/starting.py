"""Starting workflows: the workflow of a stream has the stream's name for an id, and nothing else keeps that id."""

import logging
from datetime import timedelta
from typing import Any, TypedDict

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionRequest
from temporalio.client import Client
from temporalio.common import RawValue, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from activities import contract
from activities.squatting import is_open, squats
from domain.streams import ADOPTION, INNOVATION

log = logging.getLogger(__name__)

WORKFLOWS = {INNOVATION: contract.INNOVATION_WORKFLOW, ADOPTION: contract.ADOPTION_WORKFLOW}
"""The workflows of the kinds of streams that time changes."""

LOOK_TIMEOUT = timedelta(seconds=2)
SIGNALS = (contract.SUBMIT, contract.INNOVATION_MOVED, contract.ADOPTION_MOVED)


class StartOptions(TypedDict):
    """The options that start a stream's workflow: a running one is left as it is, one that has ended begins anew."""

    id: str
    task_queue: str
    id_conflict_policy: WorkflowIDConflictPolicy
    id_reuse_policy: WorkflowIDReusePolicy


def workflow_of(stream: str) -> str:
    """The name of the type of a stream's workflow."""
    return WORKFLOWS.get(stream.split("/")[0], contract.ADMINISTRATION_WORKFLOW)


def start_options(stream: str, task_queue: str) -> StartOptions:
    """The options that start the workflow of a stream."""
    return StartOptions(
        id=stream,
        task_queue=task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
    )


async def start(client: Client, stream: str, task_queue: str, signal: str | None = None, *args: Any) -> None:
    """Start the workflow of a stream unless it runs, and signal it if `signal` is given; replace what has its id.

    Raises:
        RPCError: Temporal can't be reached, or refused the request.
    """
    await _start(client, stream, task_queue, signal, *args)
    await make_way(client, stream, task_queue)


async def make_way(client: Client, stream: str, task_queue: str, *, stands_still: bool = False) -> None:
    """Replace a run that has the id of a stream's workflow and isn't one that our workers carry on.

    One that is known to stand still is replaced though it looks like ours.

    Raises:
        RPCError: Temporal can't be reached, or refused the request.
    """
    found = await client.workflow_service.describe_workflow_execution(
        DescribeWorkflowExecutionRequest(namespace=client.namespace, execution=WorkflowExecution(workflow_id=stream)),
        timeout=LOOK_TIMEOUT,
    )
    reason = squats(found, workflow_of(stream), task_queue)
    if reason is None and stands_still and is_open(found):
        reason = "it stands still"
    if reason is not None:
        await _replace(client, stream, found.workflow_execution_info.execution.run_id, task_queue, reason)


async def _replace(client: Client, stream: str, run_id: str, task_queue: str, reason: str) -> None:
    """Terminate a run, start the workflow of the stream, and pass on the signals that the run had.

    What it had done already is only asked again: the ledger knows commands by their ids. Updates are sent again by
    whoever waits for their answer.
    """
    log.warning("run %s of %s is replaced: %s", run_id, stream, reason)
    run = client.get_workflow_handle(stream, run_id=run_id)
    try:
        await run.terminate(f"replaced: {reason}")
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:  # it has ended meanwhile
            raise
    await _start(client, stream, task_queue)
    async for event in run.fetch_history_events():
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
            signalled = event.workflow_execution_signaled_event_attributes
            if signalled.signal_name in SIGNALS:
                parts = [RawValue(part) for part in signalled.input.payloads]
                await _start(client, stream, task_queue, signalled.signal_name, *parts)


async def _start(client: Client, stream: str, task_queue: str, signal: str | None = None, *args: Any) -> None:
    await client.start_workflow(
        workflow_of(stream), stream, start_signal=signal, start_signal_args=args, **start_options(stream, task_queue)
    )
