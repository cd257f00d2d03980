"""The people, regions and rules of the domain's specs."""

import csv
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import cache
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

from domain.basis import Basis
from domain.calendar import Calendar
from domain.editions import content_hash, parse_edition
from domain.grants import Grant, Person, Post
from domain.keys import Keys
from domain.model import Pinned
from domain.periods import END_OF_DAY, JAKARTA
from domain.published import Published
from domain.regions import Region, Regions
from domain.rules import CALENDAR, REGIONS, Rules
from domain.streams import AGENCIES
from domain.vocabulary import Role
from proof.streams import KEYS
from tests.agencies import register

ROOT = Path(__file__).parents[2]
START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""A Monday, 09:00 in Jakarta."""

_REGIONS = (ROOT / "reference/regions.csv").read_text()
_CALENDAR = (ROOT / "reference/holidays.csv").read_text()


@cache
def rules(edition: str = "kipp-2025") -> Rules:
    """The rules by one of the committed editions, but that pilots may be closed at once."""
    text = (ROOT / f"editions/{edition}.toml").read_text()
    parsed = parse_edition(text)
    return Rules(
        edition=parsed.model_copy(update={"pilot": parsed.pilot.model_copy(update={"shortest": None})}),
        edition_pin=Pinned(name=edition, sha256=content_hash(text)),
        calendar=Calendar.parse(_CALENDAR),
        calendar_pin=Pinned(name="calendar", sha256=content_hash(_CALENDAR)),
        regions=Regions.parse(_REGIONS),
        regions_pin=Pinned(name="regions", sha256=content_hash(_REGIONS)),
        agencies=register(),
    )


def published(stream: str, text: str) -> Published:
    """A text as it was published once."""
    return Published(stream, 1, START, {content_hash(text): text}, content_hash(text))


def as_csv(regions: Regions) -> str:
    """A table of regions as it is published."""
    file = StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(Region.model_fields)
    writer.writerows([row.model_dump(mode="json").values() for row in regions.rows])
    return file.getvalue()


def basis(*people: Person) -> Basis:
    """What was read: the regions and the calendar as published last, and these people."""
    tables = {name: published(name, text) for name, text in ((REGIONS, _REGIONS), (CALENDAR, _CALENDAR))}
    known = {f"person/{each.id}": each for each in (PEOPLE["administrator-2"], *people)}
    return Basis({**tables, **known, AGENCIES: register(), KEYS: Keys(KEYS, 1, START, log="example.go.id/jejak")})


def region_id(code: str) -> str:
    """The opaque id of the region that bears that code at the start of the specs."""
    region = rules().regions.by_code(code, START.date())
    assert region is not None
    return region.id


def wib(day: str, clock: time = END_OF_DAY) -> datetime:
    """An instant in Jakarta: the end of that day, unless a time is given."""
    return datetime.combine(datetime.fromisoformat(day), clock, JAKARTA)


def with_regions(base: Rules, *more: Region, ended: dict[str, str] | None = None) -> Rules:
    """The rules with more regions, and some of today's codes ended: `{code: last day in force}`."""
    last_days = {code: datetime.fromisoformat(day).date() for code, day in (ended or {}).items()}
    rows = [
        row.model_copy(update={"valid_until": last_days[row.code]}) if row.code in last_days else row
        for row in base.regions.rows
    ]
    return replace(base, regions=Regions((*rows, *more)))


def successor(name: str, code: str, of: str, since: str) -> Region:
    """A kabupaten split from the region that bears a code today."""
    origin = rules().regions.by_id(region_id(of))
    assert origin is not None
    return Region(
        id=name,
        code=code,
        name=f"Kabupaten {name}",
        kind="kabupaten",
        province=origin.province,
        zone=origin.zone,
        valid_from=datetime.fromisoformat(since).date(),
        decree="Undang-undang pembentukan",
        successor_of=origin.id,
    )


POST = {"title": "Analis Kebijakan Ahli Muda", "letter": "821.2/7/2026", "rank": "fungsional"}
"""A post as a grant names it."""


def person(name: str, role: Role, agency: str, region: str | None = None) -> Person:
    """Somebody who holds one role since 2026."""
    grant = Grant(
        id=f"{role}-1",
        role=role,
        agency=agency,
        region=region_id(region) if region else None,
        post=Post.model_validate(POST | ({"rank": "menteri"} if role is Role.DECISION_MAKER else {})),
        valid_from=datetime(2026, 1, 1, tzinfo=UTC),
    )
    return Person(name, version=1, grants={grant.id: grant}, keys={key_of(name): None})


def also(holder: Person, role: Role, agency: str, region: str | None = None, **post: Any) -> Person:
    """The same person, who holds another role, or the same in another post."""
    grant = person(holder.id, role, agency, region).grants[f"{role}-1"]
    number = sum(each.role is role for each in holder.grants.values()) + 1
    held = grant.model_copy(update={"id": f"{role}-{number}", "post": Post.model_validate(POST | post)})
    return replace(holder, version=holder.version + 1, grants={**holder.grants, held.id: held})


def key_of(name: str) -> str:
    """Somebody's own key."""
    return sha256(name.encode()).hexdigest()


def signed(actor: str, other: str | None = "administrator-2") -> dict[str, str]:
    """What a command has that its actor signed, and that another confirmed."""
    confirmed = {"confirmed_by": other, "confirming_key": key_of(other)} if other else {}
    return {"actor": actor, "key": key_of(actor), **confirmed}


SURAKARTA, BANDUNG, MAKASSAR, JAYAPURA = "33.72", "32.73", "73.71", "91.71"

PEOPLE = {
    each.id: each
    for each in (
        person("proposer", Role.PROPOSER, "kota-surakarta"),
        person("other-proposer", Role.PROPOSER, "kota-bandung"),
        person("local-administrator", Role.LOCAL_ADMINISTRATOR, "kota-surakarta"),
        person("operator", Role.OPERATOR, "kemenpanrb"),
        person("operator-2", Role.OPERATOR, "kemenpanrb"),
        person("officer-surakarta", Role.REGIONAL_OFFICER, "kota-surakarta", SURAKARTA),
        person("officer-bandung", Role.REGIONAL_OFFICER, "kota-bandung", BANDUNG),
        person("officer-makassar", Role.REGIONAL_OFFICER, "kota-makassar", MAKASSAR),
        person("officer-jayapura", Role.REGIONAL_OFFICER, "kota-jayapura", JAYAPURA),
        person("evaluator-1", Role.EVALUATOR, "universitas-a"),
        person("evaluator-2", Role.EVALUATOR, "universitas-b"),
        person("evaluator-3", Role.EVALUATOR, "universitas-c"),
        person("evaluator-4", Role.EVALUATOR, "universitas-d"),
        person("evaluator-surakarta", Role.EVALUATOR, "kota-surakarta"),
        person("minister", Role.DECISION_MAKER, "kemenpanrb"),
        person("deputy", Role.DECISION_MAKER, "kemendagri"),
        person("third", Role.DECISION_MAKER, "bappenas"),
        person("mayor", Role.DECISION_MAKER, "kota-surakarta"),
        person("administrator", Role.ADMINISTRATOR, "kemenpanrb"),
        person("administrator-2", Role.ADMINISTRATOR, "kemenpanrb"),
        person("auditor", Role.AUDITOR, "bpk"),
    )
}
