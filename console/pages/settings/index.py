"""Pengaturan: what there is to look up and to change, as far as the reader may."""

from starlette.responses import Response

from console.pages.settings.errands import administers
from console.visit import Visit
from domain.visibility import may_list_people
from service.waiting_acts import waiting


async def show(visit: Visit) -> Response:
    """The ways into everything below."""
    administrator = administers(visit)
    return await visit.page(
        "settings/index",
        may_list=may_list_people(await visit.reader.viewer()),
        administrator=administrator,
        waits=len(await waiting(visit.reader)),
    )
