"""What lists show of an adoption: one row for it, and one per task that waits for somebody."""

from domain.adoption.state import Adoption
from domain.rows import ViewRow, amendment_tasks, counted, iso, label, task


def view(state: Adoption) -> list[ViewRow]:
    """One row for the adoption, and one per task that waits for somebody."""
    assert state.adopter is not None
    moves = state.frozen_at is None and not state.released
    due_at = min((each.wait.due_at for each in state.waits.values()), default=None) if moves else None
    overdue = moves and any(each.fallen_due for each in state.waits.values())
    body = {
        "innovation": state.innovation,
        "adopter": state.adopter.id,
        "region": state.adopter.code,
        "status": state.status,
        "phase": state.phase,
        "wave": state.wave,
        "volunteered": state.volunteered,
        "follows": state.follows,
        "released": state.released,
        "frozen": state.frozen_at is not None,
        "wake_at": iso(state.wake_at),
        "due_at": iso(due_at),
        "overdue": overdue,
    }
    labels = {
        label("region", state.adopter.code),
        label("adopter", state.adopter.id),
        counted("adoption", state.adopter.id, state.status),
        counted("wave", state.wave, state.status),
    }
    if overdue:
        labels.add(counted("overdue", state.adopter.id))
    about = {"innovation": state.innovation, "region": state.adopter.id, "adoption": True}
    tasks = []
    if state.frozen_at is None:
        tasks += [task(each, about) for each in state.waits.values() if each.wait.awaits is not None]
        tasks += amendment_tasks(state.statements.amendments, about)
    return [ViewRow("adoption", "", body, due_at=due_at, wake_at=state.wake_at, labels=frozenset(labels)), *tasks]
