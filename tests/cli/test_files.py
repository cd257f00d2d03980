"""Files are read with their lines; every problem is named, and nothing is sent."""

import json
from pathlib import Path

import pytest

from cli.input.files import read_payload, read_revision
from cli.input.yaml_lines import read
from domain.commands import Payload
from domain.commands.innovation import PlanPilots, PlanWaves, Propose, ReportMeasurement, Score
from tests.cli.running import PROPOSAL, PROPOSER, Cli
from wiring.errors import BadRequest

BAD = """\
edition: ringkas
agency: Kota Surakarta
region: 33.72
region: 33.73
extra: 1
proposal:
  title: ""
  summary: |
    teks
  started_on: kemarin
  complaints: satu
  evidence: [a, ""]
"""


def problems(text: str, tmp_path: Path, form: type[Payload] = Propose) -> list[tuple[int, str]]:
    file = tmp_path / "proposal.yaml"
    file.write_text(text)
    with pytest.raises(BadRequest) as raised:
        read_payload(file, form)
    assert raised.value.code == "invalid_file"
    listed = raised.value.facts["problems"]
    assert isinstance(listed, list)
    return [(each["line"], each["path"]) for each in listed]


def test_every_problem_of_a_proposal_is_named_with_its_line_and_path(tmp_path: Path) -> None:
    assert problems(BAD, tmp_path) == [
        (4, "region"),
        (5, "extra"),
        (6, "proposal.problem"),
        (7, "proposal.title"),
        (10, "proposal.started_on"),
        (11, "proposal.complaints"),
        (12, "proposal.evidence.1"),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("- a list\n", 1),
        ("edition: [ringkas\nagency: x\n", 2),
        ("edition: x\n\tagency: y\n", 2),
        ("a: b\n---\nc: d\n", 2),
        ("a: &a [*a]\n", 1),
        ("[" * 5000, 1),
        ('a: 1\nb: "\\0"\n', 2),
        ('a: 1\nb: "\\ud800"\n', 2),
        ("a: &a [1,1,1,1,1,1,1,1]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 8)}]\n"
         for n in range(8)), 1),
    ],
)  # fmt: skip
def test_a_file_that_is_no_proposal_at_all_is_reported_by_line(text: str, line: int, tmp_path: Path) -> None:
    assert line in [found for found, _ in problems(text, tmp_path)]


def test_scalars_are_the_text_that_stands_there() -> None:
    document = read("region: 33.10\nyes: no\nday: 2014-01-01\nnothing:\nquoted: '~'\nfolded: >-\n  a\n  b\n")
    assert document.content == {
        "region": "33.10", "yes": "no", "day": "2014-01-01", "nothing": None, "quoted": "~", "folded": "a b"
    }  # fmt: skip


@pytest.mark.parametrize("indent", [None, 2, "\t"])
def test_json_is_read_as_it_is(indent: int | str | None) -> None:
    content = {"a": ["/ \U0001f600 é", None], "b": {"c": "1"}}
    assert read(json.dumps(content, indent=indent)).content == content


WAVES = "waves:\n- adopters: [{}]\n"
PILOT = """\
pilots:
- region: {region}
  lasts: {lasts}
  indicators: [{{key: cakupan, name: Cakupan, unit: persen, baseline: 1, target: 2}}]
"""


@pytest.mark.parametrize(
    ("form", "text", "found"),
    [
        (PlanPilots, PILOT.format(region="32.73", lasts="20 menit"), [(3, "pilots.0.lasts")]),
        (PlanPilots, PILOT.format(region="Kota Bandung", lasts="20 menit"), [(3, "pilots.0.lasts")]),
        (Score, "scores:\n- {aspect: a, score: bagus}\n- {aspect: b, score: baik}\nnote: teks\n",
         [(2, "scores.0.score"), (3, "scores.1.score")]),
        (PlanWaves, WAVES.format("[], {}"), [(2, "waves.0.adopters.0"), (2, "waves.0.adopters.1")]),
    ],
)  # fmt: skip
def test_where_every_item_of_a_list_is_wrong_each_is_named(
    form: type[Payload], text: str, found: list[tuple[int, str]], tmp_path: Path
) -> None:
    assert problems(text, tmp_path, form) == found


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (PlanPilots, PILOT.format(region="Kota Bandung", lasts="P1M")),
        (PlanWaves, WAVES.format("Kota Bandung, Kota Surabaya")),
        (PlanWaves, WAVES.format(", ".join(["Kota Bandung"] * 25))),
    ],
)
def test_a_file_may_name_every_region_by_its_name(form: type[Payload], text: str, tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(text)
    assert read_payload(file, form)


def test_numbers_of_a_file_are_read_as_they_are_typed_here(tmp_path: Path) -> None:
    plan = PILOT.format(region="32.73", lasts="P1M")
    assert problems(plan.replace("target: 2", "target: 1.250"), tmp_path, PlanPilots) == [
        (4, "pilots.0.indicators.0.target")
    ]
    file = tmp_path / "pilots.yaml"
    file.write_text(plan.replace("target: 2", "target: '12,5'"))
    assert read_payload(file, PlanPilots)["pilots"][0]["indicators"][0]["target"] == "12.5"


def test_a_number_in_json_is_as_programs_write_it(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text('{"region": "32.73", "values": {"cakupan": 1.250}}')
    assert read_payload(file, ReportMeasurement)["values"] == {"cakupan": "1.250"}


def test_a_revision_is_the_fields_that_change_or_the_whole_proposal(tmp_path: Path) -> None:
    whole = read_payload(PROPOSAL, Propose)["proposal"]
    assert read_revision(PROPOSAL) == whole
    file = tmp_path / "revision.yaml"
    file.write_text("title: Kartu Anak\n")
    assert read_revision(file) == {"title": "Kartu Anak"}
    file.write_text('edition: ringkas\ntitle: Kartu\nproposal:\n  title: ""\n  juga: 1\n')
    with pytest.raises(BadRequest) as raised:
        read_revision(file)
    listed = raised.value.facts["problems"]
    assert isinstance(listed, list)
    assert [(each["line"], each["path"]) for each in listed] == [(2, "title"), (4, "title"), (5, "juga")]


def test_of_more_problems_than_anybody_reads_the_first_are_named(tmp_path: Path) -> None:
    names = ", ".join(["Kota Bandung"] * 25)
    wrong = WAVES.format(f"{names}, {', '.join(['[]'] * 30)}")
    assert problems(wrong, tmp_path, PlanWaves) == [(2, f"waves.0.adopters.{place}") for place in range(25, 45)]


async def ids(cli: Cli) -> set[str]:
    """Every innovation's id."""
    return {each["id"] for each in await cli.done("list", "--limit", "1000")}


async def test_a_bad_file_starts_nothing_and_the_good_one_does(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "proposal.yaml"
    file.write_text(BAD)
    before = await ids(cli)
    ran = await cli("propose", file, *PROPOSER, "--json")
    assert (ran.code, ran.json["code"], len(ran.json["problems"])) == (2, "invalid_file", 7)
    shown = await cli("propose", file, *PROPOSER)
    assert "line 10, proposal.started_on: must be a date like 2014-01-31" in shown.err
    assert "baris 6, proposal.problem: isian ini wajib" in (await cli("propose", file, *PROPOSER, "--lang", "id")).err
    assert await ids(cli) == before
    assert (await cli("propose", PROPOSAL, *PROPOSER, "--force")).code == 0


@pytest.mark.parametrize("name", ["nowhere.yaml", ".", "binary"])
async def test_a_file_that_cannot_be_read_is_reported(cli: Cli, tmp_path: Path, name: str) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    ran = await cli("propose", tmp_path / name, *PROPOSER, "--json")
    assert (ran.code, ran.json["code"]) == (2, "unreadable_file")
