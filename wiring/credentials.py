"""Tokens by which the command line is signed in to servers, one for each address, in a file of the user's own."""

import json
import os
from pathlib import Path

from wiring.settings import SettingsError, private_file


def credentials_path() -> Path:
    """The file: `$XDG_CONFIG_HOME/jejak/tokens.json` or `~/.config/jejak/tokens.json`."""
    config = os.environ.get("XDG_CONFIG_HOME")
    return (Path(config) if config else Path.home() / ".config") / "jejak" / "tokens.json"


def kept_token(url: str) -> str | None:
    """The token for the servers at an address, if there is one.

    Raises:
        SettingsError, OpenKey: the file can't be read, or others than its owner may read it.
    """
    return _kept().get(url)


def keep_token(url: str, token: str | None) -> None:
    """Keep the token for the servers at an address, in place of an earlier one; None: keep none any more.

    Raises:
        SettingsError, OpenKey: as `kept_token`.
        OSError: the file can't be written.
    """
    path, tokens = credentials_path(), {address: kept for address, kept in _kept().items() if address != url}
    if token is not None:
        tokens[url] = token
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(tokens, file)
    new.replace(path)


def _kept() -> dict[str, str]:
    path = credentials_path()
    if not path.exists():
        return {}
    try:
        found = json.loads(private_file(path))
        return {str(address): str(token) for address, token in found.items()}
    except (ValueError, AttributeError):
        raise SettingsError(reason="tokens_unreadable", file=path) from None
