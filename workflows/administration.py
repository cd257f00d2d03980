"""People, editions and reference data: nothing waits there, so a run handles what came and returns."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities import contract
    from workflows.stream import StreamWorkflow


@workflow.defn(name=contract.ADMINISTRATION_WORKFLOW)
class AdministrationWorkflow(StreamWorkflow):
    """Sees that every write happens in a worker."""

    @workflow.run
    async def run(self, stream: str) -> None:
        """Wait until everything that came is handled."""
        await workflow.wait_condition(workflow.all_handlers_finished)
