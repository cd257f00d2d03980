"""Who may ask what of an innovation, as a table made from `may` itself: `python -m tests.domain.matrix` writes it.

For each act and role: somebody of the agency that proposed, of a unit of it, of another agency; and somebody of another
agency who declared a conflict of interest, or acted in a capacity that excludes this one.
"""

from collections.abc import Iterator
from dataclasses import replace

from domain.commands import PAYLOADS, Payload
from domain.innovation.decider import may, policy_of, roles_of
from domain.innovation.impartiality import OF_ROLE, exclude_each_other
from domain.innovation.policy import StageRule
from domain.innovation.state import Innovation
from domain.vocabulary import PROPOSING, Capacity, Role, Stage
from tests.agencies import register
from tests.domain.journeys import proposed
from tests.domain.world import ROOT, START, person

FILE = ROOT / "docs/who-may.md"
HEAD = """\
# Who may ask what

Made from `may` of `domain/innovation/decider.py` by `python -m tests.domain.matrix`; a test holds
it to the rules. Somebody holds the role alone, in each of five relations to an innovation of Kota
Surakarta, at its first stage that has the act: of the *own* agency (the city), of a *unit* of it,
of *another* agency; of another one with a *conflict* of interest declared; of another one, having
acted *otherwise*, in a capacity that excludes this one. ✓ may; the others are refused with that
code. What a command's content decides (whose region, whose seat) comes after this.

| act | role | own | unit | another | conflict | otherwise |
|---|---|---|---|---|---|---|
"""
RELATIONS = ("own", "unit", "another", "conflict", "otherwise")
AGENCIES = {"own": "kota-surakarta", "unit": "disdukcapil-surakarta", "another": "universitas-a"}


def table() -> str:
    """The whole page."""
    return HEAD + "".join(f"| {' | '.join(row)} |\n" for row in rows())


def rows() -> Iterator[tuple[str, ...]]:
    """One row for each act of an innovation that people ask, and each role that may."""
    for name, payload in PAYLOADS.items():
        if payload.scope != "innovation" or payload.system:
            continue
        for role in roles_of(payload):
            yield f"`{name}`", role, *(_cell(payload, role, relation) for relation in RELATIONS)


def stage_of(payload: type[Payload]) -> Stage | None:
    """The first stage that has an act; None for what begins a life."""
    stages: tuple[Stage | None, ...] = (None, *Stage)
    return next(stage for stage in stages if payload in policy_of(stage).rules)


def capacity_of(payload: type[Payload], role: Role) -> Capacity | None:
    """The capacity in which an act is done in a role; None where it is done in none."""
    rule: StageRule = policy_of(stage_of(payload)).rules[payload]
    return None if rule.anybody else rule.capacity or OF_ROLE[role]


def _cell(payload: type[Payload], role: Role, relation: str) -> str:
    stage, capacity = stage_of(payload), capacity_of(payload, role)
    state = Innovation("x") if stage is None else replace(proposed().state, stage=stage)
    region = "33.72" if role is Role.REGIONAL_OFFICER else None
    who = person("seseorang", role, AGENCIES.get(relation, AGENCIES["another"]), region)
    if relation == "conflict":
        state = replace(state, conflicts=frozenset({who.id}))
    if relation == "otherwise" and capacity is not None:
        other = next(each for each in Capacity if exclude_each_other(each, capacity))
        state = replace(state, acted={other: frozenset({who.id})})
    if role in PROPOSING and relation in ("conflict", "otherwise"):
        who = person(who.id, role, AGENCIES["own"])  # only they come as far
    refusal = may(who, payload, state, register(), START)
    return "✓" if refusal is None else f"`{refusal.code}`"


if __name__ == "__main__":
    FILE.write_text(table(), encoding="utf-8")
