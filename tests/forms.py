"""What the tests' proposals answer to the questions of their edition, and what the tests' panels hand in."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from domain.editions import parse_edition

NOTE = "Bukti di daerah uji coba meyakinkan."
JUSTIFICATION = "Sesuai bukti yang disampaikan."
EDITIONS = Path(__file__).parents[1] / "editions"


@cache
def answers(edition: str = "kipp-2025") -> dict[str, str]:
    """An answer to every question that a committed edition requires, the same for the same question."""
    questions = parse_edition((EDITIONS / f"{edition}.toml").read_text()).questions
    return {each.key: f"Jawaban tentang {each.key}." for each in questions if each.required}


def sheet(aspects: Iterable[str], score: int = 90) -> dict[str, Any]:
    """A whole score sheet that gives the same score to every aspect, and says why: the total is that score."""
    scores = [{"aspect": aspect, "score": score, "justification": JUSTIFICATION} for aspect in aspects]
    return {"scores": scores, "note": NOTE}
