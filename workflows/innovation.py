"""How an innovation waits for years: one run per stage, nothing remembered that the ledger lacks."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities import contract
    from activities.contract import AdoptionStream, Envelope, Outcome
    from domain.progress import Progress
    from workflows.stream import PATIENT, Stream


@workflow.defn(name=contract.INNOVATION_WORKFLOW)
class InnovationWorkflow:
    """Waits for the next command or the next instant of one innovation, and sees that its adoptions run."""

    @workflow.init
    def __init__(self, stream: str) -> None:
        self.stream = Stream(stream)
        self.followed = 0

    @workflow.run
    async def run(self, stream: str) -> None:
        """Live through one chapter of the innovation's life, then continue as new, until nothing is open."""
        await self.stream.load()
        chapter = self.stream.progress.chapter
        while not self.stream.over(chapter):
            await self._see_to_adoptions()
            await self.stream.next_command_or_wake_up(lambda: self.stream.over(chapter) or self._news())
        if not self.stream.progress.open:
            await self._see_to_adoptions()  # otherwise the next run does
        await workflow.wait_condition(workflow.all_handlers_finished)
        if self.stream.progress.open or self._news():
            workflow.continue_as_new(stream)

    @workflow.update(name=contract.EXECUTE)
    async def execute(self, envelope: Envelope) -> Outcome | None:
        """A command whose sender waits for the answer."""
        return await self.stream.perform(envelope)

    @workflow.signal(name=contract.SUBMIT)
    async def submit(self, envelope: Envelope) -> None:
        """A command that may wait until a worker runs; its outcome is in the ledger."""
        await self.stream.perform(envelope)

    @workflow.signal(name=contract.ADOPTION_MOVED)
    async def adoption_moved(self, adoption: AdoptionStream) -> None:
        """An adoption says that it has moved."""
        await self.stream.perform(told_by=adoption)

    @workflow.query
    def progress(self) -> Progress:
        """Where the innovation is."""
        return self.stream.progress

    def _news(self) -> bool:
        return self.stream.progress.news > self.followed

    async def _see_to_adoptions(self) -> None:
        while self._news():
            news = self.stream.progress.news
            await workflow.execute_activity(
                contract.ENSURE_ADOPTIONS,
                self.stream.id,
                result_type=int,
                start_to_close_timeout=timedelta(minutes=10),
                heartbeat_timeout=timedelta(seconds=30),
                retry_policy=PATIENT,
            )
            self.followed = news
