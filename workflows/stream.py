"""What the workflow of any stream does: keep the progress, perform one thing at a time, show the wait."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.contract import HANDLE, LOAD, AdoptionStream, Envelope, Handled, Outcome, Work
    from domain.progress import Progress
    from workflows import search

LONG = timedelta(minutes=1)
PATIENT = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30))
"""For activities that wait for a server to come back, however long that takes."""

BACK_OFF = (timedelta(minutes=1), timedelta(hours=1))
"""Between attempts that brought nothing: from the first, doubling, to the second."""


class Stream:
    """The progress of one stream, and the lock under which everything that moves it happens."""

    def __init__(self, stream: str) -> None:
        self.id = stream
        self.progress = Progress(stream=stream)
        self._loaded = False
        self._lock = asyncio.Lock()

    async def load(self) -> None:
        """Read the progress, unless the command that started this run has brought it.

        A stream that the rules can't read is tried again, ever more rarely; commands are answered meanwhile.
        """
        await workflow.wait_condition(workflow.all_handlers_finished)
        for pause in pauses():
            async with self._lock:
                if not self._loaded:
                    self._take(await call(LOAD, self.id))
            if self._loaded:
                return
            with suppress(TimeoutError):
                await workflow.wait_condition(lambda: self._loaded, timeout=pause)

    def over(self, chapter: str) -> bool:
        """Whether a run that lives through this chapter has to end: the chapter has, or its history grows too long."""
        now = self.progress
        return not now.open or now.chapter != chapter or workflow.info().is_continue_as_new_suggested()

    async def perform(
        self, envelope: Envelope | None = None, *, told_by: AdoptionStream | None = None
    ) -> Outcome | None:
        """Handle a command, what an adoption tells, or what is due; one at a time, in order of arrival."""
        async with self._lock:
            work = Work(stream=self.id, now=workflow.now(), envelope=envelope, told_by=told_by)
            handled = await call(HANDLE, work)
            self._take(handled)
            return handled.outcome

    async def next_command_or_wake_up(self, moved: Callable[[], bool]) -> None:
        """Wait until the progress moves, or until its wake-up; perform what is due then.

        `moved` says when to stop waiting besides. A wake-up that brings nothing is repeated, ever more rarely.
        """
        at, version = self.progress.wake_at, self.progress.version
        until = None if at is None else max(at - workflow.now(), timedelta())
        for pause in pauses():
            try:
                await workflow.wait_condition(
                    lambda: moved() or self.progress.wake_at != at, timeout=until, timeout_summary="wake-up"
                )
                return
            except TimeoutError:
                await self.perform()
            if self.progress.version != version or self.progress.wake_at != at:
                return
            until = pause

    def _take(self, handled: Handled) -> None:
        progress = handled.progress
        if progress is None or (self._loaded and progress.version < self.progress.version):
            return
        self.progress = progress
        self._loaded = True
        search.show(progress)


def pauses() -> Iterator[timedelta]:
    """How long to wait after each attempt that brought nothing."""
    pause, longest = BACK_OFF
    while True:
        yield pause
        pause = min(2 * pause, longest)


async def call(name: str, argument: Work | str) -> Handled:
    """An activity, first as a local one, which ends itself soon, then as a regular one that waits for servers."""
    try:
        handled: Handled = await workflow.execute_local_activity(
            name,
            argument,
            result_type=Handled,
            start_to_close_timeout=LONG,
            retry_policy=RetryPolicy(maximum_attempts=1),
        )
        return handled
    except (ActivityError, ApplicationError) as error:
        if is_cancelled_exception(error):
            raise
    handled = await workflow.execute_activity(
        name, argument, result_type=Handled, start_to_close_timeout=LONG, retry_policy=PATIENT
    )
    return handled
