"""How an adoption waits: one run per status; every milestone is reported to the innovation."""

from temporalio import workflow
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from activities import contract
    from workflows.stream import LONG, PATIENT, StreamWorkflow


@workflow.defn(name=contract.ADOPTION_WORKFLOW)
class AdoptionWorkflow(StreamWorkflow):
    """Waits for the next command, the next instant, or the next change of the innovation."""

    reported = 0
    """The version of the last milestone that was reported to the innovation."""

    @workflow.run
    async def run(self, given: RawValue) -> None:
        """Live through one status of the adoption, then continue as new, until no duty is open."""
        await self.live_and_go_on()

    async def live(self) -> None:
        """Wait for what comes in one chapter, and pass on what moves."""
        chapter = await self.load()
        while self.lives(chapter):
            await self._signal_innovation()
            await self.next_command_or_wake_up(lambda: not self.lives(chapter) or self._to_report())
        if not self.now.open:
            await self._signal_innovation()  # otherwise the next run does

    def goes_on(self) -> bool:
        """Whether it is open, or has moved without having passed it on."""
        return self.now.open or self._to_report()

    @workflow.signal(name=contract.INNOVATION_MOVED)
    async def innovation_moved(self) -> None:
        """The innovation has moved: take over what concerns this adoption, and report what it missed."""
        self.reported = 0
        await self.perform()

    def _to_report(self) -> bool:
        return self.now.to_report > self.reported

    async def _signal_innovation(self) -> None:
        while self._to_report():
            version = self.now.to_report
            await workflow.execute_local_activity(
                contract.SIGNAL_INNOVATION, self.stream, start_to_close_timeout=LONG, retry_policy=PATIENT
            )
            self.reported = version
