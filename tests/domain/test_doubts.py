"""Doubts: what looks like a repeat, or comes too early, is asked about; what is due never is."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain import doubts
from domain.doubts import Code, Doubt
from domain.events.adoption import AdoptionReported
from domain.events.innovation import MeasurementReported
from domain.grants import Person
from domain.vocabulary import Role
from domain.waits import WaitKind
from tests.agencies import register
from tests.domain.histories import OFFICER, AdoptionLife, committed
from tests.domain.journeys import in_waves, piloting, until
from tests.domain.spec import Life
from tests.domain.world import BANDUNG, PEOPLE, also, region_id

SAME, OTHER = {"coverage": "41.5", "days": "5"}, {"coverage": "42", "days": "5"}


def report(life: Life) -> Life:
    return life.when("officer-bandung", "report_measurement", region=BANDUNG, values=SAME).then(MeasurementReported)


def doubted(life: Life, values: dict[str, str]) -> Code | None:
    """What is doubted of a report by Bandung now."""
    given = [event for event in life.events if isinstance(event, MeasurementReported)]
    pilot = life.state.pilots[region_id(BANDUNG)]
    found = doubts.of_measurement(
        pilot, {key: Decimal(value) for key, value in values.items()}, given[-1] if given else None, life.now
    )
    return found.code if found else None


def test_the_first_report_is_never_early() -> None:
    assert doubted(piloting(), SAME) is None


@pytest.mark.parametrize(("values", "code"), [(SAME, Code.SAME_REPORT), (OTHER, Code.EARLY_REPORT)])
def test_another_report_is_doubted_until_the_period_of_the_one_before_is_over(
    values: dict[str, str], code: Code
) -> None:
    life = report(piloting())
    over = life.state.pilots[region_id(BANDUNG)].reports_due[0]
    assert doubted(life, values) is code
    assert doubted(life.at(over - timedelta(microseconds=1)), values) is code
    assert doubted(life.at(over), values) is None


def test_the_same_values_written_otherwise_are_the_same_report() -> None:
    assert doubted(report(piloting()), {"days": "5.0", "coverage": "41.50"}) is Code.SAME_REPORT


def test_a_report_after_a_missed_one_is_due_at_once() -> None:
    life = until(piloting(), WaitKind.MEASUREMENT, region_id(BANDUNG))
    assert doubted(life, SAME) is None


def test_a_report_beyond_the_plan_is_doubted() -> None:
    life = report(piloting(BANDUNG, lasts="P10D"))
    assert doubted(life, OTHER) is Code.REPORT_BEYOND_PLAN


# ---- adoptions


def phase(adoption: AdoptionLife, phase: str, note: str | None = None) -> Code | None:
    """What is doubted of a region's report on its adoption now."""
    given = [event for event in adoption.events if isinstance(event, AdoptionReported)]
    found = doubts.of_adoption_report(adoption.state, phase, note, given[-1] if given else None, adoption.life.now)
    return found.code if found else None


def test_an_adoptions_report_that_says_the_same_is_doubted_until_the_next_one_is_waited_for() -> None:
    adoption = committed(in_waves())
    assert phase(adoption, "adapt") is None
    adoption.when(OFFICER, "report_adoption", phase="adapt")
    assert phase(adoption, "adapt") is Code.SAME_PHASE
    assert phase(adoption, "adapt", "Dua puskesmas") is None
    assert phase(adoption, "replicate") is None
    wait = adoption.wait(WaitKind.ADOPTION_REPORT)
    adoption.life.at(wait.remind_at or wait.due_at)
    assert phase(adoption, "adapt") is None


# ---- proposals


def similar(title: str, *others: str) -> str | None:
    """The title that a proposal's is taken for."""
    found = doubts.of_proposal(title, [(str(number), other) for number, other in enumerate(others)])
    return str(found.facts["title"]) if found else None


@pytest.mark.parametrize(
    "again",
    [
        "Kartu Insentif Anak",
        "KARTU INSENTIF ANAK",
        "Kartu Insentif Anak (KIA)",
        "Kartu Anak Insentif",
        "Kartu Insentip Anak",
        "kartu insentif anak.",
    ],
)
def test_a_title_much_like_another_is_taken_for_it(again: str) -> None:
    assert similar(again, "Layanan Keliling", "Kartu Insentif Anak") == "Kartu Insentif Anak"


@pytest.mark.parametrize("other", ["Kartu Identitas Anak", "Kartu Lansia", "Antrean Daring Puskesmas", "Anak"])
def test_a_title_of_its_own_is_not_doubted(other: str) -> None:
    assert similar(other, "Kartu Insentif Anak") is None
    assert similar(other) is None


def test_of_several_titles_the_most_similar_one_is_named() -> None:
    assert similar("Kartu Insentif Anak", "Kartu Insentif Anak 2", "Kartu insentif anak") == "Kartu insentif anak"


# ---- whose address others may have said


@pytest.mark.parametrize(
    ("role", "agency", "new"),
    [
        (Role.PROPOSER, "kota-surakarta", False),
        (Role.REGIONAL_OFFICER, "upt-surakarta", False),
        (Role.PROPOSER, "kota-bandung", True),
        (Role.LOCAL_ADMINISTRATOR, "kota-surakarta", True),
        (Role.EVALUATOR, "kota-surakarta", True),
    ],
)
def test_a_role_that_an_agencys_administrator_could_not_grant_is_new_to_who_only_had_such(
    role: Role, agency: str, new: bool
) -> None:
    assert doubts.is_new_to(PEOPLE["proposer"], role, agency, register()) is new
    for other in (Person("dewi"), PEOPLE["minister"], also(PEOPLE["proposer"], Role.EVALUATOR, "bappenas")):
        assert not doubts.is_new_to(other, role, agency, register())


def test_a_name_or_an_address_that_is_kept_is_told_and_nothing_is_asked_where_none_is() -> None:
    kept = {"name": "Palsu", "email": "a@b.example", "language": "en"}
    assert doubts.of_contacts("dewi", kept) == Doubt(
        Code.KEPT_CONTACTS, {"person": "dewi", "kept": ["Palsu", "a@b.example"]}
    )
    assert doubts.of_contacts("dewi", {"language": "en"}) is None
