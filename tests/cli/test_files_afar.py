"""Exports and bundles are brought whole from servers elsewhere, or not at all."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from bundle.build import Bundler
from interchange import Format
from tests.cli.elsewhere import Elsewhere
from tests.cli.running import Cli

AUDITOR = ("--as", "auditor")


@pytest.fixture
async def pair(cli: Cli) -> list[str]:
    """Two innovations."""
    return [await cli.proposed(), await cli.proposed()]


async def test_an_export_is_the_same_as_at_the_servers_and_is_recorded(
    elsewhere: Elsewhere, cli: Cli, pair: list[str], tmp_path: Path
) -> None:
    await elsewhere.of("auditor")
    await cli.done("bundle", pair[0], "--out", tmp_path / "sealed.zip", *AUDITOR)  # so that leaf indexes stay
    for form in Format:
        assert (await elsewhere("export", pair[0], "--format", form)).out == (
            await cli("export", pair[0], "--format", form, *AUDITOR)
        ).out
    file = tmp_path / "all.csv"
    written = await elsewhere.done("export", "--format", "csv", "--out", file)
    assert written == {"file": str(file), "size": file.stat().st_size}
    reads = await elsewhere.done("access", "list", "--by", "auditor", "--limit", "1")
    assert [(each["what"], each["subject"], each["via"]) for each in reads] == [("export", "ledger", "api")]
    await elsewhere.refused(2, "not_replaced", "export", "--format", "csv", "--out", file)
    await (await elsewhere.of("sekretariat")).refused(
        1, "not_open", "export", "--format", "csv", "--out", file, "--force"
    )
    await elsewhere.refused(1, "not_open", "bundle", "--all", "--out", tmp_path / "all")


async def test_every_innovation_is_bundled_as_of_one_moment_and_checked_here(
    elsewhere: Elsewhere, cli: Cli, pair: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Bundler, "innovations", property(lambda _: pair))
    await elsewhere.of("auditor")
    made = await elsewhere.done("bundle", "--all", "--out", tmp_path / "all")
    assert [each["innovation"] for each in made] == pair
    assert len({each["tree_size"] for each in made}) == 1
    assert sorted(each.name for each in (tmp_path / "all").iterdir()) == sorted(f"{each}.zip" for each in pair)
    await elsewhere.refused(2, "not_replaced", "bundle", "--all", "--out", tmp_path / "all")
    await elsewhere.done("bundle", "--all", "--out", tmp_path / "all", "--force")


async def test_a_bundle_continues_a_checkpoint_that_was_kept(
    elsewhere: Elsewhere, pair: list[str], tmp_path: Path
) -> None:
    await elsewhere.of("auditor")
    await elsewhere.done("bundle", pair[0], "--out", tmp_path / "first.zip")
    kept = tmp_path / "checkpoint"
    with ZipFile(tmp_path / "first.zip") as first:
        kept.write_bytes(first.read("checkpoint.txt"))
    await elsewhere.done("bundle", pair[1], "--since", kept, "--out", tmp_path / "later.zip")
    await elsewhere.done("verify", tmp_path / "later.zip", "--since", kept)
    kept.write_text("elsewhere/log\n" + kept.read_text().partition("\n")[2])
    await elsewhere.refused(2, "refused_there", "bundle", pair[1], "--since", kept, "--out", tmp_path / "other.zip")


async def test_a_connection_that_breaks_half_way_leaves_no_half_file(
    elsewhere: Elsewhere, pair: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaking(*_: Any) -> AsyncIterator[str]:
        yield "leaf_index,\n"
        raise RuntimeError("half-way")

    honest = Bundler.bundle

    async def bundle(self: Bundler, innovation: str) -> Any:
        if innovation == pair[1]:
            raise RuntimeError("half-way")
        return await honest(self, innovation)

    monkeypatch.setattr("interchange.formats.spreadsheet", breaking)
    monkeypatch.setattr(Bundler, "innovations", property(lambda _: pair))
    monkeypatch.setattr(Bundler, "bundle", bundle)
    await elsewhere.of("auditor")
    out = tmp_path / "out"
    out.mkdir()
    await elsewhere.refused(3, "unavailable", "export", pair[0], "--format", "csv", "--out", out / "export.csv")
    assert not list(out.iterdir())
    ran = await elsewhere("bundle", "--all", "--out", out)
    assert ran.code == 3
    assert "broke off" in ran.err
    assert [each.name for each in out.iterdir()] == [f"{pair[0]}.zip"]  # those that are there are whole
