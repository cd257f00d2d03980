"""The files in examples/ are payloads as they stand, and together carry an innovation into sustaining."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from domain.commands import PAYLOADS
from domain.commands.innovation import Score
from domain.events import innovation as e
from domain.vocabulary import Stage
from tests.domain.journeys import closed
from tests.domain.spec import Life
from tests.domain.world import rules

EXAMPLES = Path(__file__).parents[2] / "examples"
COMMANDS = {
    "kartu-insentif-anak": "propose",
    "pilots": "plan_pilots",
    "score": "score",
    "decision": "decide",
    "waves": "plan_waves",
    "check": "report_check",
}


def example(name: str) -> dict[str, Any]:
    """The payload in one of the files, in JSON's types."""
    written = YAML(typ="safe").load(EXAMPLES / f"{name}.yaml")
    return PAYLOADS[COMMANDS[name]].model_validate(written).model_dump(mode="json")


def test_every_example_is_the_payload_of_a_command() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.yaml")} == set(COMMANDS)
    for name in COMMANDS:
        assert example(name)


@pytest.mark.parametrize("edition", ["kipp-2025", "ringkas"])
def test_the_sheet_scores_every_aspect_of_an_edition(edition: str) -> None:
    sheet = Score.model_validate(example("score"))
    assert [each.aspect for each in sheet.scores] == list(rules(edition).edition.weights())


def test_the_examples_carry_the_child_card_from_its_proposal_to_its_first_check() -> None:
    life = Life()
    life.rules = rules("ringkas")
    life.when("proposer", "propose", **example("kartu-insentif-anak")).then(e.InnovationProposed)
    life.when("operator", "admit").then(e.ProposalAdmitted)
    life.when("operator", "plan_pilots", **example("pilots")).then(e.PilotsPlanned)
    life.when("operator", "close_pilots").then(e.PilotsClosed)
    panel = ["evaluator-1", "evaluator-2", "evaluator-3"]
    life.when("operator", "assign_panel", evaluators=panel).then(e.PanelAssigned)
    for evaluator in panel:
        life.when(evaluator, "score", **example("score"))
    closed(life).then(e.EvaluationClosed)
    life.when("minister", "decide", **example("decision")).then(e.DecisionTaken)
    life.when("deputy", "endorse").then(e.DecisionEndorsed)
    life.when("operator", "plan_waves", **example("waves")).then(e.WavesPlanned, e.WaveOpened)
    adopters = [place.id for place in life.event(e.DecisionTaken).adopters]
    for adopter in adopters[:3]:
        life.system("adoption_moved", adopter=adopter, adoption_version=3, milestone="completed")
    life.then(e.MilestoneReached, e.SustainingBegan)
    while life.state.stage is Stage.SUSTAINING and not life.state.checks:
        life.wait_until_due()
    life.when("proposer", "report_check", **example("check")).then(e.CheckReported)
