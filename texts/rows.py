"""How an innovation stands, in rows of words: what it waits for, its pilots, panel, checks and adoptions."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from domain.adoption.state import Adoption
from domain.innovation.state import Decision, Innovation, Seat
from domain.regions import Regions
from domain.rows import Prompt
from domain.vocabulary import Role
from domain.waits import OpenWait, WaitKind
from texts.filling import text, title
from texts.languages import Lang
from texts.locales import number, when

Row = tuple[object, ...]


def stage(key: object, lang: Lang, *, suspended: bool) -> str:
    """A stage by its name, and whether it is suspended."""
    name = title("stage", key, lang)
    return text("standing.suspended", lang, stage=name) if suspended else name


def waits(state: Innovation, adoptions: Iterable[Adoption], regions: Regions, zone: ZoneInfo, lang: Lang) -> list[Row]:
    """What is waited for, by whom, and until when; the first first, and last what is never due."""

    def row(each: OpenWait) -> Row:
        wait = each.wait
        awaits = title("role", wait.awaits, lang) if wait.awaits else text("cli.by_time", lang)
        return (
            task(wait.kind, wait.subject, regions, lang),
            awaits,
            text("cli.paused", lang)
            if state.suspended_at
            else due(wait.due_at, overdue=each.fallen_due, lang=lang, zone=zone),
        )

    in_time = [row(each) for each in sorted(state.waits.values(), key=lambda each: each.wait.due_at)]
    return in_time + list(_prompts(state, adoptions, regions, lang))


def _prompts(state: Innovation, adoptions: Iterable[Adoption], regions: Regions, lang: Lang) -> Iterator[Row]:
    """The same of what nothing falls due of. Only who is to revoke it may answer while it is suspended."""
    secretariat, decides = (title("role", role, lang) for role in (Role.OPERATOR, Role.DECISION_MAKER))
    paused = text("cli.paused", lang) if state.suspended_at else ""
    amended = [
        ("", state.statements),
        *((f" ({regions.written(each.adopter_id)})", each.statements) for each in adoptions),
    ]
    for place, statements in amended:
        for nth in statements.amendments:
            yield task(Prompt.AMENDMENT, str(nth), regions, lang) + place, secretariat, paused
    if state.discontinuation_proposed:
        yield title("task", Prompt.DISCONTINUATION, lang), decides, paused
    if state.revocation_proposed_by is not None:
        yield title("task", Prompt.REVOCATION, lang), decides, ""


def totals(state: Innovation) -> list[Decimal]:
    """What the present round's panel gave, nobody named; nothing until it has closed."""
    closing = state.closings.get(state.round)
    return list(closing.totals) if closing else []


def seat(taken: Seat, lang: Lang) -> str:
    """What a seat on the panel came to."""
    if taken.conflicted:
        return text("cli.conflicted", lang)
    return text("cli.unscored", lang) if taken.total is None else number(taken.total, lang)


def indicators(state: Innovation, regions: Regions, lang: Lang) -> list[Row]:
    """What each pilot region measures, by the key under which it reports."""
    return [
        (
            regions.written(region),
            each.key,
            each.name,
            each.unit,
            number(each.baseline, lang),
            number(each.target, lang),
        )
        for region, pilot in state.pilots.items()
        for each in pilot.indicators
    ]


def decision(found: Decision | None, holder: Callable[[str, Role], str], lang: Lang) -> str:
    """What was decided and who determined it, or who proposed it before that; nothing where nothing was. `holder` calls
    a person by name and by the post in which they hold a role.
    """
    if found is None:
        return ""
    choice = title("choice", found.choice, lang)
    if found.determined_by is not None:
        person = holder(found.determined_by, Role.DECISION_MAKER)
        facts = {"instrument": found.instrument, "on": found.determined_on}
        return text("standing.determined", lang, choice=choice, person=person, **facts)
    code = "standing.undetermined" if found.adopters else "standing.decided"
    return text(code, lang, choice=choice, person=holder(found.by, Role.DECISION_MAKER))


def checks(state: Innovation, lang: Lang) -> list[Row]:
    """Each check and its verdict."""
    unassessed = text("cli.unassessed", lang)
    return [
        (nth, title("verdict", check.verdict, lang) if check.verdict else unassessed)
        for nth, check in sorted(state.checks.items())
    ]


def coverage(state: Innovation, lang: Lang) -> str:
    """How many of the adopters that the decision names have completed their adoption."""
    completed, named = len(state.completed), state.denominator
    percent = round(Decimal(100 * completed) / named, 1).normalize()
    return text("standing.coverage", lang, completed=completed, named=named, percent=percent)


def adoption(state: Adoption, regions: Regions, lang: Lang) -> Row:
    """A region's adoption: region, status, phase, wave, and until when it is waited for."""
    assert state.adopter is not None
    late = any(each.late for each in state.milestones.values())
    first = min((each.wait.due_at for each in state.waits.values()), default=None)
    overdue = any(each.fallen_due for each in state.waits.values())
    return (
        regions.written(state.adopter.id),
        adoption_status(state.status, late=late, lang=lang),
        title("phase", state.phase, lang) if state.phase else None,
        state.wave or None,
        due(first, overdue=overdue, lang=lang, zone=regions.zone_shown(state.adopter.id)),
    )


def adoption_status(status: str, *, late: bool, lang: Lang) -> str:
    """How far an adoption is, and whether the region committed or completed late."""
    called = title("status", status, lang)
    return text("cli.late", lang, status=called) if late else called


def due(at: datetime | str | None, *, overdue: bool, lang: Lang, zone: ZoneInfo) -> str:
    """When something falls due, and whether it is overdue."""
    shown = when(at, lang, zone)
    return text("cli.overdue", lang, due=shown) if overdue else shown


def task(kind: str, subject: str, regions: Regions, lang: Lang) -> str:
    """What is waited for, and which one where there are several: a region, a wave, a check."""
    name = title("task", kind, lang)
    if not subject:
        return name
    return f"{name} {regions.written(subject) if kind == WaitKind.MEASUREMENT else subject}"
