"""What a form brings: its own fields beside those of the payload, and what was typed in each."""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from uuid import UUID, uuid4

from starlette.datastructures import UploadFile

from console.visit import LONGEST, MOST_FIELDS, Visit
from service.unsent_forms import Typed as Typed

REASON, POST, NUMBER, FORCE, SEEN = "alasan", "jabatan", "nomor", "tetap", "keadaan"
"""Fields beside those of the payload: the reason, the grant, the command's id, that a repeat is meant, and in which
stage the innovation was when the form was given.
"""

SURE, CHANGE, MORE = "yakin", "ubah", "tambah"
"""Buttons: it is sent as it was looked over, on that version; it is to be changed; there is to be room for more."""

WHOLE = "naskah"
"""How the name of a field ends in which a document is chosen that is sent whole; others are hashed."""


async def typed_in(visit: Visit) -> Typed:
    """What was typed in the form that was sent, by field; of a document, its hash, or itself as base64."""
    typed: Typed = {}
    async with visit.request.form(max_fields=MOST_FIELDS, max_part_size=LONGEST) as form:
        for name, value in form.multi_items():
            if not isinstance(value, UploadFile):
                typed.setdefault(name, []).append(value)
            elif value.size:
                field, _, whole = name.rpartition(".")
                typed[field] = [b64encode(await value.read()).decode() if whole == WHOLE else await _hash(value)]
    return typed


def one(typed: Mapping[str, list[str]], name: str) -> str:
    """What was typed in a field; nothing, where there is none."""
    return (typed.get(name) or [""])[0]


def reason_in(typed: Mapping[str, list[str]]) -> str | None:
    """The reason, if one was given."""
    return one(typed, REASON).strip() or None


def number_in(typed: Mapping[str, list[str]]) -> UUID:
    """The command's id that a form bears; a new one, if that is none."""
    try:
        return UUID(one(typed, NUMBER))
    except ValueError:
        return uuid4()


async def _hash(document: UploadFile) -> str:
    digest = sha256()
    while part := await document.read(1 << 20):
        digest.update(part)
    return digest.hexdigest()
