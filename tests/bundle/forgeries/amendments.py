"""Forgeries of amendments, with a worker's key."""

from datetime import timedelta
from decimal import Decimal

from domain.events.amendments import AmendmentAccepted, AmendmentProposed
from domain.streams import AGENCIES, person_stream
from domain.vocabulary import Capacity, Role
from domain.waits import Wait, WaitKind
from tests.bundle.forgeries.table import Table
from tests.bundle.scene import Scene
from tests.domain.world import POST
from tests.forging import by
from tests.furnished import BANDUNG, now

FORGERIES = Table()


@FORGERIES.row("an amendment accepted otherwise than it was proposed", "other_content", None)
async def _(scene: Scene) -> None:
    accepted = await scene.amended()
    other = accepted.statement.model_copy(update={"total": Decimal(99)})
    await scene.accepted(accepted.model_copy(update={"statement": other}))


@FORGERIES.row("an amendment accepted by its own author", "to_be_refused", None, of="decided")
async def _(scene: Scene) -> None:
    await scene.office.do("deputy", scene.decided, "endorse", at=now())
    for name, hours in (("plan_waves", 10), ("amend_waves", 20)):
        waves = [{"opens_after": f"PT{hours}H", "adopters": [BANDUNG]}]
        await scene.office.do("operator", scene.decided, name, waves=waves, at=now())
    *_, (planned, planned_at), (proposed, at) = await scene.office.events(scene.decided)
    assert isinstance(proposed, AmendmentProposed)
    opens = (Wait(kind=WaitKind.WAVE_OPENS, subject="1", due_at=planned_at + timedelta(hours=20)),)
    said = AmendmentAccepted(
        number=1, proposed_by="operator", statement=proposed.statement, opens=opens, calendar=planned.calendar
    )
    command, envelope = scene.sealed("operator", scene.decided, "accept_amendment", amendment=1)
    await scene.record(scene.decided, command.received_at(max(command.at, at)), envelope, said)


@FORGERIES.row("an amendment accepted in another capacity", "other_content", None)
async def _(scene: Scene) -> None:
    accepted = await scene.amended()
    acting = by("operator", Role.OPERATOR)
    judging = acting["by"].model_copy(update={"capacity": Capacity.JUDGING})
    await scene.accepted(accepted.model_copy(update={**acting, "by": judging}))


@FORGERIES.row("an amendment accepted in another post than was chosen", "other_content", None)
async def _(scene: Scene) -> None:
    accepted, stream = await scene.amended(), person_stream("operator")
    another = {"role": "operator", "agency": "kemendagri", "post": POST}
    await scene.office.do("administrator", stream, "grant_role", **another, at=now())
    acting = by("operator", Role.OPERATOR, person_version=3)
    other = acting["by"].model_copy(update={"grant": "operator-2"})
    await scene.accepted(accepted.model_copy(update={**acting, "by": other}), grant="operator-1")


@FORGERIES.row("an amendment accepted without the register of agencies", "other_basis", None)
async def _(scene: Scene) -> None:
    accepted = await scene.amended()
    basis = await scene.basis("operator")
    del basis[AGENCIES]
    await scene.accepted(accepted, basis=basis)


@FORGERIES.row("an amendment accepted by a register of two hours ago", "stale")
async def _(scene: Scene) -> None:
    accepted = await scene.amended()
    basis = await scene.basis("operator")
    renamed = {"agency": "kemendagri", "to": "Kementerian Lain", "confirmed_by": "administrator-2"}
    await scene.office.do("administrator", AGENCIES, "rename_agency", **renamed, at=now())
    await scene.delayed(scene.judged, timedelta(hours=2))
    await scene.accepted(accepted, basis=basis)
