"""What the secretariat (operators) asks, in the order of an innovation's life."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from cli.asking import File, Innovation, ask, ask_adoption, innovation_id, payload_in
from cli.options import Asking, connected
from texts.locales import JAKARTA

Scan = Annotated[Path, Parameter(name="FILE", help="cli.argument.decree")]
RegionCode = Annotated[str, Parameter(help="cli.option.pilot_region", metavar="CODE")]
AdoptionRegion = Annotated[str | None, Parameter(help="cli.option.adoption_region", metavar="CODE")]
Amendment = Annotated[int, Parameter(help="cli.argument.amendment")]


async def admit(innovation: Innovation, /, *, options: Asking = Asking()) -> int:
    """Admit a proposal to the pilot."""
    return await ask(options, innovation, "admit")


async def return_proposal(innovation: Innovation, /, *, options: Asking = Asking()) -> int:
    """Return a proposal to be revised."""
    return await ask(options, innovation, "return_proposal")


async def reject(innovation: Innovation, /, *, options: Asking = Asking()) -> int:
    """Reject a proposal."""
    return await ask(options, innovation, "reject")


async def plan_pilots(innovation: Innovation, file: File, /, *, options: Asking = Asking()) -> int:
    """Plan the pilots, from a file such as examples/pilots.yaml."""
    return await ask(options, innovation, "plan_pilots", payload_in(file, "plan_pilots"))


async def extend_pilot(
    innovation: Innovation,
    /,
    *,
    region: RegionCode,
    by: Annotated[str, Parameter(help="cli.option.by", metavar="PERIOD")],
    options: Asking = Asking(),
) -> int:
    """Extend one region's pilot by a period."""
    return await ask(options, innovation, "extend_pilot", {"region": region, "by": by})


async def abort_pilot(innovation: Innovation, /, *, region: RegionCode, options: Asking = Asking()) -> int:
    """Abort one region's pilot."""
    return await ask(options, innovation, "abort_pilot", {"region": region})


async def close_pilots(innovation: Innovation, /, *, options: Asking = Asking()) -> int:
    """Close the pilots early and go on to evaluation."""
    return await ask(options, innovation, "close_pilots")


async def assign_panel(
    innovation: Innovation,
    /,
    *evaluators: Annotated[str, Parameter(name="EVALUATOR", help="cli.argument.evaluators", required=True)],
    options: Asking = Asking(),
) -> int:
    """Assign the panel."""
    return await ask(options, innovation, "assign_panel", {"evaluators": list(evaluators)})


async def replace_evaluator(
    innovation: Innovation,
    evaluator: Annotated[str, Parameter(help="cli.argument.evaluator")],
    successor: Annotated[str, Parameter(help="cli.argument.successor")],
    /,
    *,
    options: Asking = Asking(),
) -> int:
    """Replace one evaluator by another."""
    return await ask(options, innovation, "replace_evaluator", {"evaluator": evaluator, "successor": successor})


async def forward_clarification(
    innovation: Innovation,
    clarification: Annotated[int, Parameter(help="cli.argument.clarification")],
    question: Annotated[str | None, Parameter(help="cli.argument.other_words")] = None,
    /,
    *,
    options: Asking = Asking(),
) -> int:
    """Put an evaluator's question to the proposer, as it is or in other words."""
    payload: dict[str, Any] = {"clarification": clarification}
    if question is not None:
        payload["question"] = question
    return await ask(options, innovation, "forward_clarification", payload)


async def ask_clarification(
    innovation: Innovation,
    question: Annotated[str, Parameter(help="cli.argument.question")],
    /,
    *,
    options: Asking = Asking(),
) -> int:
    """Put a question of the secretariat's own to the proposer."""
    return await ask(options, innovation, "ask_clarification", {"question": question})


async def record_decree(
    innovation: Innovation,
    file: Scan,
    /,
    *,
    number: Annotated[str, Parameter(help="cli.option.decree_number", metavar="TEXT")],
    signatory: Annotated[str, Parameter(help="cli.option.signatory", metavar="PERSON")],
    dated: Annotated[str | None, Parameter(help="cli.option.dated", metavar="DAY")] = None,
    annex: Annotated[list[str] | None, Parameter(help="cli.option.annex", metavar="INNOVATION")] = None,
    options: Asking = Asking(),
) -> int:
    """Record a decree that was signed on paper; of a decree about several innovations, once for each of them."""
    from cli.input.files import hash_of

    async with connected(options) as connections:
        own, *others = [await innovation_id(connections, options, each) for each in (innovation, *(annex or ()))]
    decree = {"number": number, "dated": dated or _today(), "signatory": signatory, "sha256": hash_of(file)}
    return await ask(options, own, "record_decree", decree | ({"annex": [own, *others]} if others else {}))


async def confirm_decree(innovation: Innovation, file: Scan, /, *, options: Asking = Asking()) -> int:
    """Confirm the decree that another official recorded, with the same document at hand."""
    from cli.input.files import hash_of

    return await ask(options, innovation, "confirm_decree", {"sha256": hash_of(file)})


async def add_instrument(
    innovation: Innovation,
    number: Annotated[str, Parameter(help="cli.argument.instrument")],
    title: Annotated[str, Parameter(help="cli.argument.instrument_title")],
    /,
    *,
    dated: Annotated[str | None, Parameter(help="cli.option.instrument_dated", metavar="DAY")] = None,
    document: Annotated[Path | None, Parameter(help="cli.option.document", metavar="FILE")] = None,
    options: Asking = Asking(),
) -> int:
    """Add a later instrument to a decision that is in force, such as a sector's regulation."""
    from cli.input.files import hash_of

    instrument = {"number": number, "title": title, "dated": dated or _today()}
    if document is not None:
        instrument["sha256"] = hash_of(document)
    return await ask(options, innovation, "add_instrument", instrument)


async def plan_waves(innovation: Innovation, file: File, /, *, options: Asking = Asking()) -> int:
    """Plan the waves, from a file such as examples/waves.yaml."""
    return await ask(options, innovation, "plan_waves", payload_in(file, "plan_waves"))


async def amend_waves(innovation: Innovation, file: File, /, *, options: Asking = Asking()) -> int:
    """Amend the plan of the waves, by a file such as examples/waves.yaml with the whole plan as it should read."""
    return await ask(options, innovation, "amend_waves", payload_in(file, "amend_waves"))


async def accept_amendment(
    innovation: Innovation, amendment: Amendment, /, *, region: AdoptionRegion = None, options: Asking = Asking()
) -> int:
    """Accept an amendment of what somebody else handed in."""
    if region is not None:
        return await ask_adoption(options, innovation, region, "accept_adoption_amendment", {"amendment": amendment})
    return await ask(options, innovation, "accept_amendment", {"amendment": amendment})


async def reject_amendment(
    innovation: Innovation, amendment: Amendment, /, *, region: AdoptionRegion = None, options: Asking = Asking()
) -> int:
    """Reject an amendment of what somebody else handed in."""
    if region is not None:
        return await ask_adoption(options, innovation, region, "reject_adoption_amendment", {"amendment": amendment})
    return await ask(options, innovation, "reject_amendment", {"amendment": amendment})


async def suspend(innovation: Innovation, /, *, options: Asking = Asking()) -> int:
    """Suspend: every deadline stands still."""
    return await ask(options, innovation, "suspend")


async def resume(innovation: Innovation, /, *, options: Asking = Asking()) -> int:
    """Resume with the time that was left of each deadline."""
    return await ask(options, innovation, "resume")


async def move_edition(
    innovation: Innovation,
    edition: Annotated[str, Parameter(help="cli.argument.edition")],
    /,
    *,
    options: Asking = Asking(),
) -> int:
    """Move to another edition before evaluation."""
    return await ask(options, innovation, "move_edition", {"edition": edition})


async def note(
    innovation: Innovation, text: Annotated[str, Parameter(help="cli.argument.text")], /, *, options: Asking = Asking()
) -> int:
    """Put a note on the trail."""
    return await ask(options, innovation, "note", {"text": text})


async def attach_evidence(
    innovation: Innovation,
    title: Annotated[str, Parameter(help="cli.argument.title")],
    /,
    *,
    document: Annotated[Path | None, Parameter(help="cli.option.document", metavar="FILE")] = None,
    location: Annotated[str | None, Parameter(help="cli.option.location", metavar="PLACE")] = None,
    options: Asking = Asking(),
) -> int:
    """Attach evidence: its title, the hash of its document, and where it is kept."""
    from cli.input.files import hash_of

    payload: dict[str, Any] = {"title": title}
    if document is not None:
        payload["sha256"] = hash_of(document)
    if location is not None:
        payload["location"] = location
    return await ask(options, innovation, "attach_evidence", payload)


def _today() -> str:
    return datetime.now(JAKARTA).date().isoformat()
