"""Settings come from the environment and secret files, and a wrong one is explained in a sentence."""

import os
from pathlib import Path

import pytest

from domain.model import Problem
from stack.embedded import EmbeddedStack
from wiring import settings as module
from wiring.settings import OpenKey, Settings, SettingsError, load_settings


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("JEJAK_", "LC_", "PG")) or name == "LANG"]:
        monkeypatch.delenv(name)


def test_everything_has_a_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/somewhere")
    settings = load_settings()
    assert settings.home == Path("/somewhere/jejak")
    assert settings.database_url is None
    assert settings.person is None
    assert settings.task_queue == "jejak"
    assert settings.signing_key_path == Path("/somewhere/jejak/keys/signing.pem")
    assert settings.worker_key_path == Path("/somewhere/jejak/keys/worker.pem")
    assert settings.identities_directory == Path("/somewhere/jejak/identities")
    assert settings.pinned_genesis() is None


def test_every_setting_is_described() -> None:
    source = Path(module.__file__).read_text()
    for name in Settings.model_fields:
        declaration = source.index(f"    {name}: ")
        assert '"""' in source[declaration:].splitlines()[1], name


@pytest.mark.parametrize(
    ("environment", "path", "code"),
    [
        ({"JEJAK_HEALTH_PORT": "70000"}, "JEJAK_HEALTH_PORT", "less_than_equal"),
        ({"JEJAK_LOG_FORMAT": "xml"}, "JEJAK_LOG_FORMAT", "literal_error"),
        ({"JEJAK_NOTICE_SINK": "fax"}, "JEJAK_NOTICE_SINK", "literal_error"),
        ({"JEJAK_DATABASE_URL": "mysql://u:secret@h/d"}, "JEJAK_DATABASE_URL", "no_postgresql_address"),
        ({"JEJAK_URL": "http://jejak.example"}, "JEJAK_URL", "no_web_address"),
        ({"JEJAK_URL": "https://jejak.example/in"}, "JEJAK_URL", "no_web_address"),
        ({"JEJAK_NOTICE_SINK": "smtp"}, "", "setting_needs"),
        ({"JEJAK_NOTICE_SINK": "webhook"}, "", "setting_needs"),
        ({"JEJAK_TIMESTAMP_URL": "https://x"}, "", "setting_needs"),
        ({"JEJAK_WITNESS_URL": "https://x"}, "", "setting_needs"),
    ],
)
def test_a_wrong_setting_is_named_without_its_value(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], path: str, code: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as error:
        load_settings()
    [found] = problems(error.value)
    assert (found["path"], found["code"]) == (path, code)
    assert "secret" not in str(error.value)


def problems(error: SettingsError) -> list[Problem]:
    """What is wrong with the settings."""
    found = error.facts["problems"]
    assert isinstance(found, list)
    return found


def test_the_command_line_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JEJAK_HOME", "/elsewhere")
    assert load_settings(home=tmp_path).home == tmp_path


def test_secrets_are_read_from_files_and_never_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(module, "SECRETS_DIRECTORY", tmp_path)
    (tmp_path / "jejak_database_url").write_text("postgresql://worker:hush-hush@db/jejak")
    settings = load_settings()
    assert settings.dsn() == "postgresql://worker:hush-hush@db/jejak"
    assert "hush" not in repr(settings)


def test_the_signing_key_is_the_secret_or_else_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JEJAK_HOME", str(tmp_path))
    with pytest.raises(SettingsError, match="key_unreadable"):
        load_settings().signing_key_pem()
    (tmp_path / "keys").mkdir()
    file = tmp_path / "keys" / "signing.pem"
    file.write_text("from the file")
    file.chmod(0o640)
    with pytest.raises(OpenKey, match="open_key"):
        load_settings().signing_key_pem()
    file.chmod(0o600)
    assert load_settings().signing_key_pem() == b"from the file"
    monkeypatch.setenv("JEJAK_SIGNING_KEY", "the secret")
    assert load_settings().signing_key_pem() == b"the secret"


async def test_without_a_database_the_embedded_stack_is_used_while_it_runs(data: Path) -> None:
    settings = load_settings(home=data)
    with pytest.raises(SettingsError, match="no_stack"):
        settings.dsn()
    async with EmbeddedStack(data, ui=False) as stack:
        assert settings.dsn() == stack.postgres.dsn("jejak")
        settings.require_local_servers(stack.temporal.address)


@pytest.mark.parametrize(
    ("database", "temporal", "server"),
    [
        ("postgresql://u@db.example/jejak", "127.0.0.1:7233", "PostgreSQL"),
        ("postgresql://u@127.0.0.1,db.example/jejak", "127.0.0.1:7233", "PostgreSQL"),
        ("postgresql://u@localhost/jejak?host=10.0.0.1", "127.0.0.1:7233", "PostgreSQL"),
        ("postgresql://u@db.example/jejak?host=localhost", "127.0.0.1:7233", "PostgreSQL"),
        ("postgresql://u@/jejak?host=localhost&host=db.example", "127.0.0.1:7233", "PostgreSQL"),
        ("postgresql://u@/jejak?host=localhost,db.example", "127.0.0.1:7233", "PostgreSQL"),
        ("postgresql:///jejak?service=elsewhere", "127.0.0.1:7233", "PostgreSQL"),
        ("postgresql://u@localhost@db.example/jejak", "127.0.0.1:7233", "PostgreSQL"),
        ("postgresql://u@localhost/jejak", "temporal:7233", "Temporal"),
        ("postgresql://u@localhost/jejak", "", "Temporal"),
    ],
)
def test_local_sign_in_is_refused_with_a_server_elsewhere(database: str, temporal: str, server: str) -> None:
    with pytest.raises(SettingsError, match=server):
        load_settings(database_url=database).require_local_servers(temporal)
