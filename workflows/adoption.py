"""How an adoption waits: one innovation, one adopter, one run per status; its innovation is told of it."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities import contract
    from activities.contract import Envelope, Outcome
    from domain.progress import Progress
    from workflows.stream import LONG, PATIENT, Stream


@workflow.defn(name=contract.ADOPTION_WORKFLOW)
class AdoptionWorkflow:
    """Waits for the next command, the next instant, or the next news of the innovation."""

    @workflow.init
    def __init__(self, stream: str) -> None:
        self.stream = Stream(stream)
        self.told = 0

    @workflow.run
    async def run(self, stream: str) -> None:
        """Live through one status of the adoption, then continue as new, until no duty is open."""
        await self.stream.load()
        chapter = self.stream.progress.chapter
        while not self.stream.over(chapter):
            await self._tell()
            await self.stream.next_command_or_wake_up(lambda: self.stream.over(chapter) or self._untold())
        if not self.stream.progress.open:
            await self._tell()  # otherwise the next run does
        await workflow.wait_condition(workflow.all_handlers_finished)
        if self.stream.progress.open or self._untold():
            workflow.continue_as_new(stream)

    @workflow.update(name=contract.EXECUTE)
    async def execute(self, envelope: Envelope) -> Outcome | None:
        """A command whose sender waits for the answer."""
        return await self.stream.perform(envelope)

    @workflow.signal(name=contract.SUBMIT)
    async def submit(self, envelope: Envelope) -> None:
        """A command that may wait until a worker runs; its outcome is in the ledger."""
        await self.stream.perform(envelope)

    @workflow.signal(name=contract.INNOVATION_MOVED)
    async def innovation_moved(self) -> None:
        """The innovation has moved: take over what concerns this adoption, and tell what it missed."""
        self.told = 0
        await self.stream.perform()

    @workflow.query
    def progress(self) -> Progress:
        """Where the adoption is."""
        return self.stream.progress

    def _untold(self) -> bool:
        return self.stream.progress.untold > self.told

    async def _tell(self) -> None:
        while self._untold():
            untold = self.stream.progress.untold
            await workflow.execute_local_activity(
                contract.TELL_INNOVATION,
                self.stream.id,
                start_to_close_timeout=LONG,
                retry_policy=PATIENT,
            )
            self.told = untold
