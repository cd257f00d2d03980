"""Which messages reach a handler: those with as many parts as it takes.

Anybody who reaches Temporal can send any other; in a handler it would fail the workflow's task, over and over.
"""

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError
from temporalio.worker import (
    HandleSignalInput,
    HandleUpdateInput,
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)


class FittingMessages(Interceptor):
    """Drops signals that don't fit their handler, and fails updates that don't."""

    def workflow_interceptor_class(self, input: WorkflowInterceptorClassInput) -> type[WorkflowInboundInterceptor]:
        return _Inbound


class _Inbound(WorkflowInboundInterceptor):
    async def handle_signal(self, input: HandleSignalInput) -> None:
        if _fits(input.signal, input.args):
            await super().handle_signal(input)
        else:
            workflow.logger.warning("a signal %s with %d parts was dropped", input.signal, len(input.args))

    async def handle_update_handler(self, input: HandleUpdateInput) -> Any:
        if not _fits(input.update, input.args):
            raise ApplicationError(f"{input.update} doesn't take {len(input.args)} parts", non_retryable=True)
        return await super().handle_update_handler(input)


def _fits(name: str, args: Sequence[Any]) -> bool:
    """Whether the handler, whose method bears the message's name, takes so many parts."""
    handler: Callable[..., Any] = getattr(workflow.instance(), name)
    try:
        inspect.signature(handler).bind(*args)
    except TypeError:
        return False
    return True
