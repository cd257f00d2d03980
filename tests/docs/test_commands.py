"""What the docs say of the command line leaves no command out."""

from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any

from cli.app import COMMANDS
from cli.listing import Listing
from cli.options import Asking

DOCS = Path(__file__).parents[2] / "docs"
SAY_NOTHING = {"serve"}
"""Run until they are stopped, and print no document."""


def options() -> dict[str, Any]:
    """Every command with the options that it takes."""
    functions = {name: each.split(":") for panel in COMMANDS.values() for name, each in panel.items()}
    found = {name: getattr(import_module(f"cli.commands.{at}"), function) for name, (at, function) in functions.items()}
    return {name: signature(each).parameters["options"].default for name, each in found.items()}


def unnamed(page: str, commands: set[str]) -> set[str]:
    """Those of these commands that the page doesn't name."""
    text = " ".join((DOCS / page).read_text(encoding="utf-8").split())
    return {each for each in commands if f"`{each}`" not in text and f"`{each} " not in text}


def test_every_list_that_is_written_for_spreadsheets_is_named() -> None:
    assert not unnamed("interchange.md", {name for name, each in options().items() if isinstance(each, Listing)})


def test_every_document_that_is_no_receipt_is_named() -> None:
    documents = {name for name, each in options().items() if not isinstance(each, Asking)}
    assert not unnamed("json.md", documents - SAY_NOTHING)
