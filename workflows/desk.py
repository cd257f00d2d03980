"""People, editions and reference data: nothing waits there, so a run handles what came and returns."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities import contract
    from activities.contract import Envelope, Outcome
    from workflows.stream import Stream


@workflow.defn(name=contract.DESK_WORKFLOW)
class DeskWorkflow:
    """Sees that every write happens in a worker."""

    @workflow.init
    def __init__(self, stream: str) -> None:
        self.stream = Stream(stream)

    @workflow.run
    async def run(self, stream: str) -> None:
        """Wait until everything that came is handled."""
        await workflow.wait_condition(workflow.all_handlers_finished)

    @workflow.update(name=contract.EXECUTE)
    async def execute(self, envelope: Envelope) -> Outcome | None:
        """A command whose sender waits for the answer."""
        return await self.stream.perform(envelope)

    @workflow.signal(name=contract.SUBMIT)
    async def submit(self, envelope: Envelope) -> None:
        """A command that may wait until a worker runs; its outcome is in the ledger."""
        await self.stream.perform(envelope)
