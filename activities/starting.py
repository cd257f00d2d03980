"""Starting workflows: the workflow of a stream has the stream's name for an id."""

from typing import Any, TypedDict

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from activities import contract
from domain.streams import ADOPTION, INNOVATION

WORKFLOWS = {INNOVATION: contract.INNOVATION_WORKFLOW, ADOPTION: contract.ADOPTION_WORKFLOW}
"""The workflows of the kinds of streams that time changes."""


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
    """Start the workflow of a stream unless it runs, and signal it if `signal` is given.

    Raises:
        RPCError: Temporal can't be reached, or refused the request.
    """
    await client.start_workflow(
        workflow_of(stream), stream, start_signal=signal, start_signal_args=args, **start_options(stream, task_queue)
    )
