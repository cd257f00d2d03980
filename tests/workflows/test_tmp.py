import asyncio, pytest
from tests.workflows.test_forgery import UNDECODABLE, contract
pytestmark = pytest.mark.usefixtures("worker")
async def test_x(world):
  if world.cached==0: return
  cases=[(contract.SUBMIT,[]),(contract.ADOPTION_MOVED,[1,2,3]),(contract.ADOPTION_MOVED,["x","y"])]
  for s,args in cases:
    i=await world.proposed()
    await world.workflow(i).signal(s, args=args)
    await asyncio.sleep(0.15)
    bad=[e async for e in world.workflow(i).fetch_history_events() if e.HasField("workflow_task_failed_event_attributes")]
    print("CASE", s, str(args)[:80].replace("\n"," "), [b.workflow_task_failed_event_attributes for b in bad][:1])
