"""A report on an adoption is amended in the adoption's stream."""

from dataclasses import replace

from domain.events.amendments import AdoptionReport, AmendmentAccepted, AmendmentProposed, AmendmentRejected
from domain.vocabulary import Role
from tests.domain.acts import both_roles, resume, suspend
from tests.domain.amending import BANDUNG_ID
from tests.domain.histories import AdoptionLife, committed, phase
from tests.domain.journeys import in_waves
from tests.domain.world import BANDUNG, person


def amend_report(adoption: AdoptionLife, name: str, report: int = 1, who: str = "officer-bandung") -> AdoptionLife:
    return adoption.when(who, "amend_adoption_report", report=report, phase=name)


def accept_report(adoption: AdoptionLife, number: int = 1, who: str = "operator") -> AdoptionLife:
    return adoption.when(who, "accept_adoption_amendment", amendment=number)


def test_a_phase_that_was_reported_wrongly_is_amended_and_the_innovation_learns_of_it() -> None:
    life = in_waves()
    adoption = phase(committed(life), "evaluate")
    amend_report(adoption, "adapt").then(AmendmentProposed)
    assert adoption.state.phase == "evaluate"
    accept_report(adoption).then(AmendmentAccepted)
    assert adoption.state.phase == "adapt"
    adoption.report_milestones()
    assert life.state.adoptions[BANDUNG_ID] == (adoption.state.version, "phase_adapt")
    phase(adoption, "replicate")


def test_an_amendment_of_an_earlier_report_leaves_the_phase_reached() -> None:
    adoption = phase(phase(committed(in_waves()), "prepare"), "replicate")
    accept_report(amend_report(adoption, "adapt")).then(AmendmentAccepted)
    assert [each.phase for each in adoption.state.reported] == ["adapt", "replicate"]
    assert adoption.state.phase == "replicate"


def test_who_answers_for_an_adoption_operates_on_its_innovation() -> None:
    life = in_waves()
    life.people |= both_roles(life, "omnibus").people
    held = life.people["omnibus"].grants | person("omnibus", Role.OPERATOR, "bappenas").grants
    life.people["omnibus"] = replace(life.people["omnibus"], grants=held)
    adoption = amend_report(phase(committed(life), "evaluate"), "adapt")
    adoption.when("omnibus", "reject_adoption_amendment", amendment=1).then(AmendmentRejected)
    adoption.report_milestones()
    life.when("omnibus", "discontinue").refused("excluding_capacity")


def test_amended_phases_still_go_forward_only() -> None:
    adoption = phase(phase(committed(in_waves()), "prepare"), "adapt")
    amend_report(adoption, "replicate", 1).refused("phase_backwards")
    amend_report(adoption, "evaluate", 2).then(AmendmentProposed)
    adoption.when("operator", "reject_adoption_amendment", amendment=1).then(AmendmentRejected)
    amend_report(adoption, "adapt", 1).then(AmendmentProposed)


def test_an_amendment_that_a_later_report_overtook_is_not_accepted() -> None:
    adoption = phase(committed(in_waves()), "prepare")
    phase(amend_report(adoption, "evaluate"), "adapt")
    accept_report(adoption).refused("phase_backwards")


def test_a_report_is_amended_after_the_adoption_was_completed() -> None:
    adoption = phase(committed(in_waves()), "adapt").when("officer-bandung", "complete_adoption")
    accept_report(amend_report(adoption, "replicate")).then(AmendmentAccepted)
    assert adoption.state.reported == [AdoptionReport(number=1, phase="replicate")]


def test_who_amends_and_answers_a_report_on_an_adoption() -> None:
    life = in_waves()
    life.people["colleague"] = person("colleague", Role.REGIONAL_OFFICER, "kota-bandung", BANDUNG)
    life.people["operator-surakarta"] = person("operator-surakarta", Role.OPERATOR, "kota-surakarta")
    adoption = phase(committed(life), "evaluate")
    amend_report(adoption, "adapt", who="colleague").refused("anothers_statement")
    amend_report(adoption, "adapt", who="officer-makassar").refused("other_region")
    amend_report(adoption, "adapt", who="operator").refused("role_missing")
    amend_report(adoption, "adapt", 2).refused("nothing_to_amend")
    amend_report(adoption, "evaluate").refused("nothing_amended")
    amend_report(adoption, "adapt")
    amend_report(adoption, "prepare").refused("amendment_open")
    accept_report(adoption, who="officer-bandung").refused("role_missing")
    accept_report(adoption, who="operator-surakarta").refused("same_agency")
    accept_report(adoption, 2).refused("no_amendment_open")
    accept_report(adoption).then(AmendmentAccepted)


def test_an_adoption_that_is_released_or_frozen_is_not_amended() -> None:
    life = in_waves()
    adoption = amend_report(phase(committed(life), "evaluate"), "adapt")
    suspend(life)
    accept_report(adoption).refused("suspended")
    resume(life.later(days=1)).when("minister", "discontinue")
    accept_report(adoption).refused("adoption_released")
    assert not adoption.state.statements.amendments
