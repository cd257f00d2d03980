"""What an evaluator asks."""

from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from cli.asking import Innovation, Note, ask, payload_in
from cli.options import Asking
from domain.vocabulary import Recommendation, Verdict
from wiring.errors import BadRequest


async def score(
    innovation: Innovation,
    /,
    *sheet: Annotated[str, Parameter(name="ASPECT=SCORE", help="cli.argument.sheet")],
    justify: Annotated[
        list[str] | None,
        Parameter(help="cli.option.justify", metavar="ASPECT=TEXT", allow_leading_hyphen=True),
    ] = None,
    note: Note = None,
    recommend: Annotated[Recommendation | None, Parameter(help="cli.option.recommend", metavar="CHOICE")] = None,
    file: Annotated[Path | None, Parameter(help="cli.argument.file", metavar="FILE")] = None,
    options: Asking = Asking(),
) -> int:
    """Hand in a whole score sheet, on the command line or as a file such as examples/score.yaml; it is final."""
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
        payload = payload_in(file, "score", payload)
    if "scores" not in payload:
        raise BadRequest("nothing_given", example="novelty=90 …")
    return await ask(options, innovation, "score", payload)


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
