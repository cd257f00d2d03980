"""Which messages reach a handler: those with as many parts as it takes, each of its type.

Anybody who reaches Temporal can send any other; in a handler it would fail the workflow's task, over and over.
Temporal's converter drops what it can't decode, but it passes on bytes and nulls whatever the handler's types.
So can anybody start a workflow with any input, and none means anything to ours.
"""

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError
from temporalio.worker import (
    ExecuteWorkflowInput,
    HandleSignalInput,
    HandleUpdateInput,
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)


class WellFormedMessages(Interceptor):
    """Drops signals that don't fit their handler, and fails updates that don't."""

    def workflow_interceptor_class(self, input: WorkflowInterceptorClassInput) -> type[WorkflowInboundInterceptor]:
        return _Inbound


class _Inbound(WorkflowInboundInterceptor):
    async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:
        input.args = [input.args]  # however many there are, one parameter takes them
        return await super().execute_workflow(input)

    async def handle_signal(self, input: HandleSignalInput) -> None:
        if _fits(input.signal, input.args):
            await super().handle_signal(input)
        else:
            workflow.logger.warning("a signal %s was dropped: it doesn't take such parts", input.signal)

    async def handle_update_handler(self, input: HandleUpdateInput) -> Any:
        if not _fits(input.update, input.args):
            raise ApplicationError(f"{input.update} doesn't take such parts", non_retryable=True)
        return await super().handle_update_handler(input)


def _fits(name: str, args: Sequence[Any]) -> bool:
    """Whether the handler, whose method bears the message's name, takes these parts."""
    handler: Callable[..., Any] = getattr(workflow.instance(), name)
    form = inspect.signature(handler)
    try:
        parts = form.bind(*args).arguments
    except TypeError:
        return False
    return all(isinstance(part, form.parameters[each].annotation) for each, part in parts.items())
