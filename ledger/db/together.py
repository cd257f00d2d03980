"""Tasks that belong together: when one fails, the others end. And ending tasks that go on after errors."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


@asynccontextmanager
async def together() -> AsyncIterator[asyncio.TaskGroup]:
    """A task group whose first error is raised as it is, and not in a group of errors."""
    try:
        async with asyncio.TaskGroup() as tasks:
            yield tasks
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None


def end_if_cancelled() -> None:
    """Raise CancelledError if this task was cancelled.

    For whoever goes on after an error of the driver: a connection that is lost just while a call on it is cancelled
    raises that it was lost, and the cancellation would be forgotten.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
