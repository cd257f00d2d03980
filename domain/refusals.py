"""Refusals: why a command changes nothing.

A refusal is a value, not an error: the rules answer with it, it travels back to whoever asked, and it is recorded. What
people read of it is looked up by its code.
"""

from enum import StrEnum
from typing import TypeVar

from pydantic import JsonValue

from domain.model import Facts, Frozen, recordable
from proof.errors import JejakError, Kind

T = TypeVar("T")


class Code(StrEnum):
    """Why a command was refused: the closed list of reasons."""

    # the command itself
    UNKNOWN_COMMAND = "unknown_command"
    INVALID_PAYLOAD = "invalid_payload"
    NOT_AUTHENTIC = "not_authentic"
    SYSTEM_ONLY = "system_only"
    COMMAND_ID_REUSED = "command_id_reused"
    VERSION_MOVED = "version_moved"
    WRONG_STREAM = "wrong_stream"
    INTERNAL_ERROR = "internal_error"
    REASON_REQUIRED = "reason_required"
    # signatures
    SIGNATURE_REQUIRED = "signature_required"
    CONFIRMATION_REQUIRED = "confirmation_required"
    CONFIRMED_BY_AUTHOR = "confirmed_by_author"
    CONFIRMED_BY_SUBJECT = "confirmed_by_subject"
    KEY_NOT_ENROLLED = "key_not_enrolled"
    KEY_RETIRED = "key_retired"
    KEY_NOT_POSSESSED = "key_not_possessed"
    KEY_KNOWN = "key_known"
    NOT_ONES_OWN = "not_ones_own"
    EXPIRED = "expired"
    STAMPED_AHEAD = "stamped_ahead"
    SIGNED_AHEAD = "signed_ahead"
    SEEN_OTHERWISE = "seen_otherwise"
    # who
    UNKNOWN_PERSON = "unknown_person"
    NO_ROLE = "no_role"
    ROLE_MISSING = "role_missing"
    POST_NEEDED = "post_needed"
    POST_NOT_HELD = "post_not_held"
    CONTACTS_NOT_YOURS = "contacts_not_yours"
    NOT_OPEN = "not_open"
    OTHER_AGENCY = "other_agency"
    OTHER_REGION = "other_region"
    SAME_AGENCY = "same_agency"
    CONFLICT_DECLARED = "conflict_declared"
    EXCLUDING_CAPACITY = "excluding_capacity"
    PILOT_REGION = "pilot_region"
    # where in its life
    UNKNOWN_INNOVATION = "unknown_innovation"
    ALREADY_PROPOSED = "already_proposed"
    ENDED = "ended"
    WRONG_STAGE = "wrong_stage"
    SUSPENDED = "suspended"
    NOT_SUSPENDED = "not_suspended"
    # reference data
    UNKNOWN_REGION = "unknown_region"
    ENDED_REGION = "ended_region"
    REGION_TWICE = "region_twice"
    UNKNOWN_AGENCY = "unknown_agency"
    ENDED_AGENCY = "ended_agency"
    REGION_OF_OTHER = "region_of_other"
    UNKNOWN_EDITION = "unknown_edition"
    EDITION_FIXED = "edition_fixed"
    SAME_EDITION = "same_edition"
    # proposal
    RUNS_IT = "runs_it"
    TOO_YOUNG = "too_young"
    ANSWERS_INVALID = "answers_invalid"
    QUESTIONS_UNANSWERED = "questions_unanswered"
    NOT_RETURNED = "not_returned"
    ALREADY_RETURNED = "already_returned"
    NOTHING_REVISED = "nothing_revised"
    # drafts of proposals
    UNKNOWN_DRAFT = "unknown_draft"
    OTHERS_DRAFT = "others_draft"
    DRAFT_SUBMITTED = "draft_submitted"
    DRAFT_CHANGED = "draft_changed"
    # pilot
    PILOTS_ALREADY_PLANNED = "pilots_already_planned"
    PILOTS_NOT_PLANNED = "pilots_not_planned"
    PILOT_TOO_LONG = "pilot_too_long"
    PILOT_TOO_SHORT = "pilot_too_short"
    PILOT_ELSEWHERE = "pilot_elsewhere"
    NO_SUCH_PILOT = "no_such_pilot"
    PILOT_ABORTED = "pilot_aborted"
    PILOT_ENDED = "pilot_ended"
    UNKNOWN_INDICATOR = "unknown_indicator"
    INDICATOR_MISSING = "indicator_missing"
    INDICATOR_TWICE = "indicator_twice"
    # evaluation
    PANEL_SIZE = "panel_size"
    PANEL_ALREADY_ASSIGNED = "panel_already_assigned"
    NAMED_TWICE = "named_twice"
    NOT_AN_EVALUATOR = "not_an_evaluator"
    OWN_SEAT = "own_seat"
    COULD_READ = "could_read"
    NOT_ON_PANEL = "not_on_panel"
    ALREADY_SCORED = "already_scored"
    ALREADY_DECLARED = "already_declared"
    UNKNOWN_ASPECT = "unknown_aspect"
    ASPECT_MISSING = "aspect_missing"
    ASPECT_TWICE = "aspect_twice"
    SHEET_INVALID = "sheet_invalid"
    # clarification
    NO_SUCH_CLARIFICATION = "no_such_clarification"
    ALREADY_FORWARDED = "already_forwarded"
    ALREADY_ANSWERED = "already_answered"
    ANSWER_LATE = "answer_late"
    # decision
    BELOW_GRADE = "below_grade"
    GRADE_REACHED = "grade_reached"
    ALREADY_DECIDED = "already_decided"
    NOTHING_TO_ENDORSE = "nothing_to_endorse"
    INSTRUMENT_REQUIRED = "instrument_required"
    INSTRUMENT_DATED = "instrument_dated"
    INSTRUMENT_KNOWN = "instrument_known"
    RANK_REQUIRED = "rank_required"
    DECREE_DATED = "decree_dated"
    NOT_IN_ANNEX = "not_in_annex"
    NO_DECREE = "no_decree"
    OTHER_DECREE = "other_decree"
    SAME_RECORDER = "same_recorder"
    ADOPTERS_REQUIRED = "adopters_required"
    # scaling
    WAVES_ALREADY_PLANNED = "waves_already_planned"
    WAVES_NOT_PLANNED = "waves_not_planned"
    WAVE_OPENED = "wave_opened"
    NOT_AN_ADOPTER = "not_an_adopter"
    ADOPTER_WITHOUT_WAVE = "adopter_without_wave"
    NOT_OFFERED = "not_offered"
    ALREADY_COMMITTED = "already_committed"
    ALREADY_DECLINED = "already_declined"
    NOT_COMMITTED = "not_committed"
    PHASE_BACKWARDS = "phase_backwards"
    ALREADY_COMPLETED = "already_completed"
    ADOPTION_RELEASED = "adoption_released"
    NOT_ADOPTABLE = "not_adoptable"
    # sustaining
    NO_SUCH_CHECK = "no_such_check"
    ALREADY_REPORTED = "already_reported"
    NOT_REPORTED = "not_reported"
    ALREADY_ASSESSED = "already_assessed"
    CORRECTION_OPEN = "correction_open"
    NO_CORRECTION_OPEN = "no_correction_open"
    TOO_EARLY = "too_early"
    # amendments
    NOTHING_TO_AMEND = "nothing_to_amend"
    ANOTHERS_STATEMENT = "anothers_statement"
    AMENDMENT_OPEN = "amendment_open"
    NOTHING_AMENDED = "nothing_amended"
    NO_AMENDMENT_OPEN = "no_amendment_open"
    OWN_AMENDMENT = "own_amendment"
    COULD_BE_SEATED = "could_be_seated"
    # revocation
    SAME_REVOKER = "same_revoker"
    # people, editions, reference data
    NOT_A_FOUNDER = "not_a_founder"
    ALREADY_IN_OFFICE = "already_in_office"
    LAST_KEY = "last_key"
    SOLITARY_ROLE = "solitary_role"
    REGION_REQUIRED = "region_required"
    OWN_GRANT = "own_grant"
    BEYOND_LOCAL = "beyond_local"
    BEYOND_AGENCY = "beyond_agency"
    OTHERS_OFFICERS = "others_officers"
    OTHERS_PEOPLE = "others_people"
    OTHERS_MANDATE = "others_mandate"
    HELD_ELSEWHERE = "held_elsewhere"
    OWN_SUPERIOR = "own_superior"
    MANDATE_NOT_HELD = "mandate_not_held"
    ROLE_HELD = "role_held"
    ROLE_NOT_HELD = "role_not_held"
    NOTHING_HELD = "nothing_held"
    ROLE_ENDS = "role_ends"
    NOT_SUCCEEDED = "not_succeeded"
    OWN_SUCCESSOR = "own_successor"
    BACKDATED = "backdated"
    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    LAST_ADMINISTRATOR = "last_administrator"
    AGENCY_WITHOUT_REGION = "agency_without_region"
    AGENCY_KNOWN = "agency_known"
    SAME_NAME = "same_name"
    NAME_TAKEN = "name_taken"
    MERGED_INTO_OWN = "merged_into_own"
    SPLIT_INTO_ONE = "split_into_one"
    PARENT_OF_UNIT = "parent_of_unit"
    REGION_GOVERNED = "region_governed"
    EDITION_INVALID = "edition_invalid"
    REFERENCE_INVALID = "reference_invalid"
    REFERENCE_MISSING = "reference_missing"
    UNCHANGED = "unchanged"


class Refusal(Frozen):
    """Why nothing changed: a code and the facts that its sentence names."""

    code: Code
    facts: Facts = {}

    def within(self, longest: int) -> "Refusal":
        """The same, no text in it longer than so many characters, nor what stands in a list than a tenth."""
        return Refusal(code=self.code, facts={name: _within(fact, longest) for name, fact in self.facts.items()})


def _within(fact: JsonValue, longest: int) -> JsonValue:
    match fact:
        case str():
            return fact[:longest]
        case list():
            return [_within(each, longest // 10) for each in fact[: longest // 100]]
        case dict():
            return {name[:longest]: _within(each, longest) for name, each in fact.items()}
    return fact


class Refused(JejakError):
    """Carries a refusal from a guard deep in a decision up to `decide`, which answers with it."""

    kind = Kind.REFUSED

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code, **refusal.facts)
        self.refusal = refusal


def refuse(code: Code, **facts: object) -> Refused:
    """A `Refused` to raise."""
    return Refused(Refusal(code=code, facts=recordable(facts)))


def required(value: T | None, code: Code, **facts: object) -> T:
    """The value, if there is one.

    Raises:
        Refused: with that code, otherwise.
    """
    if value is None:
        raise refuse(code, **facts)
    return value


def require(condition: object, code: Code, **facts: object) -> None:
    """Go on if the condition holds.

    Raises:
        Refused: with that code, otherwise.
    """
    if not condition:
        raise refuse(code, **facts)
