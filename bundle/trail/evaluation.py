"""Evaluation: the panel of each round, every score sheet aspect by aspect, and what it came to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bundle.trail.happenings import Deed, Happening, deed, happening
from bundle.trail.words import Both, both, figure, plain
from domain.editions import Edition
from domain.events import innovation as e
from domain.events.amendments import AmendmentAccepted, ScoreSheet
from domain.names import Names
from service.auditing import Entry


@dataclass(frozen=True, slots=True)
class Score:
    """One row of a sheet; without a weight where the edition's text isn't known."""

    aspect: Both
    weight: Both
    score: Both
    justification: str | None


@dataclass(slots=True)
class Sheet:
    """One evaluator's sheet."""

    evaluator: str
    deed: Deed
    total: Both
    note: str
    recommendation: Both | None
    scores: list[Score]
    amended: bool = False
    """A later version counts in its place."""
    void: bool = False
    """A conflict of interest voided it."""


@dataclass(slots=True)
class Panel:
    """What happened to the panel of a round, and its sheets."""

    round: int
    sheets: list[Sheet] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)


def panels(entries: Sequence[Entry], names: Names, editions: Mapping[str, Edition]) -> list[Panel]:
    """The panel of every round that had one; `editions` by the SHA-256 of their text."""
    found: dict[int, Panel] = {}
    round_, edition = 0, None
    for entry in entries:
        match entry.event:
            case e.ProposalAdmitted(round=number) | e.PilotRepeated(round=number):
                round_ = number
            case e.InnovationProposed(edition=pin) | e.EditionMoved(edition=pin):
                edition = editions.get(pin.sha256)
            case e.PanelAssigned():
                found[round_] = Panel(round_, happenings=[happening(entry, names)])
            case (
                e.EvaluatorReplaced()
                | e.EvaluationExtended()
                | e.AmendingExtended()
                | e.EvaluationClosed()
                | e.EvaluationReopened()
            ):
                _at(found, round_).happenings.append(happening(entry, names))
            case e.ConflictDeclared(person=person, voids_sheet=voids) if round_ in found:
                panel = found[round_]
                panel.happenings.append(happening(entry, names))
                for sheet in panel.sheets:
                    sheet.void = sheet.void or (voids and sheet.evaluator == person)
            case e.ScoreSubmitted() as submitted:
                _at(found, round_).sheets.append(_sheet(entry, submitted, edition))
            case AmendmentAccepted(statement=ScoreSheet() as later):
                panel = _at(found, round_)
                for sheet in panel.sheets:
                    sheet.amended = sheet.amended or sheet.evaluator == later.evaluator
                panel.sheets.append(_sheet(entry, later, edition))
    return list(found.values())


def _at(found: dict[int, Panel], round_: int) -> Panel:
    return found.setdefault(round_, Panel(round_))


def _sheet(entry: Entry, submitted: e.ScoreSubmitted | ScoreSheet, edition: Edition | None) -> Sheet:
    aspects = {each.key: each for each in edition.aspects} if edition else {}
    places = {key: place for place, key in enumerate(aspects)}
    scores = []
    for key in sorted(submitted.scores, key=lambda each: places.get(each, len(places))):
        aspect = aspects.get(key)
        name = (aspect.name.id, aspect.name.en) if aspect else plain(key)
        weight, score = figure(aspect.weight if aspect else None), figure(submitted.scores[key])
        scores.append(Score(name, weight, score, submitted.justifications.get(key)))
    recommended = submitted.recommendation
    return Sheet(
        evaluator=submitted.evaluator,
        deed=deed(entry),
        total=figure(submitted.total),
        note=submitted.note,
        recommendation=both("trail.recommends", choice=recommended) if recommended else None,
        scores=scores,
    )
