"""Exports that another installation makes, as they come."""

from codecs import getincrementaldecoder
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from interchange import Format
from service.afar import downloaded

if TYPE_CHECKING:
    from wiring.afar import Afar


@asynccontextmanager
async def exporting_afar(afar: "Afar", form: Format, innovation: str | None) -> AsyncIterator[AsyncIterator[str]]:
    """An export of one innovation, or of all, made there. Raises as `downloaded`; Unavailable also during it."""
    path = "/export" if innovation is None else f"/innovations/{innovation}/export"
    async with downloaded(afar, f"{path}?format={form}") as parts:
        yield _text(parts)


async def _text(parts: AsyncIterator[bytes]) -> AsyncIterator[str]:
    decoder = getincrementaldecoder("utf-8")()
    async for part in parts:
        yield decoder.decode(part)
    yield decoder.decode(b"", final=True)
