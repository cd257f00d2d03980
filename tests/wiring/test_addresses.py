"""Where an address leads is told by all that it names."""

import pytest

from wiring.addresses import database_hosts, is_local


@pytest.mark.parametrize(
    ("dsn", "hosts"),
    [
        ("postgresql://u:p@db:5432/x", ["db"]),
        ("postgresql://u@[::1]:5432/x", ["::1"]),
        ("postgresql://u@/x?host=/run/db", ["/run/db"]),
        ("postgresql://u@/x?host=%2Frun%2Fdb", ["/run/db"]),
        ("postgresql://u@a:1,b:2/x", ["a", "b"]),
        ("postgresql:///x", ["localhost"]),
    ],
)
def test_the_hosts_of_a_dsn_are_those_that_a_driver_would_ask(dsn: str, hosts: list[str]) -> None:
    assert database_hosts(dsn) == hosts


def test_a_local_default_in_the_environment_counts_as_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "db.example")
    assert database_hosts("postgresql:///x") == ["db.example"]


def test_only_this_machine_is_local() -> None:
    assert all(map(is_local, ["/run/db", "localhost", "127.0.0.1", "127.1.2.3", "::1"]))
    assert not any(map(is_local, ["", "db", "10.0.0.1", "192.0.2.1", "localhost.example", "128.0.0.1"]))
