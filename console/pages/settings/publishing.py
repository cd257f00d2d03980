"""Terbitkan: an edition, or a table of agencies, regions or holidays, as a file, with what it would change."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from console.forms.fields import Field, Kind, payload_of
from console.pages.settings.errands import Changes, Form
from console.visit import Visit
from domain.agencies import Agency
from domain.calendar import Holiday
from domain.model import Frozen
from domain.regions import Region
from domain.streams import EDITION, REFERENCE
from service import publishing
from service.publishing import Editions, Publication, compared
from service.roles import require_administrator
from texts import Lang, editions, text, title
from texts.facts import Changed, changed
from texts.locales import listed
from texts.publications import counted, lines_changed, rows_changed
from wiring.errors import BadRequest

HERE = "/pengaturan/terbitkan"
CONTENT = "content"
MOST_SHOWN = 300
"""How many changes are shown one by one."""

KINDS = {"edisi": "edition", "instansi": "agencies", "daerah": "regions", "kalender": "calendar"}
"""What is published, by its place in addresses."""

ABOUT = {
    "edition": "publish.file.edition",
    "agencies": "publish.file.agencies",
    "regions": "publish.file.regions",
    "calendar": "publish.file.calendar",
}
ROWS: dict[str, type[Frozen]] = {"agencies": Agency, "regions": Region, "calendar": Holiday}
COMMANDS = {"edition": "publish_edition", "agencies": "publish_agencies"}


async def show(visit: Visit) -> Response:
    """What may be published, and what is in force. Raises Refused: the reader is no administrator."""
    require_administrator(visit.reader)
    found = [*await visit.reader.publications(EDITION), *await visit.reader.publications(REFERENCE)]
    return await visit.page("settings/publishing", kinds=KINDS, found=found, called=await visit.editions())


async def show_form(visit: Visit) -> Response:
    """The form that asks for the file."""
    return await _form(visit).show()


async def send_form(visit: Visit) -> Response:
    """What the file would change, with every error of it; then, sent. Raises Refused: the reader may not ask this."""
    form = _form(visit)
    form.require_role()  # before the file is read, which takes long
    return await form.send()


async def changes_by(visit: Visit, command: str, payload: Mapping[str, Any]) -> list[Changes]:
    """What publishing would change about what is in force. Raises as `compared`."""
    lang, names = visit.lang, await visit.names()
    found = await compared(visit.reader, command, payload)
    if isinstance(found, Editions):
        now = editions.told(found.now, names, lang) if found.now else {}
        facts = _shown(text("publish.in_words", lang), changed(now, editions.told(found.then, names, lang)), visit)
        if found.now is None:
            return [facts]
        lines = lines_changed(found.text_now, found.text_then, lang)
        return [facts, replace(_shown(text("publish.in_lines", lang), lines, visit), folded=True)]
    return [_shown(text("publish.in_rows", lang), rows_changed(found.now, found.then), visit)]


def _shown(heading: str, changes: list[Changed], visit: Visit) -> Changes:
    said = counted(changes, visit.lang)
    if len(changes) > MOST_SHOWN:
        said += " " + text("publish.first", visit.lang, most=MOST_SHOWN)
    return Changes(heading, changes[:MOST_SHOWN], said=said)


def _form(visit: Visit) -> Form:
    """The form that an address names. Raises HTTPException: there is none."""
    kind, lang = KINDS.get(visit.request.path_params["naskah"]), visit.lang
    if kind is None:
        raise HTTPException(404)
    fields = [Field(CONTENT, Kind.CONTENT, text("publish.file", lang), hint=_about(kind, lang))]
    if kind != "edition":
        fields.append(
            Field("source", Kind.LINE, title("field", "source", lang), hint=text("publish.source.hint", lang))
        )

    async def changes(payload: dict[str, Any]) -> list[Changes]:
        return await changes_by(visit, COMMANDS.get(kind, "publish_reference"), payload)

    return Form(
        visit,
        COMMANDS.get(kind, "publish_reference"),
        HERE,
        text("publish.title", lang),
        fields,
        lambda filled: _publication(kind, filled).stream,
        lambda filled: _publication(kind, filled).payload,
        about=[] if kind == "edition" else [(text("publish.table", lang), title("reference", kind, lang))],
        changes=changes,
    )


def _about(kind: str, lang: Lang) -> str:
    """What the file holds; of a table also its columns."""
    row = ROWS.get(kind)
    columns = text("publish.columns", lang, columns=listed(list(row.model_fields), lang)) if row else ""
    return f"{text(ABOUT[kind], lang)} {columns}".strip()


def _publication(kind: str, fields: list[Field]) -> Publication:
    """What the form publishes. Raises BadRequest: the file is no text; Refused: it is too long, or no edition."""
    content, source = _text(fields[0]), payload_of(fields).get("source", "")
    match kind:
        case "edition":
            return publishing.edition(content)
        case "agencies":
            return publishing.agencies(content, source)
        case "regions":
            return publishing.reference("regions", content, source)
    return publishing.reference("calendar", content, source)


def _text(field: Field) -> str:
    try:
        return field.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadRequest("unreadable_file", reason="not_utf8", file=field.label, byte=error.start) from None
