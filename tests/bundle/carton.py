"""A bundle in the hands of somebody who changes it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bundle.build import pack
from bundle.replay import check_state
from ledger.log.checkpoint_keys import CheckpointSigner
from proof import contents
from proof.checking import check
from proof.errors import BundleRefused
from proof.origin import check_origin
from proof.sentences import reason_of
from wiring.keys import checkpoint_signer, log_keys
from wiring.settings import Settings

AT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Carton:
    """The files of a bundle, to be changed and packed again; `signer` is the log's own key."""

    files: dict[str, bytes]
    signer: CheckpointSigner
    key: str

    @classmethod
    def opened(cls, packed: bytes, settings: Settings) -> "Carton":
        """The files of a bundle."""
        with ZipFile(BytesIO(packed)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        [key] = log_keys(settings).verifiers
        return cls(files, checkpoint_signer(settings), str(key))

    def json(self, name: str) -> Any:
        """What a JSON file says."""
        return json.loads(self.files[name])

    def put(self, name: str, value: object) -> None:
        """Writes a JSON file."""
        self.files[name] = json.dumps(value).encode()

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The events."""
        return [json.loads(line) for line in self.files[contents.EVENTS].splitlines()]

    @lines.setter
    def lines(self, lines: list[dict[str, Any]]) -> None:
        self.files[contents.EVENTS] = "".join(json.dumps(line) + "\n" for line in lines).encode()

    def sign(self, signer: CheckpointSigner | None = None, **changes: Any) -> None:
        """Lists the files as they are now, and signs that: what only a holder of a key can do."""
        old = self.json(contents.MANIFEST)
        files = {
            n: contents.entry(c) for n, c in self.files.items() if n not in (contents.MANIFEST, contents.SIGNATURE)
        }
        manifest = rfc8785.dumps(old | {"files": files} | changes)
        self.files[contents.MANIFEST] = manifest
        self.files[contents.SIGNATURE] = (signer or self.signer).sign_text(contents.statement(manifest)).encode()

    def packed(self) -> bytes:
        """The bundle as it is now."""
        return pack(self.files, AT)

    def check(self, keys: tuple[str, ...], since: str | None) -> None:
        """Takes every step that needs no decision. Raises BundleRefused."""
        checked = check(self.packed(), keys=keys, since=since)
        check_origin(checked)
        check_state(checked.contents)

    def is_refused(self, step: str, since: str | None = None, *, keys: tuple[str, ...] | None = None) -> str:
        """It must fail, at that step first; why."""
        with pytest.raises(BundleRefused) as refused:
            self.check((self.key,) if keys is None else keys, since)
        assert refused.value.facts["step"] == step, refused.value
        return reason_of(refused.value, "en")


def other_signer(origin: str = "example.go.id/jejak") -> CheckpointSigner:
    """Somebody with a key of their own."""
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    return CheckpointSigner.from_pem(origin, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


Place = list[str | int]


def places(value: Any, path: Place) -> list[Place]:
    """Where numbers and texts stand in a JSON value."""
    if isinstance(value, dict):
        return [place for name, inner in value.items() for place in places(inner, [*path, name])]
    if isinstance(value, list):
        return [place for position, inner in enumerate(value) for place in places(inner, [*path, position])]
    return [path] if isinstance(value, int | str) and value != "" else []


def found_at(value: Any, path: Iterable[str | int]) -> Any:
    """What stands there."""
    for step in path:
        value = value[step]
    return value
