"""What lists show: rows derived from the state of a stream alone."""

from datetime import timedelta

import pytest

from domain.administration.people import evolve as evolve_person
from domain.administration.people import view as person_view
from domain.administration.publications import view as published_view
from domain.day_labels import of_day
from domain.innovation.own import own
from domain.innovation.view import view as innovation_view
from domain.published import Published
from domain.rows import ViewRow, barring, words
from domain.vocabulary import Role
from domain.waits import WaitKind
from tests.domain.journeys import deciding, in_check, in_waves, piloting, proposed, score, scoring, sustaining
from tests.domain.spec import Life
from tests.domain.walk import one_of_each
from tests.domain.world import BANDUNG, MAKASSAR, PEOPLE, START, SURAKARTA, region_id, rules, wib


def tasks(life: Life) -> dict[str, ViewRow]:
    return {row.key: row for row in innovation_view(life.state) if row.kind.startswith("task/")}


def test_an_innovation_is_one_row_with_what_lists_show() -> None:
    row, *_ = innovation_view(proposed().state)
    assert (row.kind, row.key) == ("innovation", "")
    assert row.body == {
        "id": "innovation/test",
        "title": "Kartu Insentif Anak",
        "stage": "proposal",
        "agency": "kota-surakarta",
        "region": SURAKARTA,
        "edition": "kipp-2025",
        "round": 0,
        "suspended": False,
        "due_at": wib("2026-03-27").astimezone(START.tzinfo).isoformat(),
        "wake_at": wib("2026-03-16").astimezone(START.tzinfo).isoformat(),
        "awaiting": ["operator"],
        "discontinuation_proposed": False,
        "took": {},
    }


def test_what_waits_for_a_role_is_a_task_with_its_due_instant() -> None:
    task = tasks(proposed())["screening"].body
    assert (task["what"], task["role"], task["person"]) == (WaitKind.SCREENING, Role.OPERATOR, None)
    assert task["due_at"] == wib("2026-03-27").astimezone(START.tzinfo).isoformat()
    assert not task["overdue"]


def test_a_task_that_is_overdue_stays_and_says_so() -> None:
    life = proposed().wait_until_due().wait_until_due()
    assert tasks(life)["screening"].body["overdue"]


def test_each_pilot_region_has_its_own_task() -> None:
    regions = {key: row.body["region"] for key, row in tasks(piloting()).items()}
    assert regions == {
        f"measurement:{region_id(BANDUNG)}": region_id(BANDUNG),
        f"measurement:{region_id(MAKASSAR)}": region_id(MAKASSAR),
    }


def test_each_evaluator_who_has_not_scored_has_a_task_by_name() -> None:
    life = score(scoring(), "evaluator-2", 90)
    life.when("evaluator-3", "declare_conflict")
    assert list(tasks(life)) == ["scoring:evaluator-1"]
    assert tasks(life)["scoring:evaluator-1"].body["person"] == "evaluator-1"


def test_while_suspended_nothing_is_a_task_and_nobody_is_awaited() -> None:
    life = proposed().when("operator", "suspend")
    row, *rest = innovation_view(life.state)
    assert [each.kind for each in rest] == ["words"]
    assert (row.body["suspended"], row.body["due_at"], row.body["wake_at"], row.body["awaiting"]) == (
        True,
        None,
        None,
        [],
    )


def test_a_list_is_sorted_and_narrowed_by_what_it_shows() -> None:
    row, *_ = innovation_view(proposed().state)
    assert row.name == "kartu insentif anak"
    assert row.due_at is not None
    assert row.wake_at is not None
    assert (row.due_at.isoformat(), row.wake_at.isoformat()) == (row.body["due_at"], row.body["wake_at"])
    assert row.labels == {
        "stage:proposal", "agency:kota-surakarta", f"region:{SURAKARTA}", "edition:kipp-2025", "awaiting:operator",
        "#stage:kipp-2025/proposal", "shown:all", "shown:33", "graded:no", f"taking_part:{region_id(SURAKARTA)}",
        *of_day("proposed", START.date()),
    }  # fmt: skip


def test_an_innovation_is_its_proposers_its_regions_and_its_panels_own_and_nobody_elses() -> None:
    scored, *_ = innovation_view(scoring().state)
    regions, register = rules().regions, rules().agencies
    labels = {person: own(known, regions, register, START) for person, known in PEOPLE.items()}
    assert {person for person, own in labels.items() if scored.labels & own} == {
        "proposer", "local-administrator", "officer-surakarta", "officer-bandung", "officer-makassar",
        "evaluator-1", "evaluator-2", "evaluator-3",
    }  # fmt: skip
    assert labels["operator"] == labels["minister"] == labels["auditor"] == frozenset()
    assert "graded:yes" in innovation_view(deciding().state)[0].labels


def test_an_innovation_is_found_by_the_words_of_title_summary_and_agency_whatever_their_case() -> None:
    *_, found_by = innovation_view(proposed().state)
    assert (found_by.kind, found_by.body) == ("words", {})
    assert {"kartu", "insentif", "anak", "kota", "surakarta"} <= found_by.words
    assert words("Layanan “Kopi-Darat”,\nTAHAP 2!") == {"layanan", "kopi", "darat", "tahap", "2"}
    assert words(" –?! ") == frozenset()


def test_a_task_is_on_the_list_of_the_awaited_party() -> None:
    assert tasks(proposed())["screening"].kind == "task/operator"
    assert tasks(piloting())[f"measurement:{region_id(BANDUNG)}"].kind == f"task/regional_officer/{region_id(BANDUNG)}"
    assert tasks(in_check())["check_report:1"].kind == "task/proposer/kota-surakarta"
    seat = tasks(scoring())["scoring:evaluator-1"]
    assert (seat.kind, seat.labels) == ("task/evaluator/evaluator-1", frozenset())


def test_people_of_the_proposing_agency_are_barred_from_what_has_power_over_it() -> None:
    decision = tasks(deciding())["decision"]
    assert (decision.kind, set(decision.labels)) == ("task/decision_maker", {barring("kota-surakarta")})
    assert tasks(proposed())["screening"].labels == {barring("kota-surakarta")}


def test_what_nobody_has_to_do_is_no_task() -> None:
    assert tasks(sustaining()) == {}


def test_a_proposed_revocation_is_a_task_for_decision_makers() -> None:
    life = in_waves().when("minister", "revoke")
    assert tasks(life)["revocation"].body["role"] is Role.DECISION_MAKER


def test_an_end_leaves_no_task() -> None:
    assert tasks(proposed().when("operator", "reject")) == {}


@pytest.mark.parametrize("life", [proposed, piloting, scoring, deciding, in_waves, sustaining])
def test_no_two_rows_of_a_stream_have_one_key(life: object) -> None:
    assert callable(life)
    rows = innovation_view(life().state)
    assert len({(row.kind, row.key) for row in rows}) == len(rows)


def test_a_person_is_one_row_with_every_grant() -> None:
    (row,) = person_view(PEOPLE["officer-bandung"])
    assert (row.kind, row.body["id"]) == ("person", "officer-bandung")
    (grant,) = row.body["grants"]
    assert (grant["role"], grant["region"]) == ("regional_officer", region_id(BANDUNG))
    assert row.labels == {f"regional_officer/{region_id(BANDUNG)}"}


def test_a_publication_is_one_row_of_what_is_current() -> None:
    (row,) = published_view(Published("edition/kipp-2025", 2, START, {"a": "x", "b": "y"}, "b"))
    assert (row.kind, row.key) == ("edition", "")
    assert row.body == {
        "name": "kipp-2025",
        "sha256": "b",
        "versions": 2,
        "published_at": START.isoformat(),
    }


def test_a_grant_is_shown_as_it_stands_after_its_end() -> None:
    granted, ended = one_of_each()["RoleGranted"], one_of_each()["RoleEnded"]
    person = evolve_person(PEOPLE["operator"], granted, START)
    person = evolve_person(person, ended, START + timedelta(days=1))
    assert person_view(person)[0].body["grants"][-1]["valid_until"] is not None
