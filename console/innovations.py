"""Inovasi: the list of all innovations, narrowed and searched."""

from starlette.responses import Response

from console.visit import Visit
from domain.vocabulary import Role, Stage
from service.listing import Sort, Wanted, innovations
from texts import rows

AT_ONCE = 50


async def show(visit: Visit) -> Response:
    """A page of the list."""
    query = visit.request.query_params
    stage = next((each for each in Stage if each == query.get("tahap")), None)
    awaiting = next((each for each in Role if each == query.get("menunggu")), None)
    search = (query.get("cari") or "").strip() or None
    overdue = bool(query.get("terlambat"))
    wanted = Wanted(stage=stage, awaiting=awaiting, overdue=overdue, search=search)
    sort = Sort.DUE if query.get("urut") == "tenggat" else Sort.NAME
    found = await innovations(visit.reader, wanted, sort=sort, after=query.get("sesudah") or None, limit=AT_ONCE)
    listed = [each | {"called": rows.stage(each["stage"], visit.lang, suspended=each["suspended"])} for each in found]
    return await visit.page(
        "innovations",
        found=listed,
        more=found[-1]["cursor"] if len(found) == AT_ONCE else None,
        stages=list(Stage),
        roles=(Role.OPERATOR, Role.EVALUATOR, Role.DECISION_MAKER, Role.PROPOSER, Role.REGIONAL_OFFICER),
        stage=stage,
        awaiting=awaiting,
        overdue=overdue,
        search=search or "",
        sort=sort,
    )
