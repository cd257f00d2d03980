"""People, editions and reference data: nothing waits there, so a run handles what came and returns."""

from temporalio import workflow
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from activities import contract
    from workflows.stream import StreamWorkflow


@workflow.defn(name=contract.ADMINISTRATION_WORKFLOW)
class AdministrationWorkflow(StreamWorkflow):
    """Sees that every write happens in a worker."""

    @workflow.run
    async def run(self, given: RawValue) -> None:
        """Wait until everything that came is handled."""
        await self.live_and_go_on()
