"""What docs/operations.md says is what is done: its commands run here as they stand."""

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg
import pytest

from ledger.db.migrate import Migration, load, migrate
from stack.postgres import EmbeddedPostgres, find_programs
from stack.temporal import EmbeddedTemporal
from tests.end_to_end.test_installation import install, propose, run, start
from tests.end_to_end.test_readme import ROOT
from tests.waiting import LIMIT_S, until

pytestmark = pytest.mark.minutes

PAGE = (ROOT / "docs/operations.md").read_text()
SECTIONS = re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", PAGE, flags=re.MULTILINE | re.DOTALL)
COMMANDS = {
    heading: blocks
    for heading, section in SECTIONS
    if (blocks := re.findall(r"^```sh\n(.*?)^```", section, flags=re.MULTILINE | re.DOTALL))
}
LATER = Migration("9999_later", "CREATE TABLE later ()")
"""What a later release would bring."""


@dataclass
class Site:
    """An installation: what its operator's shell has, the directory of its files, and what runs beside."""

    environment: dict[str, str]
    files: Path
    processes: list[subprocess.Popen[bytes]]
    proposed: str = ""
    """The innovation that was proposed first."""

    def do(self, section: str) -> subprocess.CompletedProcess[str]:
        """Give the commands of a section, which end at the first that fails."""
        [commands] = COMMANDS[section]
        return self._ended("bash", "-euo", "pipefail", "-c", commands)

    def done(self, section: str) -> str:
        """The same, which must succeed; what was said."""
        ended = self.do(section)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    def begin(self) -> None:
        """Start a worker and a sealer."""
        for name, *command in (("worker", "worker.py"), ("sealer", "starter.py", "seal")):
            self.processes.append(start(self.environment, self.files / f"{name}.log", *command))

    def stop(self) -> None:
        """Stop whatever runs."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(timeout=LIMIT_S)
        self.processes.clear()

    async def sealed(self) -> None:
        """Wait until all that is recorded is under a signature."""

        async def signed() -> bool:
            found = await asyncio.to_thread(self.verified)
            return bool(found["signed"] == found["events"])

        await until(signed, "a checkpoint of all events")

    def verified(self, *arguments: str | Path) -> Any:
        """What `verify` finds."""
        ended = self.jejak("verify", *arguments, "--json")
        return json.loads(ended.stdout) | {"exit": ended.returncode}

    def jejak(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """How a command ends."""
        return self._ended("jejak", *arguments)

    def _ended(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)

    def checkpoints(self) -> list[str]:
        """The names of the checkpoints that are kept outside."""
        directory = Path(self.environment["JEJAK_HOME"]) / "checkpoints"
        return sorted(file.name for file in directory.glob("*.checkpoint"))


@asynccontextmanager
async def servers() -> AsyncIterator[Site]:
    """Servers of an installation's own, on which nothing was ever done."""
    with TemporaryDirectory(prefix="jejak-test-") as parent:
        files = Path(parent)
        programs = files / "bin"
        programs.mkdir()
        jejak = programs / "jejak"
        jejak.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "starter.py"}" "$@"\n')
        jejak.chmod(0o755)
        async with (
            EmbeddedPostgres(files / "postgres") as postgres,
            EmbeddedTemporal(log=files / "temporal.log") as temporal,
        ):
            environment = {
                **os.environ,
                "PATH": os.pathsep.join(map(str, (programs, find_programs(), os.environ["PATH"]))),
                "SERVER": postgres.dsn(),
                "JEJAK_DATABASE_URL": postgres.dsn("jejak"),
                "JEJAK_HOME": str(files / "home"),
                "JEJAK_PASSPHRASE": "rahasia",
                "JEJAK_CHECKPOINT_EVERY": "0.2",
                "JEJAK_LANG": "en",
                "TEMPORAL_ADDRESS": temporal.address,
            }
            site = Site(environment, files, [])
            try:
                yield site
            finally:
                site.stop()


@pytest.fixture(scope="module")
async def installed() -> AsyncIterator[Site]:
    """An installation as the README says to make one, with a proposal whose events are signed; then stopped."""
    async with servers() as site:
        subprocess.run(
            ["createdb", f"--maintenance-db={site.environment['SERVER']}", "jejak"], check=True, env=site.environment
        )
        install(site.environment, site.processes, site.files)
        site.proposed = propose(site.environment, site.files)
        await site.sealed()
        site.stop()
        yield site


@pytest.fixture
def here(installed: Site, tmp_path: Path) -> Site:
    """That installation, and a place for a backup of it."""
    installed.environment["BACKUP"] = str(tmp_path / "backup")
    return installed


@pytest.fixture
async def elsewhere(here: Site) -> AsyncIterator[Site]:
    """Other servers, where nothing of it is known but its backup."""
    async with servers() as site:
        site.environment["BACKUP"] = here.environment["BACKUP"]
        yield site


def test_every_command_of_the_page_is_run_below() -> None:
    assert set(COMMANDS) == {"Backup", "Restore", "A dump older than the newest checkpoint", "Upgrade", "Rollback"}
    assert all(len(blocks) == 1 for blocks in COMMANDS.values())


async def test_a_backup_restored_on_new_servers_is_intact_and_goes_on(here: Site, elsewhere: Site) -> None:
    before = here.verified()
    here.done("Backup")
    assert "GRANT SELECT ON events TO jejak_worker;" in elsewhere.done("Restore")
    restored = elsewhere.verified()
    assert (restored["ok"], restored["events"], restored["signed"]) == (True, before["events"], before["signed"])
    elsewhere.begin()
    run(elsewhere.environment, "withdraw", here.proposed, "--as", "ratih", "--reason", "ditarik")
    innovation = propose(elsewhere.environment, elsewhere.files)
    await elsewhere.sealed()
    assert {each["id"] for each in run(elsewhere.environment, "list", "--as", "ratih")} == {here.proposed, innovation}
    after = elsewhere.verified()
    assert (after["ok"], after["signed"] > before["signed"]) == (True, True)
    assert set(elsewhere.checkpoints()) > set(here.checkpoints())


async def test_an_upgrade_migrates_and_verifies(here: Site) -> None:
    here.done("Backup")
    assert "Intact" in here.done("Upgrade")


async def test_the_way_back_from_a_later_release_is_the_backup(here: Site) -> None:
    before = here.verified()
    here.done("Backup")
    await migrate(here.environment["JEJAK_DATABASE_URL"], [*load(), LATER])
    assert "9999_later" in here.do("Upgrade").stderr  # the earlier release doesn't know it
    found = here.verified()
    assert {each["stream"] for each in found["problems"]} == {"schema/migrations", "schema/table later"}
    assert "Intact" in here.done("Rollback")
    assert here.verified() == before
    upgraded = here.environment["SERVER"].replace("/postgres?", "/jejak_upgraded?")
    connection = await asyncpg.connect(upgraded)
    assert await connection.fetchval("SELECT to_regclass('jejak.later') IS NOT NULL")
    await connection.close()


async def test_a_dump_older_than_the_newest_checkpoint_is_an_alarm_until_the_loss_is_accepted(
    here: Site, elsewhere: Site
) -> None:
    here.done("Backup")
    signed = here.checkpoints()[-1]
    here.begin()
    propose(here.environment, here.files)
    await here.sealed()
    here.stop()
    shutil.rmtree(Path(here.environment["BACKUP"]) / "checkpoints")
    shutil.copytree(
        Path(here.environment["JEJAK_HOME"]) / "checkpoints", Path(here.environment["BACKUP"]) / "checkpoints"
    )
    lost = here.checkpoints()[-1]
    assert elsewhere.do("Restore").returncode == 4  # the last of its commands, `jejak verify`
    assert {each["layer"] for each in elsewhere.verified()["problems"]} == {"outside"}
    refused = elsewhere.jejak("seal", "--once")
    assert (refused.returncode, "nothing was signed" in refused.stderr) == (4, True)
    elsewhere.done("A dump older than the newest checkpoint")
    assert elsewhere.checkpoints()[-1] == signed
    assert elsewhere.jejak("seal", "--once").returncode == 0
    kept = Path(elsewhere.environment["JEJAK_HOME"]) / "checkpoints.lost" / lost
    assert elsewhere.verified("--since", kept)["exit"] == 4  # whoever kept it finds that it isn't continued
