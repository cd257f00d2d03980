"""A file that was written is whole, and stays; or what was there before does, and the error names it."""

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.files import write_whole
from ledger.log.checkpoint_directory import write_once
from ledger.log.checkpoint_keys import write_checkpoint_pair

from .disk import full_disk


@pytest.mark.parametrize("before", [b"old", None], ids=["replaced", "new"])
def test_a_full_disk_leaves_what_was_there_and_is_reported_with_the_name_of_the_file(
    tmp_path: Path, before: bytes | None
) -> None:
    path = tmp_path / "file"
    if before is not None:
        path.write_bytes(before)
    with pytest.raises(OSError, match=str(path)) as raised, full_disk():
        write_whole(path, b"new")
    assert (raised.value.errno, raised.value.filename) == (errno.EFBIG, str(path))
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == ({"file": before} if before else {})
    write_whole(path, b"new", 0o600)
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"file": b"new"}
    assert path.stat().st_mode & 0o777 == 0o600


def test_of_those_who_write_at_once_each_writes_all_of_it(tmp_path: Path) -> None:
    path = tmp_path / "file"
    contents = [bytes([letter]) * 1000 for letter in b"abcd"]
    with ThreadPoolExecutor(len(contents)) as threads:
        for _ in range(20):
            list(threads.map(lambda content: write_whole(path, content), contents))
            assert path.read_bytes() in contents
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_process_left_is_in_nobodys_way(tmp_path: Path) -> None:
    path = tmp_path / "file"
    (tmp_path / "file.new").write_text("half of it, open to all")
    write_whole(path, b"new", 0o600)
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"file": b"new"}
    assert path.stat().st_mode & 0o777 == 0o600


def test_keys_and_checkpoints_are_flushed_to_disk_with_the_directories_that_name_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[tuple[Path, bool]] = []

    def fsync(fd: int) -> None:
        path = Path(f"/proc/self/fd/{fd}").readlink()
        flushed.append((path, path.is_dir() and any(each.suffix == ".new" for each in path.iterdir())))

    monkeypatch.setattr(os, "fsync", fsync)
    private, public = tmp_path / "keys" / "checkpoint.pem", tmp_path / "keys" / "checkpoints"
    named = write_checkpoint_pair(Ed25519PrivateKey.generate(), private, public)
    write_once(tmp_path / "checkpoints" / "1.checkpoint", b"note")
    assert flushed == [
        (each, False)  # the directory when the file has its name
        for path in (named, private, tmp_path / "checkpoints" / "1.checkpoint")
        for each in (path.with_name(f"{path.name}.new"), path.parent)
    ]
