"""What people may come to ask: payloads that are plausible, payloads that are garbage, and the right next thing."""

import math
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from domain.commands import PAYLOADS, Payload
from domain.events.amendments import CheckReport, Measurement, ScoreSheet, WavePlan
from domain.grants import Person
from domain.innovation.impartiality import exclude_each_other
from domain.innovation.state import Innovation
from domain.statements import HandedIn
from domain.vocabulary import Capacity, Role, Stage
from domain.waits import WaitKind
from proof.visible import visible
from tests import forms
from tests.domain.journeys import INDICATORS, INSTRUMENT, PANEL, PROPOSAL, pilots, sheet
from tests.domain.spec import Life
from tests.domain.world import (
    BANDUNG,
    JAYAPURA,
    MAKASSAR,
    PEOPLE,
    START,
    SURAKARTA,
    also,
    person,
    region_id,
    rules,
)

Ask = tuple[str, str, dict[str, Any]]
"""Who asks what, with which payload."""


def _several(name: str, *held: Person) -> Person:
    return Person(name, version=len(held), grants={key: grant for each in held for key, grant in each.grants.items()})


def _everybody() -> dict[str, Person]:
    """The people of the specs, and some who hold what must be kept apart."""
    everybody = dict(PEOPLE)
    evaluator, decision_maker = Role.EVALUATOR, Role.DECISION_MAKER
    officer = person("x", Role.REGIONAL_OFFICER, "kota-surakarta", SURAKARTA)
    leaving = person("leaving", evaluator, "universitas-f")
    until = {
        key: grant.model_copy(update={"valid_until": START.replace(day=20)}) for key, grant in leaving.grants.items()
    }
    for each in (
        _several("professor", person("x", evaluator, "bappenas"), person("x", decision_maker, "bappenas")),
        _several("moonlighter", person("x", evaluator, "universitas-e"), officer),
        _several("omnibus", *(person("x", role, "bkn") for role in (Role.OPERATOR, evaluator, decision_maker))),
        replace(leaving, grants=until),
        also(person("two-posts", Role.OPERATOR, "kemenpanrb"), Role.OPERATOR, "kemenpanrb", tenure="plt"),
    ):
        everybody[each.id] = each
    return everybody


EVERYBODY = _everybody()
EVALUATORS = ("professor", *PANEL, "evaluator-4", "leaving")
DECISION_MAKERS = ("omnibus", "minister", "professor", "deputy", "third")
TAKEN_AFTER = {"revoke": (Stage.DISCONTINUED, Stage.INSTITUTIONALISED), "add_instrument": (Stage.INSTITUTIONALISED,)}
"""What an innovation that has ended takes nevertheless, and in which ends."""
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).filter(lambda text: visible(text) == text)
WORDS = st.sampled_from(["Alasan", "Sudah lengkap", "é – “ya”"])
people = st.sampled_from([*EVERYBODY, "nobody"])
codes = st.sampled_from([BANDUNG, MAKASSAR, BANDUNG, MAKASSAR, JAYAPURA, SURAKARTA, "33", "99.99"])
_spans = st.sampled_from(["PT5S", "PT40S", "P10D", "P1M", "P3M", "5wd"])
_periods = _spans | st.just("P9999M")
_aspects = [aspect.key for aspect in rules().edition.aspects]
_any_scores = st.lists(
    st.fixed_dictionaries(
        {"aspect": st.sampled_from([*_aspects, "charm"]), "score": st.integers(-1, 101)},
        optional={"justification": WORDS},
    ),
    max_size=9,
)
_whole_sheets = st.integers(55, 100).map(lambda given: forms.sheet(_aspects, given)["scores"])
_form = st.just(forms.answers()) | st.dictionaries(st.sampled_from([*forms.answers(), "charm"]), WORDS, max_size=3)
_proposals = st.fixed_dictionaries(
    {
        "title": WORDS,
        "summary": WORDS,
        "problem": WORDS,
        "started_on": st.sampled_from(["2014-07-01", "2026-03-01"]),
        "answers": _form,
    }
)
_plans = st.fixed_dictionaries({"region": codes, "lasts": _periods, "indicators": st.just(INDICATORS)})
_waves = st.fixed_dictionaries(
    {"adopters": st.lists(codes, min_size=1, max_size=3)},
    optional={"opens_after": _spans},
)
_answers = st.fixed_dictionaries(dict.fromkeys(("renewed", "adopters", "strengthened", "evaluation"), WORDS))
_choices = st.sampled_from(["scale_national", "scale_regions", "repeat_pilot", "return", "decline"])

FIELDS: dict[str, SearchStrategy[Any]] = {
    "action": WORDS,
    "annex": st.just([]),
    "answer": WORDS,
    "adopters": st.lists(codes, max_size=3),
    "amendment": st.integers(0, 3),
    "agency": st.sampled_from(["kota-surakarta", "kota-bandung"]),
    "answers": _answers | _form,
    "by": _periods,
    "check": st.integers(0, 4),
    "choice": _choices,
    "clarification": st.integers(1, 3),
    "complaints": st.lists(WORDS, max_size=2),
    "dated": st.sampled_from(["2026-03-01", *(str((START + timedelta(days=day)).date()) for day in (0, 30, 90))]),
    "edition": st.sampled_from(["kipp-2025", "ringkas", "kipp-1999"]),
    "evaluator": people,
    "evaluators": st.lists(people, min_size=2, max_size=4) | st.just(PANEL),
    "evidence": st.lists(WORDS, max_size=2),
    "facilitator": WORDS,
    "instrument": WORDS,
    "location": WORDS,
    "note": WORDS,
    "number": WORDS,
    "originator_migrates": st.booleans(),
    "phase": st.sampled_from(["prepare", "adapt", "replicate", "evaluate"]),
    "pilots": st.lists(_plans, min_size=1, max_size=3),
    "problem": WORDS,
    "proposal": _proposals,
    "question": WORDS,
    "recommendation": _choices,
    "region": codes,
    "report": st.integers(0, 3),
    "scores": _whole_sheets | _any_scores,
    "sector_owner": WORDS,
    "sha256": st.just("ab" * 32),
    "signatory": people,
    "specification": WORDS,
    "started_on": st.just("2015-01-01"),
    "successor": people,
    "summary": WORDS,
    "text": WORDS,
    "title": WORDS,
    "values": st.fixed_dictionaries({"coverage": st.just("41.5")}, optional={"days": st.just(5)})
    | st.just({"coverage": 3, "days": "1"}),
    "verdict": st.sampled_from(["sustained", "sustained_with_notes", "at_risk", "lapsed"]),
    "waves": st.lists(_waves, min_size=1, max_size=3),
}
"""By the name of a payload's field, what people plausibly put there."""

_LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT | st.sampled_from([10**400, -math.inf, "1e999999"])
)
GARBAGE = st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3))

ANYTHING = st.dictionaries(TEXT, GARBAGE, max_size=3)


def asked_of(scope: str) -> list[str]:
    """The commands of people in a scope."""
    return sorted(name for name, cls in PAYLOADS.items() if cls.scope == scope and not cls.system)


def plausible(cls: type[Payload], **known: SearchStrategy[Any]) -> SearchStrategy[dict[str, Any]]:
    """Payloads that fit the form, whether or not the rules allow them; `known` replaces what a field may hold."""
    fields = {name: known.get(name, FIELDS[name]) for name in cls.model_fields}
    required = {name: each for name, each in fields.items() if cls.model_fields[name].is_required()}
    optional = {name: each for name, each in fields.items() if name not in required}
    return st.fixed_dictionaries(required, optional=optional)


def at_hand(life: Life, who: str) -> dict[str, SearchStrategy[Any]]:
    """What somebody puts into a payload's fields who looks at the innovation."""
    state = life.state
    regions = {place.code for place in (state.decision.adopters.values() if state.decision else ())}
    regions |= {pilot.place.code for pilot in state.pilots.values()}
    if state.origin is not None:
        regions.add(state.origin.code)
    own = {grant.region for grant in EVERYBODY[who].grants.values()}
    mine = [code for code in (BANDUNG, MAKASSAR, JAYAPURA, SURAKARTA) if region_id(code) in own]
    found: dict[str, list[Any]] = {
        "region": mine or sorted(regions),
        "adopters": [sorted(regions)],
        "waves": [[{"adopters": [code]} for code in sorted(regions)], [{"adopters": [BANDUNG, MAKASSAR]}]],
        "evaluator": [seat.evaluator for seat in state.panel],
        "successor": ["evaluator-4", "professor", "leaving"],
        "check": list(state.checks),
        "clarification": list(state.clarifications),
        "amendment": list(state.statements.amendments),
        "values": [{"coverage": "41.5", "days": 5}],
    }
    return {name: st.sampled_from(values) for name, values in found.items() if values}


def garbled(cls: type[Payload]) -> SearchStrategy[dict[str, Any]]:
    """Payloads with garbage in some of their fields, or in fields that don't exist."""
    fields = dict.fromkeys([*cls.model_fields, "more"], GARBAGE)
    return (
        st.builds(lambda fits, garbage: fits | garbage, plausible(cls), st.fixed_dictionaries({}, optional=fields))
        | ANYTHING
    )


def right_next_thing(life: Life) -> Ask | None:
    """What leads a life on, by somebody who may; None where only time, or a region, does."""
    state = life.state
    if state.suspended_at is not None:
        return ("operator", "resume", {})
    match state.stage:
        case None:
            edition = life.rules.edition_pin.name
            proposal = {"edition": edition, "agency": "kota-surakarta", "region": SURAKARTA, "proposal": PROPOSAL}
            return ("proposer", "propose", proposal)
        case Stage.PROPOSAL:
            return ("proposer", "revise", {"title": "Judul baru"}) if state.returned else ("operator", "admit", {})
        case Stage.PILOT:
            lasts = "P3M" if life.rules.edition_pin.name == "kipp-2025" else "PT40S"
            if not state.pilots:
                return ("operator", "plan_pilots", {"pilots": pilots(BANDUNG, MAKASSAR, lasts=lasts)})
            if any(pilot.reported or pilot.aborted for pilot in state.pilots.values()):
                return ("operator", "close_pilots", {})
            values = {"coverage": "41.5", "days": 5}
            return ("officer-bandung", "report_measurement", {"region": BANDUNG, "values": values})
        case Stage.EVALUATION:
            return _evaluation(life)
        case Stage.DECISION if state.waits_for(WaitKind.REJECTION):
            return ("operator", "reject", {})
        case Stage.DECISION if state.decision is None:
            choice = {"choice": "scale_regions", "adopters": [BANDUNG, MAKASSAR], "instrument": INSTRUMENT}
            return (_decision_maker(life), "decide", choice)
        case Stage.DECISION:
            return (_decision_maker(life, but=state.decision.by if state.decision else ""), "endorse", {})
        case Stage.SCALING if not state.waves:
            assert state.decision is not None
            adopters = [place.code for place in state.decision.adopters.values()]
            return ("operator", "plan_waves", {"waves": [{"adopters": adopters}]})
        case Stage.SUSTAINING:
            return _sustaining(life)
        case _:
            return None


def second_thoughts(life: Life, handed_in: HandedIn, days: int) -> Ask:
    """What amends a statement, by who handed it in; with other days than before, mostly a real change."""
    answers = dict.fromkeys(("renewed", "adopters", "strengthened", "evaluation"), f"{days} hari")
    match handed_in.statement:
        case Measurement(region=region, number=number):
            amended = {"region": life.state.pilots[region].place.code, "report": number}
            return (handed_in.by, "amend_measurement", amended | {"values": {"coverage": "41.5", "days": days}})
        case ScoreSheet():
            return (handed_in.by, "amend_score", {"scores": sheet(life, 90 + days), "note": forms.NOTE})
        case CheckReport(number=number, region=None):
            return (handed_in.by, "amend_check_report", {"check": number, "answers": answers})
        case CheckReport(number=number, region=region):
            [code] = [code for code in (BANDUNG, MAKASSAR, JAYAPURA, SURAKARTA) if region_id(code) == region]
            return (handed_in.by, "amend_check_report", {"check": number, "region": code, "answers": answers})
        case WavePlan(waves=waves):
            plan = [
                {
                    "adopters": [place.code for place in wave.adopters],
                    "opens_after": str(wave.opens_after) if life.state.waves[wave.number - 1].opened else f"P{days}D",
                }
                for wave in waves
            ]
            for wave in plan:
                if wave["opens_after"] == "None":
                    del wave["opens_after"]
            return (handed_in.by, "amend_waves", {"waves": plan})
    raise AssertionError(handed_in.statement)


def _evaluation(life: Life) -> Ask | None:
    state = life.state
    evaluators = [name for name in EVALUATORS if name not in barred(state, Capacity.JUDGING)]
    if not state.panel:
        return ("operator", "assign_panel", {"evaluators": evaluators[:3]})
    for seat in state.panel:
        if seat.conflicted:
            taken = [other.evaluator for other in state.panel]
            unread = [name for name in evaluators if name != "professor" or state.first_sheet_at is None]
            successor = next((name for name in unread if name not in taken), None)
            if successor is not None:
                return ("operator", "replace_evaluator", {"evaluator": seat.evaluator, "successor": successor})
        elif seat.total is None:
            return (seat.evaluator, "score", {"scores": sheet(life, 95), "note": forms.NOTE})
    return None


def _sustaining(life: Life) -> Ask | None:
    state = life.state
    if state.correction is not None and not state.correction.reported:
        return ("proposer", "report_correction", {"action": "Dilatih ulang"})
    for name in state.waits:
        if name.kind is WaitKind.CHECK_REPORT:
            answers = dict.fromkeys(("renewed", "adopters", "strengthened", "evaluation"), "Ya")
            return ("proposer", "report_check", {"check": int(name.subject), "answers": answers})
        if name.kind is WaitKind.CHECK_ASSESSMENT:
            evaluator = next(
                (name for name in EVALUATORS if name not in barred(state, Capacity.JUDGING)), EVALUATORS[0]
            )
            return (evaluator, "assess_check", {"check": int(name.subject), "verdict": "sustained"})
    if sum(check.verdict == "sustained" for check in state.checks.values()) >= 2 and state.consecutive_failures == 0:
        return (_decision_maker(life), "institutionalise", {"instrument": INSTRUMENT})
    return None


def barred(state: Innovation, capacity: Capacity) -> frozenset[str]:
    """Who declared a conflict, or acted in a capacity that excludes this one."""
    others = (state.acted_as(each) for each in Capacity if exclude_each_other(each, capacity))
    return state.conflicts.union(*others)


def _decision_maker(life: Life, but: str = "") -> str:
    """Somebody who may decide, if anybody is left."""
    partial = barred(life.state, Capacity.DETERMINING if but else Capacity.DECIDING) | {but}
    return next((name for name in DECISION_MAKERS if name not in partial), DECISION_MAKERS[-1])
