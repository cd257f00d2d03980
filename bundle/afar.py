"""A bundle that another installation makes; here it is checked before it is kept."""

import json
from typing import TYPE_CHECKING

from proof.checking import Checked, check
from service.afar import raised

if TYPE_CHECKING:
    from wiring.afar import Afar


class BundlerAfar:
    """Has bundles made at an address."""

    def __init__(self, afar: "Afar") -> None:
        self._afar = afar

    async def bundle(self, innovation: str) -> tuple[bytes, Checked]:
        """The bundle of an innovation, and what checking it found.

        Raises:
            NotPossible: it isn't given out there, for the reason that it names.
            BundleRefused: it doesn't prove itself.
            Unavailable: as `Afar.get`.
        """
        status, content = await self._afar.get(f"/innovations/{innovation}/bundle")
        if status != 200:
            raise raised(json.loads(content))
        return content, check(content)
