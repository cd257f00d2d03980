"""Local sign-in believes the name given, so it is refused wherever that could be somebody else."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from service.signin import sign_in
from wiring.connections import Connections
from wiring.errors import BadRequest
from wiring.settings import Settings, SettingsError

LOCAL = "127.0.0.1:7233"


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Temporal is on this machine where a test doesn't say otherwise."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", LOCAL)


def connections(home: Path, host: str = "localhost", *, vouched: bool = False) -> Connections:
    """Connections by settings that name the host of a database."""
    found = Settings(home=home, database_url=SecretStr(f"postgresql://{host}/jejak"))
    return Connections(found, vouched=vouched)


def test_a_person_is_who_they_say_on_this_machine(tmp_path: Path) -> None:
    assert sign_in(connections(tmp_path), "budi", acting=True) == "budi"
    assert sign_in(connections(tmp_path), "budi") == "budi"


@pytest.mark.parametrize(("host", "temporal"), [("db.example", LOCAL), ("localhost", "temporal.example:7233")])
def test_nobody_signs_in_by_name_where_a_server_is_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, temporal: str
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal)
    with pytest.raises(SettingsError, match="not_local"):
        sign_in(connections(tmp_path, host), "budi", acting=True)


def test_nobody_reads_by_name_where_the_database_is_elsewhere(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="not_local"):
        sign_in(connections(tmp_path, "db.example"), "budi")


def test_whom_a_session_vouches_for_may_be_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "temporal.example:7233")
    assert sign_in(connections(tmp_path, "db.example", vouched=True), "budi", acting=True) == "budi"


@pytest.mark.parametrize("person", ["", "Budi S.", "system"])
def test_nobody_signs_in_by_an_impossible_name(tmp_path: Path, person: str) -> None:
    with pytest.raises(BadRequest) as raised:
        sign_in(connections(tmp_path), person)
    assert raised.value.code == "bad_person"
