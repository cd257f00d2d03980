"""What regions are called, for sentences about events, which know regions by their opaque ids."""

from domain.refusals import Refused
from engine.rulebook import Rulebook


async def place_names(rulebook: Rulebook) -> dict[str, str]:
    """The latest name of every region by its id; none where the table was never published."""
    try:
        regions = await rulebook.regions()
    except Refused:
        return {}
    return {region.id: region.name for region in sorted(regions.rows, key=lambda region: region.valid_from)}
