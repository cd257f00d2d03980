"""Instansi: the register, an agency with its past, and what may be changed about it."""

from typing import Any, get_args

from starlette.exceptions import HTTPException
from starlette.responses import Response

from console.forms import administration as forms
from console.forms.fields import Field
from console.pages.settings.errands import DONE, Form, administers
from console.visit import Visit
from domain.agencies import Agency, Register
from domain.periods import JAKARTA
from domain.refusals import Code, refuse
from domain.streams import AGENCIES
from domain.vocabulary import AgencyKind
from service.agencies import agencies
from texts import text

HERE = "/pengaturan/instansi"
AT_ONCE = 50
NEW = "baru"
KINDS: tuple[str, ...] = get_args(AgencyKind)

ACTS = {"ganti-nama": "rename_agency", "gabung": "merge_agency", "pecah": "split_agency"}
"""What may be asked of an agency, by its place in addresses."""


async def show(visit: Visit) -> Response:
    """The agencies, past and present, searched and narrowed, a page at a time."""
    query = visit.request.query_params
    search, kind = query.get("cari", "").strip(), query.get("jenis", "")
    found = await agencies(visit.reader, search=search, kind=kind if kind in KINDS else None)
    page = int(query["halaman"]) if query.get("halaman", "").isdecimal() and len(query["halaman"]) < 7 else 1
    kept = {name: value for name, value in (("cari", search), ("jenis", kind)) if value}
    return await visit.page(
        "settings/agencies",
        found=found[(page - 1) * AT_ONCE : page * AT_ONCE],
        count=len(found),
        more=kept | {"halaman": str(page + 1)} if len(found) > page * AT_ONCE else None,
        search=search,
        kind=kind,
        kinds=KINDS,
        may_change=administers(visit),
    )


async def show_one(visit: Visit) -> Response:
    """One agency, where it belongs, and what it came from and became."""
    register, regions = await visit.reader.agencies(), await visit.reader.regions()
    found = _found(visit, register)
    where = register.region_of(found.id)
    today = visit.reader.at.astimezone(JAKARTA).date()
    return await visit.page(
        "settings/agency",
        agency=found,
        region=regions.written(where) if where else None,
        counts_as=sorted(register.roots([found.id]) - {found.id}),
        units=sorted((each for each in register.agencies.values() if each.parent == found.id), key=_name),
        successors=register.successors.get(found.id, ()),
        acts=ACTS if administers(visit) and found.in_force(today) else {},
        done=visit.request.query_params.get(DONE) == "ya",
    )


async def show_form(visit: Visit) -> Response:
    """The empty form of a change."""
    return await (await _form(visit)).show()


async def send_form(visit: Visit) -> Response:
    """What was filled in, sent."""
    return await (await _form(visit)).send()


async def _form(visit: Visit) -> Form:
    lang, given = visit.lang, visit.request.path_params["instansi"]
    if given == NEW:
        return Form(
            visit,
            "add_agency",
            HERE,
            text("settings.agencies", lang),
            forms.add_agency(lang),
            lambda _fields: AGENCIES,
            forms.payload,
        )
    name = ACTS.get(visit.request.path_params["tindakan"])
    if name is None:
        raise HTTPException(404)
    agency = _found(visit, await visit.reader.agencies())
    alike = {"kind": agency.kind} | ({"parent": agency.parent} if agency.parent else {})
    if name == "split_agency" and agency.region:
        region = (await visit.reader.regions()).by_id(agency.region)
        alike |= {"region": region.code} if region else {}

    def payload(fields: list[Field]) -> dict[str, Any]:
        said = forms.payload(fields)
        if name == "split_agency":
            said["into"] = forms.parts_of(said.get("into", []), alike)
        return {**said, "agency": agency.id}

    fields = {
        "rename_agency": forms.rename_agency,
        "merge_agency": forms.merge_agency,
        "split_agency": forms.split_agency,
    }[name](lang)
    back = f"{HERE}/{agency.id}"
    return Form(visit, name, back, agency.name, fields, lambda _fields: AGENCIES, payload)


def _found(visit: Visit, register: Register) -> Agency:
    """The agency that an address names. Raises Refused: there is none."""
    given = visit.request.path_params["instansi"]
    if given not in register.agencies:
        raise refuse(Code.UNKNOWN_AGENCY, agency=given)
    return register.agencies[given]


def _name(agency: Agency) -> str:
    return agency.name
