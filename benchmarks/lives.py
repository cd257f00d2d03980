"""A long life of an innovation, by the rules themselves: what a national one looks like after a few years."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from domain import codec
from domain.agencies import Register, parse_agencies
from domain.calendar import Calendar
from domain.commands import SYSTEM, Command
from domain.editions import content_hash, parse_edition
from domain.events import Event
from domain.grants import Grant, Person, Post
from domain.innovation.decider import decide_under
from domain.innovation.evolve import fold
from domain.innovation.state import Innovation
from domain.model import Pinned
from domain.refusals import Refusal
from domain.regions import Regions
from domain.rules import Rules
from domain.streams import AGENCIES, innovation_stream
from domain.vocabulary import Rank, Role
from ledger.model import NewEvent
from proof import ids
from tests.forms import answers, sheet

ROOT = Path(__file__).parents[1]
BEGIN = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
ADOPTERS, PILOTS = 240, 3
MILESTONES = ("committed", "phase_prepare", "phase_replicate", "completed")
PROPOSAL = {
    "title": "Kartu Insentif Anak",
    "summary": "Kartu identitas bagi anak yang memberi insentif di toko buku, taman bermain dan layanan kesehatan.",
    "problem": "Anak belum memiliki identitas yang berguna sehari-hari, sehingga orang tua jarang mengurusnya.",
    "started_on": "2014-07-01",
    "answers": answers(),
}
INDICATOR = {"key": "coverage", "name": "Cakupan kartu", "unit": "persen", "baseline": "12.5", "target": "60"}
REASON = "Sesuai berita acara rapat pleno tanggal 2 Maret 2026."


@dataclass(slots=True)
class Life:
    """An innovation that people and time move; `events` with the instant and the command of each."""

    state: Innovation
    rules: Rules
    people: dict[str, Person]
    now: datetime = BEGIN
    events: list[tuple[Event, datetime, UUID, int]] = field(default_factory=list)

    def ask(self, person: str, name: str, **payload: Any) -> None:
        """Somebody asks something a day later; what fell due comes first."""
        self.now += timedelta(days=1)
        while (wake_at := self.state.wake_at) is not None and wake_at <= self.now:
            self._decide(SYSTEM, "time_reached", {}, wake_at)
        self._decide(person, name, payload, self.now)

    def _decide(self, person: str, name: str, payload: dict[str, Any], at: datetime) -> None:
        id = UUID(int=len(self.events))
        command = Command(
            id=id, stream=innovation_stream(self.state.id), type=name, payload=payload, actor=person, at=at,
            reason=None if person == SYSTEM else REASON,
        )  # fmt: skip
        events = decide_under(self.state, command, self.people.get(person, Person(person)), self.rules)
        assert not isinstance(events, Refusal), events
        self.state = fold(self.state, events, at)
        self.events += [(event, at, id, ordinal) for ordinal, event in enumerate(events)]


def long_life(innovation: str, events: int) -> Life:
    """A life of exactly so many events: proposed, piloted, scored, decided for hundreds of adopters, who report."""
    rules = _rules()
    codes = [row.code for row in rules.regions.rows if row.kind == "kota"][:PILOTS]
    adopters = [place.code for place in rules.all_adopters(BEGIN)][:ADOPTERS]
    life = Life(Innovation(innovation), rules, {person.id: person for person in _people(rules, codes)})
    life.rules = replace(rules, people=life.people)
    life.ask("proposer", "propose", edition="kipp-2025", agency="kota-surakarta", region="33.72", proposal=PROPOSAL)
    life.ask("operator", "admit")
    pilots = [{"region": code, "lasts": "P6M", "indicators": [INDICATOR]} for code in codes]
    life.ask("operator", "plan_pilots", pilots=pilots)
    for _ in range(4):
        life.now += timedelta(days=25)
        for code in codes:
            life.ask(f"officer-{code}", "report_measurement", region=code, values={"coverage": "41.5"}, note=REASON)
    life.ask("operator", "close_pilots")
    panel = ["evaluator-1", "evaluator-2", "evaluator-3"]
    life.ask("operator", "assign_panel", evaluators=panel)
    for evaluator in panel:
        life.ask(evaluator, "score", **sheet(rules.edition.weights()))
    life.now += timedelta(days=14)  # the panel closes by itself
    life.ask("deputy", "decide", choice="scale_regions", adopters=adopters, instrument="Permendagri 2/2016")
    life.ask("minister", "endorse")
    life.ask("operator", "plan_waves", waves=[{"adopters": adopters}])
    for number, milestone in enumerate(_milestones(adopters, rules)):
        if len(life.events) >= events:
            break
        life.now += timedelta(minutes=10) - timedelta(days=1)
        if number % 5 == 4:
            life.ask("operator", "note", text=f"Catatan pendampingan ke-{number}: {REASON}")
        life.ask(SYSTEM, "adoption_moved", **milestone)
    while len(life.events) < events:
        life.ask("operator", "note", text=REASON)
    del life.events[events:]
    return life


def stored(life: Life) -> tuple[NewEvent, ...]:
    """The life's events as a worker appends them."""
    return tuple(
        NewEvent(
            ids.event_id(command, ordinal), type(event).__name__, event.SCHEMA_VERSION, at,
            b'{"command_id":"%s"}' % str(command).encode(), codec.encode(event),
        )
        for event, at, command, ordinal in life.events
    )  # fmt: skip


def _milestones(adopters: list[str], rules: Rules) -> Iterator[dict[str, Any]]:
    places = [rules.region(code, BEGIN).id for code in adopters]
    for version, milestone in enumerate(MILESTONES, 1):
        for adopter in places:
            if milestone != "completed" or adopter not in places[ADOPTERS // 2 :]:
                yield {"adopter": adopter, "adoption_version": version, "milestone": milestone}


def _people(rules: Rules, officers: list[str]) -> Iterator[Person]:
    def person(name: str, role: Role, agency: str, code: str | None = None, rank: Rank | None = None) -> Person:
        region = rules.region(code, BEGIN).id if code else None
        since = BEGIN - timedelta(days=60)
        post = Post(title="Jabatan", letter="1/2026", rank=rank)
        grant = Grant(id=f"{role}-1", role=role, agency=agency, region=region, post=post, valid_from=since)
        return Person(name, version=1, grants={grant.id: grant})

    yield person("proposer", Role.PROPOSER, "kota-surakarta")
    yield person("operator", Role.OPERATOR, "kemenpanrb")
    yield person("minister", Role.DECISION_MAKER, "kemenpanrb", rank=Rank.MENTERI)
    yield person("deputy", Role.DECISION_MAKER, "kemendagri")
    for number in (1, 2, 3):
        yield person(f"evaluator-{number}", Role.EVALUATOR, f"universitas-{number}")
    for code in officers:
        yield person(f"officer-{code}", Role.REGIONAL_OFFICER, f"pemda-{code}", code)


@cache
def _rules() -> Rules:
    files = ("editions/kipp-2025.toml", "reference/regions.csv", "reference/holidays.csv", "reference/agencies.csv")
    edition, regions, calendar, agencies = ((ROOT / name).read_text() for name in files)
    return Rules(
        edition=parse_edition(edition),
        edition_pin=Pinned(name="kipp-2025", sha256=content_hash(edition)),
        calendar=Calendar.parse(calendar),
        calendar_pin=Pinned(name="calendar", sha256=content_hash(calendar)),
        regions=Regions.parse(regions),
        regions_pin=Pinned(name="regions", sha256=content_hash(regions)),
        agencies=Register(AGENCIES, 1, agencies=parse_agencies(agencies)),
    )
