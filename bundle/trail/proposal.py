"""What was proposed: every version of the proposal, the latest first, and the editions that it came under."""

from collections.abc import Sequence
from dataclasses import dataclass

from bundle.trail.happenings import Deed, deed
from bundle.trail.words import Both, both, on
from domain.events import innovation as e
from domain.model import Pinned
from service.auditing import Entry


@dataclass(frozen=True, slots=True)
class Version:
    """The proposal as it was handed in, or as it was revised."""

    heading: Both
    deed: Deed
    content: e.ProposalContent
    started_on: Both


def versions(entries: Sequence[Entry]) -> list[Version]:
    """Every version, the latest first."""
    found = []
    for entry in entries:
        match entry.event:
            case e.InnovationProposed(content=content):
                heading = both("trail.as_proposed")
            case e.ProposalRevised(content=content):
                heading = both("trail.as_revised")
            case _:
                continue
        found.append(Version(heading, deed(entry), content, on(content.started_on)))
    return found[::-1]


def pins(entries: Sequence[Entry]) -> list[Pinned]:
    """The editions that it came under, in their order."""
    events = (entry.event for entry in entries)
    return [event.edition for event in events if isinstance(event, e.InnovationProposed | e.EditionMoved)]
