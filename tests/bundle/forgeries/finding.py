"""What finds a forgery: the ledger, the innovation in it, whoever decides again, and a bundle's own verifier."""

from pathlib import Path

import pytest

from bundle.build import bundler_for
from bundle.replay import check_decisions
from domain.streams import correlation_of
from processes.sealing import sealing
from proof.checking import check
from proof.errors import BundleRefused
from proof.origin import check_origin
from service.verifying import Verified, verified
from tests.bundle.conftest import PATIENCE_S
from tests.bundle.forgeries.table import Forgery
from tests.bundle.scene import Scene
from tests.bundle.test_bundle import run_alone
from tests.furnished import an_auditor
from wiring.connections import Connections
from wiring.keys import log_keys
from wiring.settings import Settings


def reasons(found: Verified) -> set[str]:
    """Why, of all that a verification found."""
    assert {each.layer for each in found.report.problems} <= {"origin"}, found.report.problems
    return {getattr(each.found, "facts", {}).get("reason", each.found.code) for each in found.report.problems}


def why(error: BundleRefused) -> str:
    """The innermost reason."""
    cause = error.facts.get("cause")
    return str(getattr(cause, "facts", {}).get("reason", cause)) if cause else str(error.facts["reason"])


def key_of_log(settings: Settings) -> str:
    """The log's public key."""
    [key] = log_keys(settings).verifiers
    return str(key)


def unfounded(packed: bytes, settings: Settings) -> str | None:
    """Why a bundle whose proofs hold isn't founded, without the rules."""
    try:
        check_origin(check(packed, keys=[key_of_log(settings)]), genesis=settings.genesis)
    except BundleRefused as error:
        return why(error)
    return None


async def assert_found(forgery: Forgery, scene: Scene, settings: Settings, python: Path, directory: Path) -> None:
    """A forgery is found by every layer that can find it; that verifier is run by a Python that has nothing of ours."""
    await forgery.forge(scene)
    innovation = correlation_of(getattr(scene, forgery.of))
    async with sealing(settings), Connections(settings) as connections:
        reader = await an_auditor(connections)
        bundler = await bundler_for(reader, innovation, since=None, patience_s=PATIENCE_S)
        packed, checked = await bundler.bundle(innovation)
        assert forgery.reason in reasons(await verified(connections, None))
        assert forgery.reason in reasons(await verified(connections, innovation))
    assert unfounded(packed, settings) == forgery.bare
    with pytest.raises(BundleRefused) as refused:
        await check_decisions(checked)
    assert (refused.value.facts["step"], why(refused.value)) == ("decisions", forgery.reason)
    ran = run_alone(python, packed, directory, "--key", key_of_log(settings), "--genesis", str(settings.genesis))
    assert (ran.returncode, "GAGAL  origin" in ran.stdout) == ((4, True) if forgery.bare else (0, False)), ran
