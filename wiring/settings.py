"""Settings of every process, from the environment (`JEJAK_…`) and, for secrets, from files in /run/secrets.

Temporal's address, namespace, TLS and API key are Temporal's own variables and profile file (`envconfig`).
"""

import os
import stat
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.model import problems_of, wrong
from proof.errors import JejakError, Kind
from stack.state import StackState, read_state
from wiring.addresses import database_hosts, is_local, is_safe

PREFIX = "JEJAK_"
SECRETS_DIRECTORY = Path("/run/secrets")


class SettingsError(JejakError):
    """A setting is missing or wrong; the fact `reason` says how."""

    code = "bad_settings"
    kind = Kind.MISUSED


class NothingRuns(SettingsError):
    """No database is named, and no embedded stack runs in `home`."""

    code = "unavailable"
    kind = Kind.UNAVAILABLE

    def __init__(self, home: Path) -> None:
        super().__init__(reason="no_stack", home=home)


class OpenKey(SettingsError):
    """The file of a private key is open to others than its owner."""

    def __init__(self, path: Path) -> None:
        super().__init__(reason="open_key", file=path)


def default_home() -> Path:
    """Where the embedded stack keeps its data by default."""
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "jejak"


class Settings(BaseSettings):
    """The settings of a process; made by `load_settings`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, hide_input_in_errors=True)

    home: Path = Field(default_factory=default_home)
    """Data directory of the embedded stack; default `$XDG_DATA_HOME/jejak` or `~/.local/share/jejak`."""

    database_url: SecretStr | None = None
    """DSN of PostgreSQL with the login of this process's role. Unset: the embedded stack in `home`."""

    database_pool_size: int = Field(10, ge=1, le=200)
    """Most connections to PostgreSQL for commands and reading; a worker opens a few more beside them."""

    signing_key: SecretStr | None = None
    """Private key that signs commands: Ed25519, PEM. Takes the place of `signing_key_file`."""

    signing_key_file: Path | None = None
    """File with that key; default `keys/signing.pem` in `home`."""

    worker_key: SecretStr | None = None
    """Private key with which a worker signs what it decides: Ed25519, PEM. Takes the place of `worker_key_file`."""

    worker_key_file: Path | None = None
    """File with that key; default `keys/worker.pem` in `home`."""

    genesis: str | None = Field(None, pattern=r"^[0-9a-f]{64}$")
    """What this ledger is known by, to be pinned by auditors; default what the file `keys/genesis` in `home` says."""

    identities: Path | None = None
    """Directory with the private keys of the people who act from here; default `identities` in `home`."""

    person: str | None = None
    """Whoever acts and reads from here, where a command doesn't name somebody else with `--as`."""

    passphrase: SecretStr | None = None
    """Passphrase of the private key of whoever acts, where it has one and no terminal can ask for it."""

    log_origin: str = Field("localhost/jejak", pattern=r"^[!-*,-~]+$", max_length=200)
    """Name of this ledger's log in its checkpoints, like `jejak.example.go.id/log`; final once one was signed."""

    checkpoint_key: SecretStr | None = None
    """Private key that signs checkpoints: Ed25519, PEM. Takes the place of `checkpoint_key_file`."""

    checkpoint_key_file: Path | None = None
    """File with that key; default `keys/checkpoint.pem` in `home`."""

    checkpoint_keys: Path | None = None
    """Directory with every public key that ever signed checkpoints; default `keys/checkpoints` in `home`."""

    checkpoints: Path | None = None
    """Directory outside of the database where checkpoints are kept; default `checkpoints` in `home`."""

    checkpoint_every: float = Field(10.0, gt=0, le=86_400)
    """Seconds after which new events are in a signed checkpoint."""

    timestamp_url: str | None = None
    """Authority that stamps each checkpoint with the time (RFC 3161)."""

    timestamp_roots: Path | None = None
    """File with the certificates of that authority and of earlier ones, PEM."""

    witness_url: str | None = None
    """Witness that cosigns each checkpoint (C2SP tlog-witness)."""

    witness_key: str | None = None
    """That witness's public key, as text (`NAME+ID+BASE64`); earlier ones too, with spaces between them."""

    log_format: Literal["json", "console"] = "json"
    """One JSON object a line, or coloured lines for a terminal."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """The least serious lines that are logged."""

    url: str | None = None
    """Address under which people and programs reach this installation, like `https://jejak.example.go.id`."""

    serve_host: str = "127.0.0.1"
    """Address on which `jejak serve` serves the pages."""

    serve_port: int = Field(8000, ge=0, le=65535)
    """Port for that; 0 takes a free one, which the log names."""

    proxies: str | None = None
    """Addresses of the proxies before it, whose word of where a request comes from is believed; `*` for any."""

    oidc_issuer: str | None = None
    """Identity provider (OpenID Connect) by which people sign in: its issuer, as its own configuration says."""

    oidc_client_id: str | None = None
    """By what id this installation is known there."""

    oidc_client_secret: SecretStr | None = None
    """Its secret there, where it has one."""

    token: SecretStr | None = None
    """The token with which the command line acts and reads at that address."""

    health_host: str = "127.0.0.1"
    """Address on which a worker, a sealer or `jejak serve` serves its health and metrics."""

    health_port: int = Field(0, ge=0, le=65535)
    """Port for that; 0 takes a free one, which the log names."""

    notice_sink: Literal["log", "smtp", "webhook"] = "log"
    """Where notices to people go: a log line, mail, or an HTTP request each."""

    notice_smtp_url: SecretStr | None = None
    """Mail server: `smtp://[user:password@]host[:port]` (STARTTLS when offered) or `smtps://…`."""

    notice_from: str | None = None
    """Sender address of the mails."""

    notice_webhook_url: SecretStr | None = None
    """URL that gets a POST with JSON for each notice."""

    task_queue: str = Field("jejak", min_length=1)
    """Temporal task queue that workers poll."""

    worker_concurrency: int = Field(100, ge=1, le=1000)
    """Most activities, and most workflow tasks, that one worker carries out at once."""

    @field_validator(
        "home",
        "signing_key_file",
        "worker_key_file",
        "identities",
        "checkpoint_key_file",
        "checkpoint_keys",
        "checkpoints",
        "timestamp_roots",
    )
    @classmethod
    def _expand(cls, path: Path | None) -> Path | None:
        return path.expanduser().absolute() if path else None

    @field_validator("url")
    @classmethod
    def _is_origin(cls, url: str | None) -> str | None:
        """Encrypted, except on this machine: browsers and the command line show there who they are."""
        if url is None:
            return None
        given = urlsplit(url)
        if not is_safe(url) or given.path not in ("", "/") or given.query or given.fragment or given.username:
            raise wrong("no_web_address")
        return f"{given.scheme}://{given.netloc}"

    @field_validator("oidc_issuer")
    @classmethod
    def _is_encrypted(cls, issuer: str | None) -> str | None:
        if issuer is not None and not is_safe(issuer):
            raise wrong("no_issuer")
        return issuer

    @field_validator("database_url")
    @classmethod
    def _is_postgresql(cls, url: SecretStr | None) -> SecretStr | None:
        if url and urlsplit(url.get_secret_value()).scheme not in {"postgresql", "postgres"}:
            raise wrong("no_postgresql_address")
        return url

    @model_validator(mode="after")
    def _notices_have_a_way(self) -> Self:
        if self.notice_sink == "smtp" and not (self.notice_smtp_url and self.notice_from):
            raise wrong(
                "setting_needs", setting="JEJAK_NOTICE_SINK=smtp", needed=["JEJAK_NOTICE_SMTP_URL", "JEJAK_NOTICE_FROM"]
            )
        if self.notice_sink == "webhook" and not self.notice_webhook_url:
            raise wrong("setting_needs", setting="JEJAK_NOTICE_SINK=webhook", needed=["JEJAK_NOTICE_WEBHOOK_URL"])
        return self

    @model_validator(mode="after")
    def _attestors_are_known(self) -> Self:
        if self.timestamp_url and not self.timestamp_roots:
            raise wrong("setting_needs", setting="JEJAK_TIMESTAMP_URL", needed=["JEJAK_TIMESTAMP_ROOTS"])
        if self.witness_url and not self.witness_key:
            raise wrong("setting_needs", setting="JEJAK_WITNESS_URL", needed=["JEJAK_WITNESS_KEY"])
        return self

    @property
    def is_afar(self) -> bool:
        """Whether the installation is reached over its address: it has one, and no database is named."""
        return self.url is not None and self.database_url is None

    @property
    def hosts(self) -> list[str]:
        """The names under which this installation is reached: nothing else on a network passes for it."""
        return [urlsplit(self.url).hostname or ""] if self.url else ["localhost", "127.0.0.1", "[::1]"]

    @property
    def checkpoint_key_path(self) -> Path:
        """The file of the key that signs checkpoints, unless `checkpoint_key` holds it."""
        return self.checkpoint_key_file or self.home / "keys" / "checkpoint.pem"

    @property
    def checkpoint_keys_directory(self) -> Path:
        """The directory with the log's public keys, the current one and the earlier ones."""
        return self.checkpoint_keys or self.home / "keys" / "checkpoints"

    @property
    def checkpoints_directory(self) -> Path:
        """Where checkpoints are kept outside of the database."""
        return self.checkpoints or self.home / "checkpoints"

    @property
    def worker_key_path(self) -> Path:
        """The file of the worker's private key, unless `worker_key` holds it."""
        return self.worker_key_file or self.home / "keys" / "worker.pem"

    @property
    def identities_directory(self) -> Path:
        """The directory with the private keys of people."""
        return self.identities or self.home / "identities"

    @property
    def genesis_path(self) -> Path:
        """The file that keeps what this ledger is known by."""
        return self.home / "keys" / "genesis"

    def pinned_genesis(self) -> str | None:
        """What the ledger must be known by, if that is pinned. Raises SettingsError: the file can't be read."""
        if self.genesis:
            return self.genesis
        try:
            return self.genesis_path.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise SettingsError(reason="genesis_unreadable", file=self.genesis_path, cause=error) from error

    @property
    def signing_key_path(self) -> Path:
        """The file of the private key, unless `signing_key` holds it."""
        return self.signing_key_file or self.home / "keys" / "signing.pem"

    def signing_key_pem(self) -> bytes:
        """The private key that signs what the service receives, PEM. Raises SettingsError, OpenKey as `_pem`."""
        return self._pem(self.signing_key, self.signing_key_path)

    def worker_key_pem(self) -> bytes:
        """The private key that signs what a worker decides, PEM. Raises SettingsError, OpenKey as `_pem`."""
        return self._pem(self.worker_key, self.worker_key_path)

    @staticmethod
    def _pem(secret: SecretStr | None, path: Path) -> bytes:
        """Raises SettingsError when there is none, and OpenKey when others than its owner may read its file."""
        return secret.get_secret_value().encode() if secret else private_file(path)

    def embedded(self) -> StackState | None:
        """The running embedded stack that this process is to use; None when a database is named instead.

        Raises NothingRuns when no database is named and no stack runs in `home`.
        """
        if self.database_url:
            return None
        state = read_state(self.home)
        if state is None:
            raise NothingRuns(self.home)
        return state

    def dsn(self) -> str:
        """DSN of the database, whose login is a member of the roles that this process takes on.

        Raises NothingRuns like `embedded`.
        """
        if self.database_url:
            return self.database_url.get_secret_value()
        stack = self.embedded()
        assert stack is not None
        return stack.database_url

    def require_local_servers(self, temporal_address: str | None = None) -> None:
        """Raises SettingsError unless local sign-in is safe: on this machine are the servers that are used."""
        hosts = {"PostgreSQL": database_hosts(self.dsn())}
        if temporal_address is not None:
            hosts["Temporal"] = [urlsplit(f"//{temporal_address}").hostname or ""]
        for server, names in hosts.items():
            for name in names:
                if not is_local(name):
                    raise SettingsError(reason="not_local", server=server, host=name)


def private_file(path: Path) -> bytes:
    """What a file with a private key holds.

    Raises SettingsError when there is none, and OpenKey when others than its owner may read it.
    """
    try:
        pem, mode = path.read_bytes(), path.stat().st_mode
    except OSError as error:
        raise SettingsError(reason="key_unreadable", file=path, cause=error) from error
    if stat.S_IMODE(mode) & 0o077:
        raise OpenKey(path)
    return pem


def load_settings(**overrides: Any) -> Settings:
    """The settings of this process; `overrides` come from its command line. Raises SettingsError."""
    secrets = SECRETS_DIRECTORY if SECRETS_DIRECTORY.is_dir() else None
    try:
        return Settings(_secrets_dir=secrets, **overrides)
    except ValidationError as error:
        problems = problems_of(error)
        for each in problems:
            each["path"] = f"{PREFIX}{each['path'].upper()}" if each["path"] else ""
        raise SettingsError(reason="form", problems=problems) from None
