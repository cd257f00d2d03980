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
    assert sign_in(settings(tmp_path), LOCAL, "budi") == "budi"


@pytest.mark.parametrize(("host", "temporal"), [("db.example", LOCAL), ("localhost", "temporal.example:7233")])
def test_nobody_signs_in_by_name_where_a_server_is_elsewhere(tmp_path: Path, host: str, temporal: str) -> None:
    with pytest.raises(SettingsError, match="not_local"):
        sign_in(settings(tmp_path, host), temporal, "budi")


@pytest.mark.parametrize(
    ("person", "code"),
    [(None, "person_needed"), ("", "bad_person"), ("Budi S.", "bad_person"), ("system", "bad_person")],
)
def test_no_name_and_impossible_names_get_different_errors(tmp_path: Path, person: str | None, code: str) -> None:
    with pytest.raises(BadRequest) as raised:
        sign_in(settings(tmp_path), LOCAL, person)
    assert raised.value.code == code
