"""Temporal's development server comes up though another process took a port that it had chosen."""

import stat
from pathlib import Path

import pytest

from stack import temporal
from stack.errors import ServerFailed
from stack.temporal import EmbeddedTemporal, find_program


def unlucky(directory: Path, times: int) -> str:
    """A program that is Temporal's, but that finds a port taken that often."""
    program, left = directory / "temporal", directory / "left"
    left.write_text("x" * times)
    program.write_text(
        "#!/bin/sh\n"
        f'if [ -s "{left}" ]; then\n'
        f'  printf %s "$(cut -c2- "{left}")" > "{left}"\n'
        '  echo "listen tcp 127.0.0.1:1: bind: address already in use"; exit 1\n'
        "fi\n"
        f'exec "{find_program()}" "$@"\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


async def test_a_port_that_was_taken_meanwhile_is_chosen_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = unlucky(tmp_path, 2)
    monkeypatch.setattr(temporal, "find_program", lambda: program)
    embedded = EmbeddedTemporal(log=tmp_path / "log")
    before = embedded.address
    async with embedded as server:
        assert server.pid is not None
        assert server.address != before


async def test_ports_that_are_always_taken_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = unlucky(tmp_path, temporal.ATTEMPTS)
    monkeypatch.setattr(temporal, "find_program", lambda: program)
    with pytest.raises(ServerFailed, match="address already in use"):
        await EmbeddedTemporal(log=tmp_path / "log").start()
