"""What the workflow of any stream does: take commands, perform one thing at a time, keep and show the progress.

Anybody who reaches Temporal can start one, with any input, under the id of any stream. So a stream's name is the id,
the input means nothing, and a run whose type doesn't suit its id goes on as the one that does.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.contract import EXECUTE, HANDLE, LOAD, SUBMIT, AdoptionStream, Envelope, Handled, Outcome, Work
    from activities.starting import workflow_of
    from domain.progress import Progress
    from workflows import search

LONG = timedelta(minutes=1)
PATIENT = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30))
"""For activities that wait for a server to come back, however long that takes."""

BACK_OFF = (timedelta(minutes=1), timedelta(hours=1))
"""Between attempts that brought nothing: from the first, doubling, to the second."""


class StreamWorkflow:
    """The progress of one stream, and the lock under which everything that moves it happens."""

    def __init__(self) -> None:
        self.stream = workflow.info().workflow_id
        self.now = Progress(stream=self.stream)
        self._loaded = False
        self._lock = asyncio.Lock()

    @workflow.update(name=EXECUTE)
    async def execute(self, envelope: Envelope) -> Outcome | None:
        """A command whose sender waits for the answer."""
        return await self.perform(envelope)

    @workflow.signal(name=SUBMIT)
    async def submit(self, envelope: Envelope) -> None:
        """A command that may wait until a worker runs; its outcome is in the ledger."""
        await self.perform(envelope)

    @workflow.query
    def progress(self) -> Progress:
        """Where the stream is."""
        return self.now

    async def live(self) -> None:
        """Live through one chapter of the stream. Where nothing waits there is none."""

    def goes_on(self) -> bool:
        """Whether there is something to wait for, or to pass on, when a chapter has ended."""
        return False

    async def live_and_go_on(self) -> None:
        """Live through one chapter, see that what came is handled, and continue as new until nothing is open.

        Who cancels a run ends the run only: the stream goes on in the next.
        """
        kind = workflow_of(self.stream)
        suits = kind == workflow.info().workflow_type
        cancelled = False
        try:
            if suits:
                await self.live()
            await workflow.wait_condition(workflow.all_handlers_finished)
        except (asyncio.CancelledError, ActivityError, ApplicationError) as error:
            cancelled = workflow.cancellation_reason() is not None and is_cancelled_exception(error)
            if not cancelled:
                raise
            await workflow.wait_condition(workflow.all_handlers_finished)
        if not suits or cancelled or self.goes_on():
            workflow.continue_as_new(args=[self.stream], workflow=kind)

    async def load(self) -> str:
        """Read the progress, unless the command that started this run has brought it; the chapter that it is in.

        A stream that the rules can't read is tried again, ever more rarely; commands are answered meanwhile.
        """
        await workflow.wait_condition(workflow.all_handlers_finished)
        for pause in back_off():
            async with self._lock:
                if not self._loaded:
                    self._apply(await call_locally_first(LOAD, self.stream))
            if self._loaded:
                break
            with suppress(TimeoutError):
                await workflow.wait_condition(lambda: self._loaded, timeout=pause)
        return self.now.chapter

    def lives(self, chapter: str) -> bool:
        """Whether a run that lives through this chapter goes on: the chapter does, and its history isn't too long."""
        same = self.now.open and self.now.chapter == chapter
        return same and not workflow.info().is_continue_as_new_suggested()

    async def perform(
        self, envelope: Envelope | None = None, *, signalled_by: AdoptionStream | None = None
    ) -> Outcome | None:
        """Handle a command, what an adoption reports, or what is due; one at a time, in order of arrival."""
        async with self._lock:
            work = Work(stream=self.stream, now=workflow.now(), envelope=envelope, signalled_by=signalled_by)
            handled = await call_locally_first(HANDLE, work)
            self._apply(handled)
            return handled.outcome

    async def next_command_or_wake_up(self, moved: Callable[[], bool]) -> None:
        """Wait until the progress moves, or until its wake-up; perform what is due then.

        `moved` says when to stop waiting besides. A wake-up at which nothing was due is repeated with back-off.
        """
        at, version = self.now.wake_at, self.now.version
        until = None if at is None else max(at - workflow.now(), timedelta())
        for pause in back_off():
            try:
                await workflow.wait_condition(
                    lambda: moved() or self.now.wake_at != at, timeout=until, timeout_summary="wake-up"
                )
                return
            except TimeoutError:
                await self.perform()
            if self.now.version != version or self.now.wake_at != at:
                return
            until = pause

    def _apply(self, handled: Handled) -> None:
        progress = handled.progress
        if progress is None or (self._loaded and progress.version < self.now.version):
            return
        self.now = progress
        self._loaded = True
        search.show(progress)


def back_off() -> Iterator[timedelta]:
    """How long to wait after each attempt that brought nothing."""
    pause, longest = BACK_OFF
    while True:
        yield pause
        pause = min(2 * pause, longest)


async def call_locally_first(name: str, argument: Work | str) -> Handled:
    """Run an activity: first locally, with a short limit, then as a regular one that outlasts an outage."""
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
