"""Signed notes and checkpoints as others write and read them."""

import struct
from base64 import b64decode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.log.checkpoint_keys import CheckpointSigner
from proof.checkpoint import Checkpoint, parse_checkpoint
from proof.errors import NoteRefused, OtherLog, ProofFailed
from proof.note import COSIGNATURE, Verifier, open_note, sign, signature_line, split_note
from tests.ledger.books import KEY, KEYS, ORIGIN, OTHER_KEY

# The example of the documentation of golang.org/x/mod/sumdb/note.
PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED_SEED = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PUBLISHED_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PUBLISHED_NOTE = (
    PUBLISHED_TEXT
    + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# Kept for ever: what the key 00 01 02 … 1f signs for a log of 3 leaves whose root is 32 bytes of 0x2a.
GOLDEN = (
    "example.org/jejak\n3\nKioqKioqKioqKioqKioqKioqKioqKioqKioqKioqKio=\n\n"
    "— example.org/jejak Yqmeav/Z/sGDfDBQFPtSe6S7m/dcblBgHq0q/WUjEnvuHWECiAXD26vw4Xbznl/0MzWMO2+sRzlpq9NulIYf9a+AiwE=\n"
)


def test_a_published_note_is_opened_and_a_key_written_as_published() -> None:
    verifier = Verifier.parse(PUBLISHED_KEY)
    assert str(verifier) == PUBLISHED_KEY
    assert open_note(PUBLISHED_NOTE, [verifier]) == (PUBLISHED_TEXT, [verifier])


def test_the_published_key_signs_the_published_note() -> None:
    seed = b64decode(PUBLISHED_SEED)[1:]
    assert sign(PUBLISHED_TEXT, "PeterNeumann", Ed25519PrivateKey.from_private_bytes(seed)) == PUBLISHED_NOTE


def test_a_checkpoint_s_note_is_this_one_for_ever() -> None:
    assert CheckpointSigner(ORIGIN, KEY).sign(3, b"*" * 32) == GOLDEN
    assert KEYS.open(GOLDEN) == parse_checkpoint(GOLDEN) == Checkpoint(ORIGIN, 3, b"*" * 32)
    assert str(KEYS.verifiers[0]) == "example.org/jejak+62a99e6a+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"


@pytest.mark.parametrize("position", range(len(GOLDEN)))
def test_no_character_of_a_checkpoint_can_be_changed(position: int) -> None:
    for other in ("A", "\n", " ", "é"):
        changed = GOLDEN[:position] + other + GOLDEN[position + 1 :]
        if changed != GOLDEN:
            with pytest.raises((NoteRefused, OtherLog)):
                KEYS.open(changed)


def test_bits_that_base64_leaves_over_may_not_be_set() -> None:
    assert GOLDEN.endswith("=\n")
    before = GOLDEN[-3]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for other in alphabet:
        if other != before:
            with pytest.raises(NoteRefused):
                KEYS.open(GOLDEN[:-3] + other + GOLDEN[-2:])
    KEYS.open(GOLDEN)


@pytest.mark.parametrize("length", [0, 1, 20, len(GOLDEN) - 90, len(GOLDEN) - 2])
def test_a_note_that_is_cut_off_is_refused(length: int) -> None:
    with pytest.raises(NoteRefused):
        KEYS.open(GOLDEN[:length])


def test_a_note_of_another_log_or_another_key_is_refused() -> None:
    with pytest.raises(OtherLog, match=r"example\.org/other"):
        KEYS.open(CheckpointSigner("example.org/other", KEY).sign(3, b"*" * 32))
    with pytest.raises(NoteRefused, match="not_signed"):
        KEYS.open(CheckpointSigner(ORIGIN, OTHER_KEY).sign(3, b"*" * 32))


def test_unknown_signatures_are_ignored_and_a_false_one_of_a_known_key_is_not() -> None:
    stranger = signature_line(Verifier("stranger", OTHER_KEY.public_key()), b"x" * 64)
    assert KEYS.open(GOLDEN + stranger).size == 3
    false = signature_line(KEYS.verifiers[0], b"x" * 64)
    with pytest.raises(NoteRefused, match="false_signature"):
        KEYS.open(GOLDEN + false)


def test_a_cosignature_is_checked_with_its_time() -> None:
    text, _ = split_note(GOLDEN)
    witness = Verifier("witness.example/w1", OTHER_KEY.public_key(), COSIGNATURE)
    signature = OTHER_KEY.sign(b"cosignature/v1\ntime 1679315147\n" + text.encode())
    cosigned = GOLDEN + signature_line(witness, struct.pack(">Q", 1679315147) + signature)
    assert open_note(cosigned, [witness]) == (text, [witness])
    with pytest.raises(NoteRefused):
        open_note(GOLDEN + signature_line(witness, struct.pack(">Q", 1679315148) + signature), [witness])
    assert Verifier.parse(str(witness)) == witness


@pytest.mark.parametrize(
    "body",
    ["", "a\n", "a\n1\n", "a\n01\n{root}\n", "a\n-1\n{root}\n", "a\n1\nAAAA\n", "\n1\n{root}\n", "a\n1\n{more}\n"],
)
def test_a_body_that_is_no_checkpoint_is_refused(body: str) -> None:
    root = GOLDEN.split("\n")[2]
    with pytest.raises(ProofFailed):
        parse_checkpoint(body.format(root=root, more=f"{root[:-2]}p="))
