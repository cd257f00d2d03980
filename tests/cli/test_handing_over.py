"""Handing over at a transfer: posts, what waits for them, and drafts go to a successor."""

from pathlib import Path

from tests.cli.running import ADMINISTRATORS, POST, PROPOSAL, Cli


async def test_whoever_succeeds_takes_over_posts_tasks_and_drafts(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "usulan.yaml"
    file.write_text(PROPOSAL.read_text())
    grant = ("people", "grant", "lama", "proposer", "--agency", "kota-surakarta", *POST, *ADMINISTRATORS)
    await cli.done(*grant)
    draft = str((await cli.done("draft", "save", file, "--as", "lama"))["id"])
    handing = ("people", "hand-over", "lama", "baru", "--letter", "SK 9/2026", "--reason", "Mutasi", *ADMINISTRATORS)
    done = await cli.done(*handing)
    assert [each["stream"] for each in done["receipts"]] == ["person/baru", "person/lama"]
    assert (done["drafts"], done["seats"]) == ([draft], [])
    people = {each["id"]: each["grants"] for each in await cli.done("people", "list")}
    assert (people["lama"][0]["in_force"], people["lama"][0]["successor"]) == (False, "baru")
    assert people["baru"][0]["post"] == people["lama"][0]["post"] | {"letter": "SK 9/2026"}
    assert draft in [each["id"] for each in await cli.done("draft", "list", "--as", "baru")]
    await cli.done("draft", "submit", draft, "--as", "baru", "--force")
    assert (await cli.done(*handing))["receipts"] == []  # it is done


async def test_a_seat_that_has_not_scored_is_left_to_be_replaced_and_told(cli: Cli) -> None:
    grant = ("people", "grant", "guru", "evaluator", "--agency", "universitas-rekaan-1", *POST, *ADMINISTRATORS)
    await cli.done(*grant)
    innovation = await cli.in_evaluation()
    replace = ("replace-evaluator", innovation, "--reason", "Pensiun", "--as", "sekretariat")
    await cli.done(*replace, "evaluator-3", "guru")
    handing = ("people", "hand-over", "guru", "guru-2", "--letter", "9", "--reason", "Pensiun", *ADMINISTRATORS)
    done = await cli.done(*handing)
    assert done["seats"] == [innovation]
    await cli.refused("not_on_panel", "score", innovation, "--file", "examples/score.yaml", "--as", "guru-2")
    await cli.done(*replace, "guru", "guru-2")


async def test_handing_over_takes_two_administrators_and_one_act_after_the_other(cli: Cli, tmp_path: Path) -> None:
    handing = (
        "people",
        "hand-over",
        "evaluator-4",
        "x",
        "--letter",
        "9",
        "--reason",
        "Mutasi",
        "--as",
        "administrator",
    )
    await cli.refused("confirmation_required", *handing)
    for option in (
        ("--sign-to", tmp_path / "act.json"),
        ("--signal",),
        ("--command-id", "7a3c1f0e-5f0d-4f6e-8f55-0d9c2f6a4b11"),
    ):
        ran = await cli(*handing, *option, "--json")
        assert (ran.code, ran.json["code"]) == (2, "several_acts")
    await cli.refused("post_not_held", *handing[:3], "x", *handing[4:], "--only", "evaluator-9")
    await cli.refused("unknown_person", "people", "hand-over", "siapa", "x", *handing[4:])
