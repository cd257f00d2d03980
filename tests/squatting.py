"""Every way in which somebody who reaches Temporal can take a workflow id that belongs to a stream."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from temporalio import workflow
from temporalio.api.command.v1 import Command, StartTimerCommandAttributes
from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import CommandType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    PauseWorkflowExecutionRequest,
    PollWorkflowTaskQueueRequest,
    RespondWorkflowTaskCompletedRequest,
)
from temporalio.client import Client
from temporalio.common import (
    PinnedVersioningOverride,
    RawValue,
    RetryPolicy,
    VersioningBehavior,
    WorkerDeploymentVersion,
    WorkflowIDConflictPolicy,
)
from temporalio.service import RPCError
from temporalio.worker import Worker, WorkerDeploymentConfig

from activities import contract
from tests.waiting import until

YEARS = timedelta(days=3650)
GARBAGE = RawValue(Payload(metadata={"encoding": b"json/plain"}, data=b"{not json"))
ENCRYPTED = RawValue(Payload(metadata={"encoding": b"binary/encrypted"}, data=b"\xff\xfe"))

Squat = Callable[[Client, str, str], Awaitable[None]]
"""Takes the id of a stream whose workers poll that task queue."""


async def begin(client: Client, stream: str, queue: str, kind: str, *args: Any, **more: Any) -> str | None:
    """Start a workflow of any kind under a stream's id, in place of one that runs; the id of its run."""
    conflict = WorkflowIDConflictPolicy.TERMINATE_EXISTING
    handle = await client.start_workflow(
        kind, args=args, id=stream, task_queue=queue, id_conflict_policy=conflict, **more
    )
    return handle.result_run_id


def with_input(*args: Any) -> Squat:
    async def squat(client: Client, stream: str, queue: str) -> None:
        await begin(client, stream, queue, contract.INNOVATION_WORKFLOW, *args)

    return squat


def of_kind(kind: str) -> Squat:
    async def squat(client: Client, stream: str, queue: str) -> None:
        await begin(client, stream, queue, kind, stream)

    return squat


async def elsewhere(client: Client, stream: str, queue: str) -> None:
    await begin(client, stream, f"nobody-polls-{uuid4()}", contract.INNOVATION_WORKFLOW, stream)


async def foreign_elsewhere(client: Client, stream: str, queue: str) -> None:
    await begin(client, stream, f"nobody-polls-{uuid4()}", "Foreign", stream)


async def delayed(client: Client, stream: str, queue: str) -> None:
    await begin(client, stream, queue, contract.INNOVATION_WORKFLOW, stream, start_delay=YEARS)


async def on_a_schedule(client: Client, stream: str, queue: str) -> None:
    await begin(client, stream, queue, contract.INNOVATION_WORKFLOW, stream, cron_schedule="@every 8760h")


async def between_retries(client: Client, stream: str, queue: str) -> None:
    """A run that has timed out, and whose next attempt begins in years."""
    patience = RetryPolicy(initial_interval=YEARS, maximum_interval=YEARS)
    second = timedelta(seconds=1)
    kind, away = contract.INNOVATION_WORKFLOW, f"nobody-polls-{uuid4()}"
    first = await begin(client, stream, away, kind, stream, run_timeout=second, retry_policy=patience)

    async def next_run() -> bool:
        return (await client.get_workflow_handle(stream).describe()).run_id != first

    await until(next_run, "the attempt that begins in years")


async def pinned(client: Client, stream: str, queue: str) -> None:
    """A run that only a version of workers may have which nobody runs any more."""
    version = WorkerDeploymentVersion("squatter", "1")
    config = WorkerDeploymentConfig(
        version=version, use_worker_versioning=True, default_versioning_behavior=VersioningBehavior.PINNED
    )
    override = PinnedVersioningOverride(version)
    async with Worker(client, task_queue=queue, workflows=[Foreign], deployment_config=config):

        async def accepted() -> bool:
            try:
                kind = contract.INNOVATION_WORKFLOW
                await begin(client, f"innovation/{uuid4()}", queue, kind, stream, versioning_override=override)
            except RPCError:
                return False  # Temporal hasn't heard of the version yet
            return True

        await until(accepted, "the version")
    await begin(client, stream, queue, contract.INNOVATION_WORKFLOW, stream, versioning_override=override)


async def poisoned(client: Client, stream: str, queue: str) -> None:
    """A run whose first task somebody else took, and answered with what our code would never do.

    By everything that Temporal shows of it, it is ours. No worker of ours may poll meanwhile.
    """
    await begin(client, stream, queue, contract.INNOVATION_WORKFLOW, stream)
    service, namespace = client.workflow_service, client.namespace
    request = PollWorkflowTaskQueueRequest(namespace=namespace, task_queue=TaskQueue(name=queue), identity="thief")
    while (task := await service.poll_workflow_task_queue(request)).workflow_execution.workflow_id != stream:
        assert not task.task_token, "somebody else's task"
    timer = StartTimerCommandAttributes(timer_id="1")
    timer.start_to_fire_timeout.FromTimedelta(YEARS)
    command = Command(command_type=CommandType.COMMAND_TYPE_START_TIMER, start_timer_command_attributes=timer)
    await service.respond_workflow_task_completed(
        RespondWorkflowTaskCompletedRequest(
            namespace=namespace, task_token=task.task_token, commands=[command], identity="thief"
        )
    )


async def paused(client: Client, stream: str, queue: str) -> None:
    await with_input(stream)(client, stream, queue)
    request = PauseWorkflowExecutionRequest(
        namespace=client.namespace, workflow_id=stream, reason="squatting", request_id=str(uuid4())
    )
    await client.workflow_service.pause_workflow_execution(request)


async def terminated(client: Client, stream: str, queue: str) -> None:
    await with_input(stream)(client, stream, queue)
    await client.get_workflow_handle(stream).terminate()


async def cancelled(client: Client, stream: str, queue: str) -> None:
    await with_input(stream)(client, stream, queue)
    await client.get_workflow_handle(stream).cancel()


async def completed(client: Client, stream: str, queue: str) -> None:
    """A run that a worker of somebody else's ended well."""
    away = f"squatter-{uuid4()}"
    async with Worker(client, task_queue=away, workflows=[Foreign]):
        await begin(client, stream, away, "Foreign", stream)
        await client.get_workflow_handle(stream).result()


@workflow.defn(name="Foreign", sandboxed=False)
class Foreign:
    """Somebody else's workflow, which ends at once."""

    @workflow.run
    async def run(self, stream: str) -> None:
        """End."""


SQUATS: dict[str, Squat] = {
    "input that can't be decoded": with_input(GARBAGE),
    "input that can't be decrypted": with_input(ENCRYPTED),
    "null for input": with_input(None),
    "no input": with_input(),
    "input in two parts": with_input("innovation/x", 7),
    "another's stream for input": with_input(f"innovation/{uuid4()}"),
    "a workflow for another kind of stream": of_kind(contract.ADOPTION_WORKFLOW),
    "a workflow that doesn't wait": of_kind(contract.ADMINISTRATION_WORKFLOW),
    "a workflow that nobody knows": of_kind("Foreign"),
    "a task queue that nobody polls": elsewhere,
    "a foreign workflow that nobody runs": foreign_elsewhere,
    "a start in ten years": delayed,
    "a schedule": on_a_schedule,
    "a retry in ten years": between_retries,
    "a version that nobody runs": pinned,
    "terminated": terminated,
    "cancelled": cancelled,
    "completed": completed,
}
"""By what it is: what Temporal shows of it, or what our workflows do there, ends it at once."""

FAILING: dict[str, Squat] = {
    "input in two parts that can't be decoded": with_input(GARBAGE, GARBAGE),
    "poisoned": poisoned,
}
"""What looks like ours until its tasks have failed for a while."""
