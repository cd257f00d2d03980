"""How an innovation waits for years: one run per chapter, and no state that the ledger doesn't have."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from activities import contract
    from activities.contract import AdoptionStream
    from workflows.stream import PATIENT, StreamWorkflow


@workflow.defn(name=contract.INNOVATION_WORKFLOW)
class InnovationWorkflow(StreamWorkflow):
    """Waits for the next command or the next instant of one innovation, and sees that its adoptions run."""

    passed_on = 0
    """The version of the last change that adoptions were woken for."""

    @workflow.run
    async def run(self, given: RawValue) -> None:
        """Live through one chapter of the innovation's life, then continue as new, until nothing is open."""
        await self.live_and_go_on()

    async def live(self) -> None:
        """Wait for what comes in one chapter, and pass on what moves."""
        chapter = await self.load()
        while self.lives(chapter):
            await self._wake_adoptions()
            await self.next_command_or_wake_up(lambda: not self.lives(chapter) or self._to_follow())
        if not self.now.open:
            await self._wake_adoptions()  # otherwise the next run does

    def goes_on(self) -> bool:
        """Whether it is open, or has moved without having passed it on."""
        return self.now.open or self._to_follow()

    @workflow.signal(name=contract.ADOPTION_MOVED)
    async def adoption_moved(self, adoption: AdoptionStream) -> None:
        """An adoption says that it has moved."""
        await self.perform(signalled_by=adoption)

    def _to_follow(self) -> bool:
        return self.now.to_follow > self.passed_on

    async def _wake_adoptions(self) -> None:
        while self._to_follow():
            version = self.now.to_follow
            await workflow.execute_activity(
                contract.ENSURE_ADOPTIONS,
                self.stream,
                result_type=int,
                start_to_close_timeout=timedelta(minutes=10),
                heartbeat_timeout=timedelta(seconds=30),
                retry_policy=PATIENT,
            )
            self.passed_on = version
