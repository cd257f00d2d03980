"""What an evaluator asks."""

from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from cli.asking import Innovation, Note, ask, payload_in
from cli.options import Asking
from domain.vocabulary import Recommendation, Verdict
from wiring.errors import BadRequest

Sheet = Annotated[str, Parameter(name="ASPECT=SCORE", help="cli.argument.sheet")]
Justified = Annotated[
    list[str] | None,
    Parameter(help="cli.option.justify", metavar="ASPECT=TEXT", allow_leading_hyphen=True),
]
Recommended = Annotated[Recommendation | None, Parameter(help="cli.option.recommend", metavar="CHOICE")]
SheetFile = Annotated[Path | None, Parameter(help="cli.argument.file", metavar="FILE")]


async def score(
    innovation: Innovation,
    /,
    *sheet: Sheet,
    justify: Justified = None,
    note: Note = None,
    recommend: Recommended = None,
    file: SheetFile = None,
    options: Asking = Asking(),
) -> int:
    """Hand in a whole score sheet, on the command line, as a file such as examples/score.yaml, or as that with what the
    command line says over it.
    """
    return await ask(options, innovation, "score", _scored("score", sheet, justify, note, recommend, file))


async def amend_score(
    innovation: Innovation,
    /,
    *sheet: Sheet,
    justify: Justified = None,
    note: Note = None,
    recommend: Recommended = None,
    file: SheetFile = None,
    options: Asking = Asking(),
) -> int:
    """Amend a score sheet: the whole sheet as it should read."""
    return await ask(options, innovation, "amend_score", _scored("amend_score", sheet, justify, note, recommend, file))


def _scored(
    type_name: str,
    sheet: tuple[str, ...],
    justify: list[str] | None,
    note: str | None,
    recommend: Recommendation | None,
    file: Path | None,
) -> dict[str, Any]:
    """The sheet as it was given. Raises BadRequest."""
    from cli.input.pairs import numbers, pairs, unique

    payload: dict[str, Any] = {}
    scores = [{"aspect": name, "score": value} for name, value in numbers(sheet, int, "novelty=90")]
    justifications = unique(pairs(justify or (), "novelty=…"))
    for each in scores:
        if each["aspect"] in justifications:
            each["justification"] = justifications.pop(each["aspect"])
    scores += [{"aspect": name, "justification": why} for name, why in justifications.items()]  # refused: no score
    if scores:
        payload["scores"] = scores
    if note:
        payload["note"] = note
    if recommend:
        payload["recommendation"] = recommend
    if file:
        payload = payload_in(file, type_name, payload, _over_sheet)
    if "scores" not in payload:
        raise BadRequest("nothing_given", example="novelty=90 …")
    return payload


def _over_sheet(sheet: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """A file's sheet with what the command line says over it: of an aspect, that in place of what the file says."""
    scores, rest = sheet.get("scores"), list(over.get("scores", ()))
    if not isinstance(scores, list):
        return sheet | over | ({"scores": scores} if scores else {})  # what is no list is refused, with its line
    for place, each in enumerate(scores):
        given = next((new for new in rest if isinstance(each, dict) and new["aspect"] == each.get("aspect")), None)
        if given is not None:
            rest.remove(given)
            scores = [*scores[:place], each | given, *scores[place + 1 :]]
    return sheet | over | {"scores": [*scores, *rest]}


async def request_clarification(
    innovation: Innovation,
    question: Annotated[str, Parameter(help="cli.argument.question")],
    /,
    *,
    options: Asking = Asking(),
) -> int:
    """Ask the secretariat to put a question to the proposer, who isn't told whose it is."""
    return await ask(options, innovation, "request_clarification", {"question": question})


async def declare_conflict(innovation: Innovation, /, *, options: Asking = Asking()) -> int:
    """Declare a conflict of interest."""
    return await ask(options, innovation, "declare_conflict")


async def assess_check(
    innovation: Innovation,
    check: Annotated[int, Parameter(help="cli.argument.check")],
    verdict: Annotated[Verdict, Parameter(help="cli.argument.verdict")],
    /,
    *,
    options: Asking = Asking(),
) -> int:
    """Assess the report on a sustainability check."""
    return await ask(options, innovation, "assess_check", {"check": check, "verdict": verdict})
