"""Every forgery with a worker's login or key is found: in the ledger, in the innovation, and in its bundle.

The true sealer has sealed and signed them all. What takes no rules is found by the bundle's own verifier, too, in an
environment that has nothing of ours.
"""

from pathlib import Path

import pytest

from tests.bundle.forgeries import logins, workers
from tests.bundle.forgeries.finding import assert_found
from tests.bundle.forgeries.table import Forgery
from tests.bundle.scene import Scene
from wiring.settings import Settings


@pytest.mark.parametrize("forgery", [*logins.FORGERIES, *workers.FORGERIES], ids=str)
async def test_a_forgery_is_found_by_every_layer_that_can_find_it(
    forgery: Forgery, scene: Scene, settings: Settings, bare_python: Path, tmp_path: Path
) -> None:
    await assert_found(forgery, scene, settings, bare_python, tmp_path)
