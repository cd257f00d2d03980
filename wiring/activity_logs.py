"""Binds the workflow that an activity runs for, and its innovation, to a worker's log lines."""

from typing import Any

import structlog
from temporalio import activity
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from domain.streams import ADOPTION, INNOVATION, correlation_of


class ActivityLogs(Interceptor):
    """Every line logged within an activity names its workflow and its innovation."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return _Bound(next)


class _Bound(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        workflow = activity.info().workflow_id or ""
        about = {"workflow": workflow}
        if workflow.startswith((f"{INNOVATION}/", f"{ADOPTION}/")):
            about["innovation"] = correlation_of(workflow)
        with structlog.contextvars.bound_contextvars(**about):
            return await super().execute_activity(input)
