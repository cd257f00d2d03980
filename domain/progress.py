"""Progress: what a workflow needs to know of a stream in order to wait."""

from domain.model import Frozen, Instant
from domain.vocabulary import Role


class Progress(Frozen):
    """Where a stream is, as of `version`. It holds nothing that the ledger lacks."""

    stream: str
    version: int = 0
    chapter: str = ""
    """What one workflow run covers; a new chapter is a new run."""
    stage: str = ""
    wake_at: Instant | None = None
    awaiting: tuple[Role, ...] = ()
    open: bool = False
    region: str = ""
    edition: str = ""
    to_follow: int = 0
    """Innovations: the version of the last change that adoptions follow; 0 if there is none."""
    to_report: int = 0
    """Adoptions: the version of the last milestone that the innovation hasn't recorded; 0 if there is none."""
