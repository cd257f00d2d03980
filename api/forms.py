"""What parameters and answers have in common."""

from collections.abc import Mapping
from hashlib import sha256
from json import dumps
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, StringConstraints

from domain.model import Key
from domain.regions import RegionCode
from service.sought import LONGEST

MOST = 200
"""Items on a page."""

UUID_FORM = "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"
"""An id in a header, which programs send as text."""

InnovationId = Annotated[UUID, Path(description="An innovation's id.")]
Region = Annotated[RegionCode, Path(description="A region's code.")]
Person = Annotated[Key, Path(description="A person's id.")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="How many items a page has at most.")]
After = Annotated[
    str | None, Query(max_length=2000, description="The `next` of the page before; its content may change.")
]
Words = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST, pattern=r"^[^\x00]*$")]
"""Text to search by."""


class Page(BaseModel):
    """A page of a list."""

    next: str | None
    """What `after` takes to go on; null at the end."""


def paged(found: list[dict[str, Any]], limit: int) -> dict[str, Any]:
    """A page as JSON, of items that each have the cursor behind it, which is taken from them."""
    cursors = [each.pop("cursor") for each in found]
    return {"items": found, "next": cursors[-1] if len(found) == limit else None}


def tagged(request: Request, body: Mapping[str, Any] | list[Any], version: int | None = None) -> Response:
    """An answer with its entity tag, which begins with the version of the stream that a command may be for; 304 where
    whoever asks has it already.
    """
    text = dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    digest = sha256(text).hexdigest()[:16]
    tag = f'"{digest}"' if version is None else f'"{version}.{digest}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization, Accept-Language"}
    if tag in [each.strip() for each in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=headers)
    return Response(text, media_type=JSONResponse.media_type, headers=headers)
