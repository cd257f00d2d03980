"""Every forgery of what people hand in, amend and sign is found: in the ledger, in the innovation, and in its bundle.

The true sealer has sealed and signed them all. What takes no rules is found by the bundle's own verifier, too, in an
environment that has nothing of ours.
"""

from pathlib import Path

import pytest

from activities.contract import Receipt
from bundle.build import bundler_for
from bundle.replay import check_decisions, check_state
from domain.streams import correlation_of
from processes.sealing import sealing
from service.verifying import verified
from tests.bundle.conftest import PATIENCE_S
from tests.bundle.forgeries import amendments, passkeys, persons
from tests.bundle.forgeries.finding import assert_found, key_of_log, reasons, unfounded
from tests.bundle.forgeries.passkeys import PASSKEY, enrolled
from tests.bundle.forgeries.table import Forgery
from tests.bundle.scene import Scene
from tests.bundle.test_bundle import run_alone
from tests.furnished import an_auditor
from wiring.connections import Connections
from wiring.settings import Settings


@pytest.mark.parametrize("forgery", [*amendments.FORGERIES, *passkeys.FORGERIES, *persons.FORGERIES], ids=str)
async def test_a_forgery_is_found_by_every_layer_that_can_find_it(
    forgery: Forgery, scene: Scene, settings: Settings, bare_python: Path, tmp_path: Path
) -> None:
    await assert_found(forgery, scene, settings, bare_python, tmp_path)


async def test_what_was_not_forged_is_found_by_none(
    scene: Scene, settings: Settings, bare_python: Path, tmp_path: Path
) -> None:
    await scene.accepted(await scene.amended())
    await enrolled(scene, "operator")
    _, envelope = scene.sealed("operator", scene.judged, "note", text="x")
    by_passkey = scene.received(envelope, PASSKEY.signs("operator", envelope.act.encode()))
    assert isinstance((await scene.office.work(scene.judged, envelope=by_passkey)).outcome, Receipt)
    async with sealing(settings), Connections(settings) as connections:
        for stream in (scene.judged, scene.decided, scene.adopted):
            innovation = correlation_of(stream)
            reader = await an_auditor(connections)
            bundler = await bundler_for(reader, innovation, since=None, patience_s=PATIENCE_S)
            packed, checked = await bundler.bundle(innovation)
            assert unfounded(packed, settings) is None
            await check_decisions(checked)
            check_state(checked.contents)
            assert run_alone(bare_python, packed, tmp_path, "--key", key_of_log(settings)).returncode == 0
            assert reasons(await verified(connections, innovation)) == set()
        assert reasons(await verified(connections, None)) == set()
