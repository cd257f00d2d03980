"""The formats of docs/ledger.md, as constants: they stay readable and verifiable for ever."""

import json
import re
from pathlib import Path

from ledger.log.checkpoint_keys import CheckpointSigner, LogKeys
from ledger.log.proofs import tlog_proof
from proof.checkpoint import parse_checkpoint
from proof.closing import ClosingProof, closing_leaf, parse_closing
from proof.hashes import leaf_hash, node_hash
from proof.note import Verifier
from proof.proofs import ConsistencyProof, InclusionProof

from .books import KEY, KEYS, ORIGIN
from .test_chain import FIRST, SECOND

DOCUMENT = (Path(__file__).parents[2] / "docs" / "ledger.md").read_text(encoding="utf-8")

LEAVES = [leaf_hash(FIRST.chain), leaf_hash(SECOND.chain)]
ENTRIES = [closing_leaf(one.stream_id, one.version, one.chain) for one in (FIRST, SECOND)]
BOOKS_CLOSED = b'{"tree_size":2,"streams":2,"root":"%s"}' % node_hash(*ENTRIES).hex().encode()
NOTE = CheckpointSigner(ORIGIN, KEY).sign(2, node_hash(*LEAVES))


def test_the_document_has_these_vectors() -> None:
    for value in [*LEAVES, node_hash(*LEAVES), *ENTRIES, node_hash(*ENTRIES)]:
        assert value.hex() in DOCUMENT
    assert BOOKS_CLOSED.decode() in DOCUMENT
    assert NOTE in DOCUMENT.replace("\n    ", "\n")
    assert str(KEYS.verifiers[0]) in DOCUMENT


def test_the_document_s_note_and_closing_say_what_it_says() -> None:
    assert KEYS.open(NOTE) == parse_checkpoint(NOTE)
    assert parse_checkpoint(NOTE).root == node_hash(*LEAVES)
    assert parse_closing(BOOKS_CLOSED).root == node_hash(*ENTRIES)


def test_the_document_s_proofs_hold() -> None:
    blocks = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)]
    inclusion, consistency = InclusionProof.from_json(blocks[0]), ConsistencyProof.from_json(blocks[1])
    new = parse_checkpoint(NOTE)
    inclusion.check(new)
    old = parse_checkpoint(CheckpointSigner(ORIGIN, KEY).sign(1, LEAVES[0]))
    consistency.check(old, new)
    assert tlog_proof(inclusion, NOTE) in DOCUMENT


def test_proofs_made_by_the_first_version_hold() -> None:
    golden = json.loads((Path(__file__).parent / "golden" / "proofs.json").read_text(encoding="utf-8"))
    keys = LogKeys(ORIGIN, (Verifier.parse(golden["key"]),))
    earlier, checkpoint = keys.open(golden["earlier"]), keys.open(golden["checkpoint"])
    InclusionProof.from_json(golden["inclusion"]).check(checkpoint)
    ConsistencyProof.from_json(golden["consistency"]).check(earlier, checkpoint)
    streams = ClosingProof.from_json(golden["closing"]).check(checkpoint)
    assert [(one.stream_id, one.version) for one in streams] == [("adoption/1/a", 1), ("adoption/1/b", 2)]
