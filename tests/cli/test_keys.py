"""The ledger's own keys on the command line: made before it begins, then changed by two administrators."""

from pathlib import Path

import pytest

from cli.main import main
from domain.vocabulary import Purpose
from tests.cli.running import ADMINISTRATORS, Cli, Ran, captured

NAMES = {
    Purpose.RECEIPTS: ("JEJAK_SIGNING_KEY", "tanda terima"),
    Purpose.DECISIONS: ("JEJAK_WORKER_KEY", "pencatatan"),
    Purpose.CHECKPOINTS: ("JEJAK_CHECKPOINT_KEY", "titik periksa"),
}
WHY = ("--reason", "diganti")


async def run(home: Path, *arguments: str) -> Ran:
    """Run one command on the keys in a directory."""
    with captured() as (out, err):
        code = await main(["keys", *arguments, "--data", str(home)])
    return Ran(code, out.getvalue(), err.getvalue())


@pytest.mark.parametrize("purpose", Purpose)
async def test_what_a_key_signs_is_named_in_the_readers_language(
    tmp_path: Path, purpose: Purpose, monkeypatch: pytest.MonkeyPatch
) -> None:
    variable, name = NAMES[purpose]
    indonesian = ("--for", purpose, "--lang", "id")
    results = [await run(tmp_path, "rotate", *indonesian)]
    made = await run(tmp_path, "new", *indonesian)
    assert f"Kunci untuk {name} dibuat" in made.out
    results.append(await run(tmp_path, "new", *indonesian))
    monkeypatch.setenv(variable, "secret")
    results.append(await run(tmp_path, "rotate", *indonesian))
    for each in results:
        assert each.code == 1
        message = each.err.splitlines()[0]
        assert f"Kunci untuk {name} " in message
        assert purpose not in message.replace(str(tmp_path), "")
    assert f"--for {purpose}" in results[0].err
    assert f"--for {purpose}" in results[1].err


async def test_two_administrators_change_a_key_of_the_ledgers_own_and_the_last_one_stays(cli: Cli) -> None:
    innovation = await cli.proposed()
    [old] = await signing(cli)
    file = cli.home / "keys" / "signing.pem"
    before = file.read_bytes()
    await cli.refused("confirmation_required", "keys", "rotate", "--as", "administrator")
    await cli.refused("role_missing", "keys", "rotate", "--as", "sekretariat", "--with", "administrator")
    assert file.read_bytes() == before
    await cli.done("keys", "rotate", *ADMINISTRATORS)
    [new] = await signing(cli)
    assert new != old
    await cli.refused("reason_required", "keys", "retire", old, *ADMINISTRATORS)
    await cli.done("keys", "retire", old, *WHY, *ADMINISTRATORS)
    for left in (await cli.done("keys", "list"))["keys"]:  # by other files
        if left["purpose"] == Purpose.RECEIPTS and left["in_use"] and left["key"] != new:
            await cli.done("keys", "retire", left["key"], *WHY, *ADMINISTRATORS)
    await cli.refused("last_key", "keys", "retire", new, *WHY, *ADMINISTRATORS)
    await cli.refused("key_not_enrolled", "keys", "retire", old, *WHY, *ADMINISTRATORS)
    after = file.read_bytes()
    file.write_bytes(before)
    try:
        assert await signing(cli) == []
        await cli.refused("not_authentic", "note", innovation, "satu", "--as", "sekretariat")
    finally:
        file.write_bytes(after)
    await cli.done("note", innovation, "satu", "--as", "sekretariat")


async def signing(cli: Cli) -> list[str]:
    """The keys by which acts are received here, as the ledger has them."""
    listed = (await cli.done("keys", "list"))["keys"]
    shown = (await cli("keys", "list")).out
    assert all(shown.count(each["key"]) == 1 for each in listed)
    return [each["key"] for each in listed if each["signs"] and each["in_use"] and each["purpose"] == Purpose.RECEIPTS]
