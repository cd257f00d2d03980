"""Adoptions: who was to adopt in which wave, how far each region is, and what it wrote in its reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bundle.trail.facts import Facts
from bundle.trail.happenings import Happening, happening
from bundle.trail.words import Both, both, called, when
from domain.events import Event
from domain.events import adoption as a
from domain.events import innovation as e
from domain.events.amendments import AdoptionReport, AmendmentAccepted, WavePlan
from domain.names import Names
from domain.streams import adopter_of
from service.auditing import Entry

CHANGES = (
    a.AdoptionOffered,
    a.AdoptionVolunteered,
    a.AdoptionCommitted,
    a.AdoptionDeclined,
    a.CommitmentUnanswered,
    a.AdoptionCompleted,
    a.AdoptionLapsed,
)
"""What gives an adoption another status."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """How far a region is and since when, with `remarks` such as its wave."""

    region: str
    remarks: list[Both]
    status: Both
    since: Both | None
    phase: Both
    reported: Both | None


@dataclass(frozen=True, slots=True)
class Wave:
    """Who begins together, and what became of that."""

    number: int
    adopters: list[str]
    happenings: list[Happening]


def adoptions(facts: Facts) -> list[Adoption]:
    """Every region that the decision names or that has an adoption, by wave and in the decision's order."""
    found, names = facts.state["adoptions"], regions(facts)
    waves = {place["id"]: wave["number"] for wave in facts.state["innovation"]["waves"] for place in wave["adopters"]}
    since, reported = dict[str, Both](), dict[str, Both]()
    for entry in facts.entries:
        adopter = adopter_of(entry.stored.stream_id)
        if isinstance(entry.event, CHANGES):
            since[adopter] = when(entry.stored.occurred_at)
        elif isinstance(entry.event, a.AdoptionReported):
            reported[adopter] = when(entry.stored.occurred_at)
    return [
        Adoption(
            region=names[adopter],
            remarks=[*_wave(waves.get(adopter)), *_remarks(found.get(adopter))],
            status=called("status", found[adopter]["status"] if adopter in found else "none"),
            since=since.get(adopter),
            phase=called("phase", found[adopter]["phase"] if adopter in found else None),
            reported=reported.get(adopter),
        )
        for adopter in sorted(names, key=lambda each: waves.get(each, len(waves) + 1))
    ]


def waves(entries: Sequence[Entry], names: Names) -> list[Wave]:
    """The waves as they were planned, and amended."""
    found: dict[int, Wave] = {}
    for entry in entries:
        match entry.event:
            case e.WavesPlanned(waves=planned) | AmendmentAccepted(statement=WavePlan(waves=planned)):
                earlier, found = found, {}
                for each in planned:
                    happenings = earlier[each.number].happenings if each.number in earlier else []
                    adopters = [names.place(place) for place in each.adopters]
                    found[each.number] = Wave(each.number, adopters, happenings)
            case e.WaveOpened(number=number) | e.WaveEnded(number=number) if number in found:
                found[number].happenings.append(happening(entry, names))
    return list(found.values())


def reports(facts: Facts) -> list[Happening]:
    """The reports in which a region wrote something, and those that it amended."""
    return [happening(entry, facts.names) for entry in facts.entries if _says_more(entry.event)]


def regions(facts: Facts) -> dict[str, str]:
    """What each adopter is called, by its id: those of the decision first. Without a name by the code that it bore."""
    decision = facts.state["innovation"]["decision"]
    places = [*decision["adopters"].values()] if decision else []
    places += [each["adopter"] for each in facts.state["adoptions"].values() if each["adopter"]]
    codes = {place["id"]: place["code"] for place in places}
    for adopter in facts.state["adoptions"]:
        codes.setdefault(adopter, adopter)
    return {adopter: facts.names.regions.get(adopter, code) for adopter, code in codes.items()}


def _says_more(event: Event) -> bool:
    match event:
        case a.AdoptionReported(note=note):
            return bool(note)
        case AmendmentAccepted(statement=AdoptionReport()):
            return True
    return False


def _wave(number: int | None) -> list[Both]:
    return [] if number is None else [both("trail.wave", number=number)]


def _remarks(state: dict[str, Any] | None) -> list[Both]:
    if state is None:
        return []
    said = {
        "trail.volunteered": state["volunteered"],
        "trail.suspended": state["frozen_at"] is not None,
        "trail.released": state["released"],
    }
    return [both(code) for code, so in said.items() if so]
