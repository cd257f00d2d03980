"""Amending in specs."""

from typing import Any

from tests.domain.acts import ANSWERS
from tests.domain.journeys import piloting, sheet
from tests.domain.spec import Life
from tests.domain.world import BANDUNG, region_id
from tests.forms import NOTE

BANDUNG_ID = region_id(BANDUNG)
VALUES = {"coverage": "41.5", "days": "5"}
CORRECTED = {"coverage": "14.5", "days": "5"}
BETTER = ANSWERS | {"adopters": "Empat kota"}
REPORT: dict[str, Any] = {"region": BANDUNG, "report": 1, "values": CORRECTED}
CHECK: dict[str, Any] = {"check": 1, "answers": BETTER}


def measured() -> Life:
    """Bandung reported once."""
    return piloting().when("officer-bandung", "report_measurement", region=BANDUNG, values=VALUES)


def amend_measurement(life: Life, who: str = "officer-bandung", **changes: Any) -> Life:
    return life.when(who, "amend_measurement", **(REPORT | changes))


def amend_score(life: Life, evaluator: str, given: int) -> Life:
    return life.when(evaluator, "amend_score", scores=sheet(life, given), note=NOTE)


def amend_check(life: Life, who: str = "proposer", **changes: Any) -> Life:
    return life.when(who, "amend_check_report", **(CHECK | changes))


def amend_waves(life: Life, *waves: dict[str, Any], who: str = "operator") -> Life:
    return life.when(who, "amend_waves", waves=list(waves))


def accept(life: Life, number: int = 1, who: str = "operator-2") -> Life:
    return life.when(who, "accept_amendment", amendment=number)


def reject(life: Life, number: int = 1, who: str = "operator-2", **more: Any) -> Life:
    return life.when(who, "reject_amendment", amendment=number, **more)


def standing(life: Life) -> list[Any]:
    """The statements as they read now."""
    return [each.statement for each in life.state.statements.standing.values()]
