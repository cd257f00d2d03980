"""Starting: every stream's workflow has the stream's name for an id, and is started where it doesn't run."""

from typing import Any, TypedDict

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from activities import contract
from domain.streams import ADOPTION, INNOVATION

WORKFLOWS = {INNOVATION: contract.INNOVATION_WORKFLOW, ADOPTION: contract.ADOPTION_WORKFLOW}
"""The kinds of streams that time moves, and the workflows that wait for them."""


class Start(TypedDict):
    """How a stream's workflow is started; one that runs is left as it is, one that has ended begins anew."""

    id: str
    task_queue: str
    id_conflict_policy: WorkflowIDConflictPolicy
    id_reuse_policy: WorkflowIDReusePolicy


def workflow_of(stream: str) -> str:
    """The name of the workflow that waits for a stream."""
    return WORKFLOWS.get(stream.split("/")[0], contract.ADMINISTRATION_WORKFLOW)


def how(stream: str, task_queue: str) -> Start:
    """How the workflow of a stream is started."""
    return Start(
        id=stream,
        task_queue=task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
    )


async def start(client: Client, stream: str, task_queue: str, signal: str | None = None, *args: Any) -> None:
    """Start the workflow of a stream unless it runs, and signal it, if there is something to signal.

    Raises:
        RPCError: Temporal can't be reached, or refused the request.
    """
    await client.start_workflow(
        workflow_of(stream), stream, start_signal=signal, start_signal_args=args, **how(stream, task_queue)
    )
