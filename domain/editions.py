"""Editions: a year's rules as data. An innovation is pinned to the hash of its edition's exact text."""

import re
import tomllib
from decimal import Decimal
from hashlib import sha256
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator

from domain.model import Frozen, Input, Key, Problem, Text, Title, problem, problems_of, wrong
from domain.periods import Period
from domain.tables import PlainDate
from domain.vocabulary import Rank, Role
from proof.errors import JejakError

MOST_REPORTS = 200
"""How often a pilot region may have to report: the whole schedule stands in one event."""


MOST_DOTS = 100
"""In one line of an edition: what the parser takes for a key of many parts grows with their square."""


class Bilingual(Frozen):
    """A name in Indonesian and English."""

    id: Title
    en: Title


class Deadline(Frozen):
    """How long is waited, when a reminder goes out, and whom an overdue wait is escalated to."""

    due: Period
    until: PlainDate | None = None
    """The last day of the year's calendar, in place of `due` for what begins before it is over."""
    remind: Period | None = None
    """Counted from the start, like `due`, and shorter than it."""
    escalate_to: Role = Role.OPERATOR

    @model_validator(mode="after")
    def _reminds_before_it_is_due(self) -> Self:
        if self.remind is not None and not self.remind.shorter_than(self.due):
            raise wrong("reminder_after_due", remind=self.remind, due=self.due)
        return self


class Aspect(Frozen):
    """What evaluators score, 0-100, and which of the five criteria it serves."""

    key: Key
    name: Bilingual
    weight: Annotated[Decimal, Field(ge=0, le=100, decimal_places=4)]
    criterion: Key
    looks_at: Bilingual | None = None
    """What is judged in it."""


class Question(Frozen):
    """What a proposal has to say about an aspect, in so many words at most."""

    key: Key
    aspect: Key
    text: Bilingual
    words: Annotated[int, Field(ge=1, le=1000)]
    required: bool = True

    def too_many(self, answer: str) -> int | None:
        """How many words an answer has that has more than it may; None of any other."""
        words = len(answer.split())
        return words if words > self.words else None


class ProposalRules(Frozen):
    """Screening and revision."""

    screening: Deadline
    revision: Deadline


class PilotRules(Frozen):
    """Planning of pilots, how often a pilot region reports, and how long it tries."""

    plan: Deadline
    report_every: Period
    report_remind: Period
    longest: Period
    shortest: Period | None = None
    """None: as short as it is planned."""

    @model_validator(mode="after")
    def _reminds_before_the_report(self) -> Self:
        if self.shortest and self.shortest.at_most() > self.longest.at_least():
            raise wrong("shortest_over_longest", shortest=self.shortest, longest=self.longest)
        if not self.report_remind.shorter_than(self.report_every):
            raise wrong("reminder_after_report", remind=self.report_remind, every=self.report_every)
        if self.longest.at_most() > MOST_REPORTS * self.report_every.at_least():
            raise wrong("too_many_reports", longest=self.longest, every=self.report_every, most=MOST_REPORTS)
        return self


class Level(Frozen):
    """What scores from one on mean, up to the next level."""

    starts_at: Annotated[int, Field(ge=0, le=100)]
    means: Bilingual


class EvaluationRules(Frozen):
    """The panel: its size, quorum and time, what its scores mean, and which of them it has to justify."""

    panel: Deadline
    smallest: Annotated[int, Field(ge=1)]
    largest: Annotated[int, Field(ge=1)]
    quorum: Annotated[int, Field(ge=1)]
    scoring: Period
    extension: Period
    amending: Period = Period("1wd")
    """How long after the last score sheet the panel closes by itself, so that a sheet can still be amended."""
    escalate_to: Role = Role.OPERATOR
    justify_below: Annotated[int, Field(ge=0, le=101)]
    """A score below it takes a justification, and so does one from `justify_from`."""
    justify_from: Annotated[int, Field(ge=0, le=101)]
    scale: tuple[Level, ...] = ()
    """What scores mean, the lowest first."""

    @model_validator(mode="after")
    def _scale_covers_every_score(self) -> Self:
        starts = [each.starts_at for each in self.scale]
        if starts and (starts[0] != 0 or starts != sorted(set(starts))):
            raise wrong("scale_not_rising", starts=starts)
        return self

    @model_validator(mode="after")
    def _quorum_can_be_met(self) -> Self:
        if not self.quorum <= self.smallest <= self.largest:
            raise wrong("panel_sizes", quorum=self.quorum, smallest=self.smallest, largest=self.largest)
        return self

    def takes_justification(self, score: int) -> bool:
        """Whether a score is so low or so high that its evaluator has to say why."""
        return score < self.justify_below or score >= self.justify_from


class ClarificationRules(Frozen):
    """How soon the secretariat forwards an evaluator's question, and the proposer answers one."""

    forwarding: Deadline
    answer: Deadline


class DecisionRules(Frozen):
    """The scaling decision, and who determines it."""

    decision: Deadline
    rejection: Deadline
    """How soon the secretariat rejects what didn't reach the passing grade."""
    endorsement: Deadline
    determined_by: Rank
    """The rank that determines what another official proposed."""
    substitute: Rank | None = None
    """The rank that does so, with a reason, where nobody of the first one is free."""
    by_acting: bool = False
    """Whether a Plt. or Plh. may."""


class ScalingRules(Frozen):
    """Waves and adoptions."""

    plan: Deadline
    wave: Period
    commitment: Deadline
    report_every: Period
    report_remind: Period
    completion: Deadline
    coverage_target: Annotated[Decimal, Field(gt=0, le=1, decimal_places=4)]
    """Share of the adopters named in the decision that must complete, as a fraction of one."""

    @model_validator(mode="after")
    def _reminds_before_the_report(self) -> Self:
        if not self.report_remind.shorter_than(self.report_every):
            raise wrong("reminder_after_report", remind=self.report_remind, every=self.report_every)
        return self


class SustainingRules(Frozen):
    """Sustainability checks for years."""

    check_every: Period
    report: Deadline
    assessment: Deadline
    correction: Deadline
    checks_before_institutionalisation: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _windows_fit_into_the_period(self) -> Self:
        windows = self.report.due.at_most() + self.assessment.due.at_most()
        if windows > self.check_every.at_least():
            raise wrong(
                "windows_longer_than_period",
                report=self.report.due,
                assessment=self.assessment.due,
                every=self.check_every,
            )
        return self


class Edition(Input):
    """One year's rules."""

    name: Key
    title: Bilingual
    year: Annotated[int, Field(ge=2000, le=2100)]
    sources: tuple[Text, ...] = ()
    assumed: tuple[Text, ...] = ()
    """Which values no source gives: paths such as `aspects.novelty.weight`."""
    run_by: Key
    """The agency that runs the scaling up: it proposes nothing itself."""
    own_signature: frozenset[Key] = frozenset()
    """The commands that a person signs with their own key."""
    passing_grade: Annotated[Decimal, Field(ge=0, le=100, decimal_places=4)]
    minimum_age: Period | None = None
    criteria: dict[Key, Bilingual]
    aspects: tuple[Aspect, ...]
    questions: tuple[Question, ...]
    """The form of a proposal, in the order in which it is filled in."""
    proposal: ProposalRules
    pilot: PilotRules
    evaluation: EvaluationRules
    clarification: ClarificationRules
    decision: DecisionRules
    scaling: ScalingRules
    sustaining: SustainingRules

    @model_validator(mode="after")
    def _aspects_add_up(self) -> Self:
        keys = [aspect.key for aspect in self.aspects]
        if len(set(keys)) != len(keys):
            raise wrong("aspect_twice")
        if (total := sum(aspect.weight for aspect in self.aspects)) != 100:
            raise wrong("weights_not_100", total=total)
        for aspect in self.aspects:
            if aspect.criterion not in self.criteria:
                raise wrong("no_such_criterion", aspect=aspect.key, criterion=aspect.criterion)
        return self

    @model_validator(mode="after")
    def _questions_are_about_aspects(self) -> Self:
        keys = [question.key for question in self.questions]
        if len(set(keys)) != len(keys):
            raise wrong("question_twice")
        for question in self.questions:
            if question.aspect not in self.weights():
                raise wrong("no_such_aspect", question=question.key, aspect=question.aspect)
        return self

    def names(self, *aspects: str) -> dict[str, dict[str, str]]:
        """What these aspects are called, by their keys; all of them, if none is named."""
        return {each.key: each.name.model_dump() for each in self.aspects if not aspects or each.key in aspects}

    def weights(self) -> dict[str, Decimal]:
        """The weight of each aspect, by its key; they add up to 100."""
        return {aspect.key: aspect.weight for aspect in self.aspects}


class EditionInvalid(JejakError):
    """An edition's text breaks a rule; `problems` has each place and what is wrong there."""

    code = "edition_invalid"

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems=problems)
        self.problems = problems


def parse_edition(text: str) -> Edition:
    """Read an edition from its TOML text.

    Raises:
        EditionInvalid: if the text isn't TOML, or breaks a rule of its own.
    """
    if any(line.count(".") > MOST_DOTS for line in text.splitlines()):
        raise EditionInvalid([problem("", "key_too_deep", most=MOST_DOTS)])
    try:
        return Edition.model_validate(tomllib.loads(text, parse_float=Decimal))
    except ValidationError as error:
        raise EditionInvalid(problems_of(error)) from None
    except (ValueError, RecursionError) as error:  # not TOML, a number of thousands of digits, or nested as deeply
        raise EditionInvalid([_not_toml(error)]) from None


def _not_toml(error: Exception) -> Problem:
    """Where the text stops being TOML: the parser gives the place only in its message, and not always."""
    place = re.search(r"line (\d+), column (\d+)", str(error))
    if place is None:
        return problem("", "not_toml", detail=error)
    return problem("", "not_toml_at", line=int(place[1]), column=int(place[2]), detail=error)


def content_hash(text: str) -> str:
    """SHA-256 of the exact text in hex: what anyone gets from `sha256sum` on the published file."""
    return sha256(text.encode()).hexdigest()
