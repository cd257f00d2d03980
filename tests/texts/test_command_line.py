"""What the command line shows is all in the catalogues, and nothing else is."""

import ast
import re
from collections.abc import Iterator
from typing import get_args

import pytest

from cli.app import COMMANDS
from ledger.verify.report import Layer
from tests.texts.sources import ROOMS, ROOT, calls, literals
from tests.texts.written import facts_of, under, written
from texts import LANGUAGES, Lang, title

TRAIL = "".join(each.read_text() for each in sorted((ROOT / "bundle" / "trail").glob("*.jinja")))


def shown() -> Iterator[tuple[str, set[str] | None]]:
    """Each message that a place of ours shows by its name, with the facts that it gives; None where it gives others."""
    for room in ROOMS:
        for name, call, _ in calls(room):
            if name in ("text", "both") and call.args:
                facts = {each.arg for each in call.keywords if each.arg}
                spread = any(each.arg is None for each in call.keywords)
                code = call.args[0]
                for each in (code.body, code.orelse) if isinstance(code, ast.IfExp) else (code,):
                    if isinstance(each, ast.Constant):
                        yield str(each.value), None if spread else facts
    for code in re.findall(r'said\("([^"]+)"', TRAIL):
        yield code, None


def test_each_message_that_is_shown_exists_with_facts_that_its_place_gives() -> None:
    messages = list(shown())
    assert len(messages) > 90
    for code, facts in messages:
        assert code in written("en"), code
        assert facts is None or facts_of(code) <= facts, code


def test_nothing_is_written_that_the_command_line_does_not_show() -> None:
    named = {code.removeprefix("cli.") for code in literals() if code.startswith("cli.")}
    helping = {code for code in under("cli") if re.match(r"help\b|(panel|option|argument)\.", code)}
    kinds = {f"phase_{phase}" for phase in ("hashes", "events", "bundles")}
    sections = {"waits", "answers", "waits_for_you", "also_possible", "pilots", "panel", "checks", "adoptions"}
    sections |= {"evidence", "instruments", "setbacks", "unnamed", "aspects", "questions", "deadlines"}
    sections |= {"adoption_reports", "decree_waiting"}
    assert under("cli") - helping <= named | kinds | sections
    assert {code.removesuffix(".near") for code in under("usage")} <= {
        f"{given}{kind}"
        for given in (*literals(), "unknown_")
        for kind in ("", "command", "option", "hint", "not_text", "not_text.hint")
    }
    for kind in ("trail", "standing", "actor", "notice"):
        assert {f"{kind}.{name}" for name in under(kind)} <= literals() | {code for code, _ in shown()}


def test_every_command_has_a_help() -> None:
    for commands in COMMANDS.values():
        for name in commands:
            assert f"cli.help.{name.replace(' ', '.')}" in written("en")


def test_every_column_is_headed_and_no_heading_is_without_a_column() -> None:
    used = set()
    for name, call, _ in calls("cli"):
        if name in ("columns", "section", "_table", "show_all", "show_pages", "table"):
            used |= {node.value for each in call.args for node in ast.walk(each) if isinstance(node, ast.Constant)}
    # stand before a fact
    facts = {"coverage", "decision", "grade", "suspended_at", "counts_as", "predecessors", "successors", "units"}
    facts |= {"passing_grade", "minimum_age"}
    assert under("column") <= used | facts


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_layer_has_a_name(lang: Lang) -> None:
    assert under("layer") == set(get_args(Layer))
    for layer in get_args(Layer):
        assert title("layer", layer, lang) != layer


def test_a_catalogue_belongs_to_no_other_place() -> None:
    """Nothing of the old way is left: sentences in pairs beside the code."""
    for room in ("cli", "processes", "bundle"):
        for path in sorted((ROOT / room).rglob("*.py")):
            assert "[english]" not in path.read_text(), path
