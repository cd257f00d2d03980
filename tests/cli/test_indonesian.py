"""Whatever finds an error, an Indonesian reader gets it in Indonesian alone."""

import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from activities.command_keys import PrivateKey
from cli.boundary import ending_of
from cli.input.files import read_payload
from cli.input.yaml_lines import read
from cli.options import Common
from domain import codec
from domain.commands.innovation import Score
from ledger.errors import NotSealed
from ledger.log.checkpoint_keys import CheckpointSigner, LogKeys, load_public
from service.proving import read_receipt
from wiring.settings import Settings, load_settings

ENGLISH = re.compile(
    r"\b(the|it|its|is|isn't|can't|no|of|or|a|an|to|was|weren't|by|must|version|leaf|leaves|such|as)\b"
)
OTHER_KIND = generate_private_key(SECP256R1())


async def said(error: Exception) -> str:
    """The message in Indonesian, without the names of files."""
    return re.sub(r"/\S+", "", (await ending_of(error, Common(lang="id"))).message)


def raised(*calls: object) -> list[Exception]:
    """What each call raises."""
    found = []
    for call in calls:
        assert callable(call)
        with pytest.raises(Exception) as raised:  # noqa: PT011  # whatever a command would report
            call()
        found.append(raised.value)
    return found


async def test_what_is_wrong_with_a_key_is_said_in_indonesian(tmp_path: Path) -> None:
    private = OTHER_KIND.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    locked = OTHER_KIND.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"rahasia"))
    nowhere, open_to_all = tmp_path / "nowhere.pem", tmp_path / "open.pem"
    open_to_all.write_text("x")
    open_to_all.chmod(0o644)
    other = tmp_path / "other" / "key.pem"
    other.parent.mkdir()
    other.write_bytes(OTHER_KIND.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    broken = tmp_path / "broken" / "key.pem"
    broken.parent.mkdir()
    broken.write_text("no key")
    errors = raised(
        lambda: PrivateKey.from_pem(b"no key"),
        lambda: PrivateKey.from_pem(private),
        lambda: PrivateKey.from_pem(locked),
        lambda: PrivateKey.from_pem(locked, "lain"),
        lambda: Settings(signing_key_file=nowhere).signing_key_pem(),
        lambda: Settings(signing_key_file=open_to_all).signing_key_pem(),
        lambda: CheckpointSigner.from_pem("log", b"no key"),
        lambda: CheckpointSigner.from_pem("log", private),
        lambda: CheckpointSigner.from_file("log", nowhere),
        lambda: CheckpointSigner.from_file("log", open_to_all),
        lambda: LogKeys.from_directory("log", tmp_path / "nowhere"),
        lambda: load_public(nowhere),
        lambda: load_public(other),
        lambda: load_public(broken),
    )
    for error in errors:
        assert not ENGLISH.search(await said(error)), await said(error)
        assert "Errno" not in str(error)
        assert "cryptography.io" not in str(error)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: b: c\n", 1),
        ("a:\n\tb: 1\n", 2),
        ("a: [1, 2\nb: 3\n", 2),
        ("a: {b: 1\n", 2),
        ("a: 'x\n", 2),
        ("a: *x\n", 1),
        (" a: 1\nb: 2\n", 2),
        ("a: @x\n", 1),
        ("a: |\n x\n- b\n", 3),
        ('a: "\\q"', 1),
        ("--- a\n--- b\n", 2),
        ("a: 1\nb: \x01\n", 2),
    ],
)
async def test_what_is_wrong_with_a_file_as_yaml_is_said_in_indonesian(tmp_path: Path, text: str, line: int) -> None:
    file = tmp_path / "file.yaml"
    file.write_text(text)
    [error] = raised(lambda: read_payload(file, Score))
    [problem] = (await ending_of(error, Common(lang="id"))).more["problems"]
    assert problem["line"] == line
    assert not re.search(ENGLISH.pattern + r"|found|expected|token", problem["message"]), problem
    assert problem["message"] != "nilainya tidak sesuai"


def test_an_anchor_may_be_given_twice() -> None:
    document = read("a: &x 1\nb: &x 2\nc: *x\n")
    assert (document.content, document.problems) == ({"a": "1", "b": "2", "c": "2"}, [])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HEALTH_PORT", "x"),
        ("HEALTH_PORT", "99999"),
        ("CHECKPOINT_EVERY", "-1"),
        ("DATABASE_URL", "mysql://x"),
        ("NOTICE_SINK", "smtp"),
        ("WITNESS_URL", "https://x"),
        ("LOG_ORIGIN", "a b"),
        ("LOG_ORIGIN", "a" * 201),
        ("NOTICE_SINK", "x"),
    ],
)
async def test_what_is_wrong_with_a_setting_is_said_in_indonesian(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"JEJAK_{name}", value)
    [error] = raised(load_settings)
    assert f"JEJAK_{name}" in await said(error)
    assert not ENGLISH.search(await said(error)), await said(error)


async def test_several_settings_that_are_wrong_are_each_named_in_indonesian(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JEJAK_HEALTH_PORT", "x")
    monkeypatch.setenv("JEJAK_CHECKPOINT_EVERY", "-1")
    [error] = raised(load_settings)
    assert not ENGLISH.search(await said(error)), await said(error)


async def test_why_an_event_cannot_be_read_is_said_in_indonesian() -> None:
    errors = raised(
        lambda: codec.decode("InnovationTeleported", 1, b"{}"),
        lambda: codec.decode("NoteMade", 9, b"{}"),
        lambda: codec.decode("NoteMade", 0, b"{}"),
        lambda: codec.parsed("NoteMade", 1, b"[]"),
        lambda: codec.decode("NoteMade", 1, b"{}"),
        lambda: codec.decode("NoteMade", 1, b"["),
    )
    for error in errors:
        assert not ENGLISH.search(await said(error)), await said(error)


@pytest.mark.parametrize(
    "error",
    [
        NotSealed(reason="no_checkpoint"),
        NotSealed(reason="not_covered", stream="innovation/1", version=3),
        NotSealed(reason="no_closing_in_time", seconds=30),
    ],
)
async def test_what_is_not_sealed_yet_is_said_in_indonesian(error: Exception) -> None:
    assert not ENGLISH.search(await said(error))


@pytest.mark.parametrize("receipt", ["x", "{}", '{"stream":"a","version":0,"chain":"b"}'])
async def test_what_a_receipt_lacks_is_said_in_indonesian(receipt: str) -> None:
    [error] = raised(lambda: read_receipt(receipt))
    assert not ENGLISH.search((await said(error)).replace("version:", "")), await said(error)
    assert "Input should" not in (await ending_of(error, Common(lang="en"))).message
