"""One embedded stack with a worker for all tests of the command line."""

from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import structlog
from structlog.typing import EventDict, WrappedLogger

from processes.embedded import living
from tests.cli.elsewhere import Elsewhere
from tests.cli.running import ADMINISTRATORS, Cli
from tests.furnished import edition, in_hours
from wiring.connections import Connections
from wiring.settings import Settings, load_settings


def unheard(_logger: WrappedLogger, _method: str, _event: EventDict) -> EventDict:
    """Drops a line of the worker, which works in this process and must not stand among what commands print."""
    raise structlog.DropEvent


@pytest.fixture(scope="package")
async def stack() -> AsyncIterator[Settings]:
    """The settings of a furnished stack at work, whose edition `ringkas` has hours for seconds.

    So nothing falls due while a test runs, however slow the machine.
    """
    structlog.configure(processors=[unheard])
    with TemporaryDirectory(prefix="jejak-test-") as parent:
        settings = load_settings(home=Path(parent) / "data", database_url=None)
        async with living(settings):
            patient = Path(parent) / "ringkas.toml"
            patient.write_text(in_hours(edition("ringkas")))
            await Cli(settings.home).done("editions", "publish", patient, *ADMINISTRATORS)
            yield settings
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment says who acts and reads where a command doesn't."""
    monkeypatch.setenv("JEJAK_PERSON", "auditor")


@pytest.fixture
def nobody(somebody: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a command says who acts or reads."""
    monkeypatch.delenv("JEJAK_PERSON")


@pytest.fixture
def cli(stack: Settings) -> Cli:
    """Runs commands on that stack."""
    return Cli(stack.home)


@pytest.fixture
async def elsewhere(stack: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Elsewhere]:
    """Runs commands by that stack's address, and has no other way to it."""
    async with Connections(stack, vouched=True) as connections:
        yield Elsewhere(connections, monkeypatch, tmp_path)
