"""Local sign-in believes the name given, so it is refused wherever that could be somebody else."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from service.signin import sign_in
from wiring.errors import BadRequest
from wiring.settings import Settings, SettingsError

LOCAL = "127.0.0.1:7233"


def settings(home: Path, host: str = "localhost") -> Settings:
    return Settings(home=home, database_url=SecretStr(f"postgresql://{host}/jejak"))


def test_a_person_is_who_they_say_on_this_machine(tmp_path: Path) -> None:
    assert sign_in(settings(tmp_path), "budi", temporal_address=LOCAL) == "budi"
    assert sign_in(settings(tmp_path), "budi") == "budi"


@pytest.mark.parametrize(("host", "temporal"), [("db.example", LOCAL), ("localhost", "temporal.example:7233")])
def test_nobody_signs_in_by_name_where_a_server_is_elsewhere(tmp_path: Path, host: str, temporal: str) -> None:
    with pytest.raises(SettingsError, match="not_local"):
        sign_in(settings(tmp_path, host), "budi", temporal_address=temporal)


def test_nobody_reads_by_name_where_the_database_is_elsewhere(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="not_local"):
        sign_in(settings(tmp_path, "db.example"), "budi")


@pytest.mark.parametrize("person", ["", "Budi S.", "system"])
def test_nobody_signs_in_by_an_impossible_name(tmp_path: Path, person: str) -> None:
    with pytest.raises(BadRequest) as raised:
        sign_in(settings(tmp_path), person)
    assert raised.value.code == "bad_person"
