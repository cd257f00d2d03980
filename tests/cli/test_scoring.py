"""A score sheet is a file, or typed, or a file of which some is typed anew."""

from pathlib import Path
from typing import Any

import pytest

from cli.commands.evaluators import _scored
from tests.cli.running import EXAMPLES
from wiring.errors import BadRequest

FILE = EXAMPLES / "score.yaml"


def scored(*sheet: str, justify: list[str] | None = None, note: str | None = None, file: Path = FILE) -> dict[str, Any]:
    """The sheet that comes of a file and the command line."""
    return _scored("score", sheet, justify, note, None, file)


def test_what_is_typed_stands_in_place_of_what_the_file_says_of_the_same_aspect() -> None:
    before = scored()
    after = scored("novelty=95", "significance=93", justify=["novelty=Baru."], note="Lain.")
    assert after["note"] == "Lain."
    assert after["recommendation"] == before["recommendation"]
    by_aspect = {each["aspect"]: each for each in after["scores"]}
    assert by_aspect.pop("novelty") == {"aspect": "novelty", "score": "95", "justification": "Baru."}
    significance = by_aspect.pop("significance")
    assert (significance["score"], "Cakupan kartu" in significance["justification"]) == ("93", True)
    assert list(by_aspect.values()) == [
        each for each in before["scores"] if each["aspect"] not in ("novelty", "significance")
    ]


def test_an_aspect_that_the_file_lacks_or_that_is_typed_twice_stays_to_be_refused() -> None:
    added = scored("charm=1", "novelty=80", "novelty=81")["scores"]
    assert [each["score"] for each in added if each["aspect"] == "charm"] == ["1"]
    assert [each["score"] for each in added if each["aspect"] == "novelty"] == ["80", "81"]


def test_a_file_without_scores_is_named_for_it(tmp_path: Path) -> None:
    file = tmp_path / "score.yaml"
    file.write_text("scores: semua\nnote: teks\n")
    with pytest.raises(BadRequest, match="invalid_file"):
        scored("novelty=80", file=file)
