"""What was proposed: every version of the proposal, the latest first, and the editions that it came under."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bundle.trail.happenings import Deed, Written, deed
from bundle.trail.words import Both, both, on, plain
from domain.editions import Edition
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
    answers: list[Written]
    """Under each question of the edition, which is named by its key where the edition's text isn't known."""


def versions(entries: Sequence[Entry], editions: Mapping[str, Edition]) -> list[Version]:
    """Every version, the latest first; `editions` by the SHA-256 of their text."""
    found = []
    edition = None
    for entry in entries:
        if isinstance(entry.event, e.InnovationProposed | e.EditionMoved):
            edition = editions.get(entry.event.edition.sha256)
        match entry.event:
            case e.InnovationProposed(content=content):
                heading = both("trail.as_proposed")
            case e.ProposalRevised(content=content):
                heading = both("trail.as_revised")
            case _:
                continue
        found.append(Version(heading, deed(entry), content, on(content.started_on), _answers(content, edition)))
    return found[::-1]


def pins(entries: Sequence[Entry]) -> list[Pinned]:
    """The editions that it came under, in their order."""
    events = (entry.event for entry in entries)
    return [event.edition for event in events if isinstance(event, e.InnovationProposed | e.EditionMoved)]


def _answers(content: e.ProposalContent, edition: Edition | None) -> list[Written]:
    asked = {each.key: (each.text.id, each.text.en) for each in edition.questions} if edition else {}
    return [(asked.get(key, plain(key)), plain(answer)) for key, answer in content.answers.items()]
