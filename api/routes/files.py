"""Files: exports for other tools, and bundles, of one innovation or of all. Each is sent as it is made.

Where something goes wrong on the way, the connection ends before the answer does, so that nobody takes half a file for
the whole.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from tarfile import BLOCKSIZE, USTAR_FORMAT, TarInfo
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response, StreamingResponse

from api.caller import Reading, too_often
from api.forms import InnovationId
from bundle.afar import CONTENTS, file_of
from bundle.build import Bundler, bundler_for
from interchange import Format
from interchange.formats import Parts, exporting
from service.at_once import AGAIN_S, AtOnce
from service.failures import PATIENCE_S
from service.proving import kept_checkpoint

router = APIRouter(tags=["files"])

BYTES = "application/octet-stream"
FILE: dict[int | str, dict[str, Any]] = {200: {"content": {BYTES: {"schema": {"type": "string", "format": "binary"}}}}}

FILES = AtOnce(most=2)
"""Those that are being sent to each person: each holds a connection of the database."""

Since = Annotated[
    str | None,
    Query(max_length=10_000, description="A signed checkpoint that the caller kept: the log is proved to continue it."),
]


@contextmanager
def _one_of(caller: Reading) -> Iterator[None]:
    """One of the caller's files, until the answer has ended. Raises NotPossible: too many are being sent."""
    if not FILES.begun(caller.person):
        raise too_often(AGAIN_S)
    try:
        yield
    finally:
        FILES.ended(caller.person)


async def _all_events(caller: Reading, format: Format) -> AsyncIterator[Parts]:
    with _one_of(caller):
        async with exporting(caller.reader, format, None) as parts:
            yield parts


async def _its_events(caller: Reading, innovation: InnovationId, format: Format) -> AsyncIterator[Parts]:
    with _one_of(caller):
        async with exporting(caller.reader, format, str(innovation)) as parts:
            yield parts


async def _bundler(caller: Reading, since: Since = None) -> AsyncIterator[Bundler]:
    note = kept_checkpoint(caller.connections, since) if since is not None else None
    with _one_of(caller):
        yield await bundler_for(caller.reader, None, since=note, patience_s=PATIENCE_S)


@router.get("/export", response_class=Response, responses=FILE)
async def export_events(format: Format, parts: Annotated[Parts, Depends(_all_events)]) -> Response:
    """All events for other tools, each with its leaf index and hash; for auditors."""
    return await _sent((part.encode() async for part in parts), f"jejak.{format}")


@router.get("/innovations/{innovation}/export", response_class=Response, responses=FILE)
async def export_innovation(
    innovation: InnovationId, format: Format, parts: Annotated[Parts, Depends(_its_events)]
) -> Response:
    """An innovation's events for other tools, each with its leaf index and hash."""
    return await _sent((part.encode() async for part in parts), f"{innovation}.{format}")


@router.get("/innovations/{innovation}/bundle", response_class=Response, responses=FILE)
async def download_bundle(caller: Reading, innovation: InnovationId, since: Since = None) -> Response:
    """Everything about it with its proofs, to be verified without any server."""
    note, whole = kept_checkpoint(caller.connections, since) if since is not None else None, str(innovation)
    with _one_of(caller):
        bundler = await bundler_for(caller.reader, whole, since=note, patience_s=PATIENCE_S)
        packed, _ = await bundler.bundle(whole)
    return Response(packed, media_type=BYTES, headers=_named(file_of(whole)))


@router.get("/bundles", response_class=Response, responses=FILE)
async def download_bundles(bundler: Annotated[Bundler, Depends(_bundler)]) -> Response:
    """A bundle of every innovation as of one moment, in a tar whose first member, `contents.txt`, has their ids; for
    auditors.
    """
    return await _sent(_tar(bundler), "jejak.tar")


async def _tar(bundler: Bundler) -> AsyncIterator[bytes]:
    innovations = bundler.innovations
    yield _member(CONTENTS, "".join(f"{each}\n" for each in innovations).encode())
    for innovation in innovations:
        packed, _ = await bundler.bundle(innovation)
        yield _member(file_of(innovation), packed)
    yield bytes(2 * BLOCKSIZE)


def _member(name: str, content: bytes) -> bytes:
    info = TarInfo(name)
    info.size = len(content)
    return info.tobuf(USTAR_FORMAT) + content + bytes(-len(content) % BLOCKSIZE)


async def _sent(parts: AsyncIterator[bytes], name: str) -> Response:
    """A file part by part. What keeps it from beginning is answered as a problem."""
    first = await anext(parts, b"")

    async def whole() -> AsyncIterator[bytes]:
        yield first
        async for part in parts:
            yield part

    return StreamingResponse(whole(), media_type=BYTES, headers=_named(name))


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
