"""A receipt is proved where the servers aren't, and nothing that they say is believed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.log.checkpoint_keys import CheckpointSigner
from service import afar, proving
from tests.cli.elsewhere import Elsewhere
from tests.cli.running import Cli
from wiring.keys import log_keys
from wiring.settings import Settings


@pytest.fixture
async def receipt(cli: Cli, tmp_path: Path) -> Path:
    """A receipt that a checkpoint covers."""
    innovation = await cli.proposed()
    await cli.done("bundle", innovation, "--out", tmp_path / "sealed.zip", "--as", "auditor")
    first = (await cli.done("history", innovation, "--as", "auditor"))[0]
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps({name: first[name] for name in ("stream", "version", "chain")}))
    return file


@pytest.fixture
def keys(stack: Settings) -> list[str]:
    """The log's keys as somebody names them who knows them."""
    return [part for each in log_keys(stack).verifiers for part in ("--key", str(each))]


async def test_a_receipt_is_proved_by_keys_that_are_known_here(
    elsewhere: Elsewhere, receipt: Path, keys: list[str], stack: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await elsewhere.of("pengusul")
    await elsewhere.refused(2, "log_key_needed", "prove", receipt)
    await elsewhere.refused(2, "whole_key_needed", "prove", receipt, "--key", "0" * 64)
    found = await elsewhere.done("prove", receipt, *keys)
    monkeypatch.setenv("JEJAK_CHECKPOINT_KEYS", str(stack.checkpoint_keys_directory))
    kept = receipt.with_name("checkpoint")
    kept.write_text(found["checkpoint"])
    later = await elsewhere.done("prove", receipt, "--since", kept)
    assert later["consistency"]["old_size"] == found["proof"]["tree_size"]
    receipt.write_text(json.dumps(json.loads(receipt.read_text()) | {"chain": "00" * 32}))
    await elsewhere.refused(4, "no_such_event", "prove", receipt)


async def test_a_server_that_lies_is_found(
    elsewhere: Elsewhere, receipt: Path, keys: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    await elsewhere.of("auditor")
    honest = afar.call
    kept = receipt.with_name("checkpoint")
    kept.write_text((await elsewhere.done("prove", receipt, *keys))["checkpoint"])

    async def lies(how: Callable[[dict[str, Any]], dict[str, Any]], code: str, exit_code: int = 4) -> None:
        async def told(*given: Any) -> Any:
            answer = await honest(*given)
            return answer | how(answer)

        with monkeypatch.context() as context:
            context.setattr(proving, "call", told)
            await elsewhere.refused(exit_code, code, "prove", receipt, *keys, "--since", kept)

    other = CheckpointSigner(keys[1].partition("+")[0], Ed25519PrivateKey.generate())
    await lies(lambda _: {"checkpoint": other.sign(5, b"1" * 32)}, "note_refused")
    await lies(lambda told: {"leaf_index": told["leaf_index"] + 1}, "proof_failed")
    await lies(lambda told: {"inclusion": ["00" * 32, *told["inclusion"][1:]]}, "proof_failed")
    await lies(lambda told: {"tree_size": told["tree_size"] + 1}, "proof_failed")
    await lies(lambda _: {"inclusion": []}, "proof_failed")
    await lies(lambda told: {"consistency": [*(told["consistency"] or ()), "00" * 32]}, "proof_failed")
    await lies(lambda _: {"leaf_index": "0"}, "other_release", 1)
