"""The time zone of a page: the reader's own, unless the address names another of Indonesia's."""

from zoneinfo import ZoneInfo

from console.visit import Visit
from texts.locales import JAKARTA

ZONES = {"WIB": JAKARTA, "WITA": ZoneInfo("Asia/Makassar"), "WIT": ZoneInfo("Asia/Jayapura")}


async def zone_of(visit: Visit) -> ZoneInfo:
    """In which the page shows instants, and takes those that are typed."""
    chosen = ZONES.get(visit.request.query_params.get("zona", ""))
    return chosen or await visit.zone()


def name_of(zone: ZoneInfo) -> str:
    """What it is called."""
    return next((name for name, each in ZONES.items() if each.key == zone.key), "WIB")
