"""What regions are called, for sentences about events, which know regions by their opaque ids."""

from domain.refusals import Refused
from domain.rules import REGIONS, regions_from
from engine.states import States


async def place_names(states: States) -> dict[str, str]:
    """The latest name of every region by its id; none where the table was never published."""
    try:
        regions = regions_from(await states.basis([REGIONS]))
    except Refused:
        return {}
    return {region.id: region.name for region in sorted(regions.rows, key=lambda region: region.valid_from)}
