"""What is said of keys, in the reader's language: whose they are, and why one can't be used."""

from pathlib import Path

import pytest

from cli.main import main
from tests.cli.running import Ran, captured
from wiring.keys import Purpose
from wiring.settings import Settings

NAMES = {Purpose.COMMANDS: "perintah", Purpose.CHECKPOINTS: "titik periksa"}


async def run(home: Path, *arguments: str) -> Ran:
    """Run one command on the keys in a directory."""
    with captured() as (out, err):
        code = await main(["keys", *arguments, "--data", str(home)])
    return Ran(code, out.getvalue(), err.getvalue())


@pytest.mark.parametrize("purpose", Purpose)
async def test_what_a_key_signs_is_named_in_the_readers_language(
    tmp_path: Path, purpose: Purpose, monkeypatch: pytest.MonkeyPatch
) -> None:
    indonesian = ("--for", purpose, "--lang", "id")
    results = [await run(tmp_path, "rotate", *indonesian)]
    await run(tmp_path, "new", "--for", purpose)
    results.append(await run(tmp_path, "new", *indonesian))
    monkeypatch.setenv("JEJAK_SIGNING_KEY" if purpose is Purpose.COMMANDS else "JEJAK_CHECKPOINT_KEY", "secret")
    results.append(await run(tmp_path, "rotate", *indonesian))
    for each in results:
        assert each.code == 1
        message = each.err.splitlines()[0]
        assert f"Kunci untuk {NAMES[purpose]} " in message
        assert purpose not in message.replace(str(tmp_path), "")
    assert f"--for {purpose}" in results[0].err
    assert f"--for {purpose}" in results[1].err


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("fault", ["open", "damaged", "another's"])
async def test_a_list_of_keys_says_why_none_of_them_signs(tmp_path: Path, purpose: Purpose, fault: str) -> None:
    settings = Settings(home=tmp_path)
    await run(tmp_path, "new", "--for", purpose)
    file = settings.signing_key_path if purpose is Purpose.COMMANDS else settings.checkpoint_key_path
    listing = ("list", "--for", purpose, "--lang", "id")
    good = await run(tmp_path, *listing)
    assert ("✓" in good.out, "Tidak ada yang menandatangani" in good.out) == (True, False)
    if fault == "open":
        file.chmod(0o644)
    elif fault == "damaged":
        file.write_text("no key")
    else:
        other = tmp_path / "other"
        await run(other, "new", "--for", purpose)
        file.write_bytes((other / file.relative_to(tmp_path)).read_bytes())
    bad = await run(tmp_path, *listing)
    assert (bad.code, "✓" in bad.out) == (0, False)
    assert "Tidak ada yang menandatangani di sini. " in bad.out
    part = {"open": str(file), "damaged": "bukan kunci privat PEM", "another's": "Kunci publik dari kunci yang"}[fault]
    assert part in bad.out.replace("\n", "")
    file.unlink()
    assert "Tidak ada yang menandatangani" not in (await run(tmp_path, *listing)).out  # an auditor has none
