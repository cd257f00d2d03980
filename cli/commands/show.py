"""One innovation, as anybody may see it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

from cyclopts import Parameter

from cli import output
from cli.asking import Innovation
from cli.next_acts import next_act, zone_of
from cli.options import Reading, reading
from domain.vocabulary import Role
from texts import Lang, number, text, title

if TYPE_CHECKING:
    from domain.editions import Edition
    from domain.innovation.state import Innovation as State
    from domain.innovation.state import RecordedDecree
    from domain.regions import Regions
    from domain.statements import Statements
    from service.people import Called
    from service.reading import Standing


async def show(
    innovation: Innovation,
    /,
    *,
    full: Annotated[bool, Parameter(help="cli.option.full")] = False,
    options: Reading = Reading(),
) -> None:
    """One innovation: its state, what it waits for, its adoptions, and what whoever asks may do next; `full`, all that
    those who judge it read.
    """
    from service.dossier import dossier
    from service.names import names_of
    from service.next_acts import acts_about
    from service.people import called
    from service.pinned_editions import pinned_editions

    async with reading(options) as reader:
        standing = await reader.standing(await reader.innovation_id(innovation))
        possible = await acts_about(reader, standing.innovation.id)
        regions = await reader.regions()
        zone = reader.who.zone(regions, reader.at)
        found = await dossier(reader, standing.innovation.id) if full else None
        named = _people(standing) | (found.value.people if found else set())
        names = await names_of(reader.states, await reader.names(named))
        people = await called(reader.states, named, names)
        assert standing.innovation.edition is not None
        pin = standing.innovation.edition
        edition = (await pinned_editions(reader.states, [pin])).get(pin.sha256)
        titles = await reader.titles(_annexed(standing) | (found.value.annexed if found else set()))
    acts = [next_act(act, standing.innovation.id, regions, options) for act in possible]
    if options.as_json:
        more = {"dossier": found.value.model_dump(mode="json") | {"not_open": list(found.not_open)}} if found else {}
        output.print_json(_as_json(standing) | more | {"acts": acts})
        return
    _show(standing, regions, edition, zone, titles, people, options.language)
    if found:
        from cli.dossier import show as show_dossier

        show_dossier(found.value, regions, titles, people, options.language)
        if found.not_open:
            parts = [title("part", path, options.language) for path in found.not_open]
            output.say(text("cli.not_shown", options.language, parts=parts))
    zones = [zone_of(act.region, regions, zone) for act in possible]
    _show_acts(acts, zones, options.language)


def _people(standing: "Standing") -> set[str]:
    """The people whom `show` names."""
    state = standing.innovation
    panel = {seat.evaluator for seat in state.panel}
    decision = state.decision
    named = {decision and decision.by, decision and decision.determined_by, state.revocation_proposed_by}
    if decision and decision.decree:
        named |= {decision.decree.recorded_by, decision.decree.decree.signatory}
    statements = [state.statements, *(each.statements for each in standing.adoptions)]
    amending = {each.by for waiting in statements for each in waiting.amendments.values()}
    return panel | amending | {each for each in named if each}


def _annexed(standing: "Standing") -> set[str]:
    """The innovations in the annex of a decree that waits to be confirmed, by their ids."""
    decree = _unconfirmed(standing.innovation)
    return set(decree.decree.annex) if decree else set()


def _unconfirmed(state: "State") -> "RecordedDecree | None":
    """The decree that waits to be confirmed, if one does."""
    return state.decision.decree if state.decision and not state.decision.in_force else None


def _as_json(standing: "Standing") -> dict[str, Any]:
    """What the list shows of an innovation, and what `show` adds to it."""
    from domain.adoption import view as adoption_view
    from domain.innovation import view as innovation_view
    from service.auditing import state_json
    from texts import rows

    [summary, *_] = innovation_view.view(standing.innovation)
    state = state_json(standing.innovation)
    more = ("version", "waits", "pilots", "panel", "grade", "decision", "waves", "checks", "correction")
    return {
        **summary.body,
        **{name: state[name] for name in more},
        "totals": [str(total) for total in rows.totals(standing.innovation)],
        "not_open": list(standing.not_open),
        "amendments": _amendments_json(standing.innovation.statements),
        "adoptions": [
            {
                **adoption_view.view(each)[0].body,
                "waits": state["waits"],
                "amendments": _amendments_json(each.statements),
            }
            for each in standing.adoptions
            for state in [state_json(each)]
        ],
    }


def _amendments_json(statements: "Statements") -> list[dict[str, Any]]:
    """Those that wait for an answer, each with what it would replace."""
    return [
        {
            "number": number,
            "by": each.by,
            "reason": each.reason,
            "statement": each.statement.model_dump(mode="json"),
            "before": statements.standing[each.statement.name].statement.model_dump(mode="json"),
        }
        for number, each in statements.amendments.items()
    ]


def _show(
    standing: "Standing",
    regions: "Regions",
    edition: "Edition | None",
    zone: ZoneInfo,
    titles: Mapping[str, str],
    people: "Called",
    lang: Lang,
) -> None:
    from cli import decision
    from texts import rows

    state = standing.innovation
    assert state.content is not None
    assert state.edition is not None

    def closed(path: str) -> str:
        return text("not_open.value", lang) if path in standing.not_open else ""

    output.heading(state.content.title)
    facts = [
        ("id", state.id),
        ("stage", rows.stage(state.stage, lang, suspended=state.suspended_at is not None)),
        ("agency", people.names.agency(state.agency)),
        ("region", regions.written(state.origin.id) if state.origin else ""),
        ("edition", state.edition.name),
        ("version", state.version),
        ("suspended_at", output.when(state.suspended_at, lang, zone) if state.suspended_at else ""),
        ("grade", number(state.grade, lang) if state.grade is not None else closed("grade")),
        ("decision", rows.decision(state.decision, people.holder, lang)),
        ("coverage", rows.coverage(state, lang) if state.denominator else ""),
    ]
    for name, value in facts:
        if value not in (None, ""):
            output.say(f"{text(f'column.{name}', lang)}: {value}")
    if state.discontinuation_proposed:
        output.say(text("standing.discontinuation_proposed", lang))
    if state.revocation_proposed_by is not None:
        proposer = people.holder(state.revocation_proposed_by, Role.DECISION_MAKER)
        output.say(text("standing.revocation_proposed", lang, person=proposer))
    if decree := _unconfirmed(state):
        recorded = decision.waiting(decree, titles, people, lang)
        output.section("decree_waiting", ("instrument", "dated", "signatory", "annex", "recorded_by"), recorded, lang)
    waits = rows.waits(state, standing.adoptions, regions, zone, lang)
    output.section("waits", ("what", "awaiting", "due_at"), waits, lang)
    indicators = rows.indicators(state, regions, lang)
    output.section("pilots", ("region", "key", "indicator", "unit", "baseline", "target"), indicators, lang)
    panel: list[tuple[object, ...]] = [
        (people.holder(seat.evaluator, Role.EVALUATOR), closed(f"panel.{place}.total") or rows.seat(seat, lang))
        for place, seat in enumerate(state.panel)
    ]
    output.section("panel", ("person", "total"), panel, lang)
    if (totals := rows.totals(state)) and any(closed(f"panel.{place}.total") for place in range(len(panel))):
        output.say(text("cli.totals", lang, totals=totals))
    output.section("checks", ("id", "verdict"), rows.checks(state, lang), lang)
    _show_amendments(standing, edition, regions, people, lang)
    adoptions = [rows.adoption(each, regions, lang) for each in standing.adoptions]
    output.section("adoptions", ("region", "status", "phase", "wave", "due_at"), adoptions, lang)
    if standing.not_open:
        output.say(text("cli.not_open", lang))


def _show_acts(acts: list[dict[str, Any]], zones: list[ZoneInfo], lang: Lang) -> None:
    """What waits for whoever asks, each in a zone, then what else they may do."""
    from texts import rows

    awaited = [
        (act["title"], rows.due(act["due_at"], overdue=act["overdue"], lang=lang, zone=zone), act["command"])
        for act, zone in zip(acts, zones, strict=True)
        if act["task"]
    ]
    output.section("waits_for_you", ("act", "due_at", "command"), awaited, lang)
    possible = [(act["title"], act["command"]) for act in acts if not act["task"]]
    output.section("also_possible", ("act", "command"), possible, lang)


def _show_amendments(
    standing: "Standing", edition: "Edition | None", regions: "Regions", people: "Called", lang: Lang
) -> None:
    """Those that wait for an answer: of the innovation, and of reports on its adoptions."""
    from cli import amendments

    indicators = (each for pilot in standing.innovation.pilots.values() for each in pilot.indicators)
    keys = amendments.keys_called(indicators, edition.aspects if edition else (), lang)
    of = [("", standing.innovation.statements)]
    of += [(regions.written(each.adopter.id), each.statements) for each in standing.adoptions if each.adopter]
    amendments.show_waiting(of, keys, people, lang)
