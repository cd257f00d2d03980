"""Progress: the little that a workflow has to know of a stream to wait for what comes next."""

from domain.adoption.state import Adoption
from domain.innovation.state import Innovation
from domain.model import Frozen, Instant, Role


class Progress(Frozen):
    """Where a stream is, as of `version`. It holds nothing that the ledger lacks."""

    stream: str
    version: int = 0
    chapter: str = ""
    """What one run lives through; a new chapter is a new run."""
    stage: str = ""
    wake_at: Instant | None = None
    awaiting: tuple[Role, ...] = ()
    open: bool = False
    region: str = ""
    edition: str = ""
    news: int = 0
    """Innovations: the version of what adoptions have to follow last; 0 if nothing."""
    untold: int = 0
    """Adoptions: the version of the last milestone that the innovation hasn't recorded; 0 if none."""


def of_innovation(state: Innovation, stream: str) -> Progress:
    """The progress of an innovation."""
    return Progress(
        stream=stream,
        version=state.version,
        chapter=state.chapter,
        stage=state.stage or "",
        wake_at=state.wake_at,
        awaiting=() if state.suspended_at else state.awaiting(),
        open=state.stage is not None and state.stage.open,
        region=state.origin.code if state.origin else "",
        edition=state.edition.name if state.edition else "",
        news=state.news[-1].version if state.news else 0,
    )


def of_adoption(state: Adoption, innovation: Innovation) -> Progress:
    """The progress of an adoption, with whether its innovation still has to be told."""
    last = max(state.milestones, default=0)
    told, _ = innovation.adoptions.get(state.adopter.id, (0, "")) if state.adopter else (0, "")
    innovation_open = innovation.stage is not None and innovation.stage.open
    return Progress(
        stream=state.id,
        version=state.version,
        chapter=state.chapter,
        stage=state.status,
        wake_at=state.wake_at,
        awaiting=() if state.frozen_at else state.awaiting(),
        open=state.open,
        region=state.adopter.code if state.adopter else "",
        edition=innovation.edition.name if innovation.edition else "",
        untold=last if last > told and innovation_open else 0,
    )
