"""How a dossier is shown: what was proposed, what was measured, and what those who judged it say, side by side."""

from collections.abc import Mapping

from cli import amendments, decision, output
from domain.events.innovation import Indicator
from domain.innovation.dossier import Adopting, Answer, Aspect, Clarification, Dossier, Proposal, Report, Sheet, Trial
from domain.innovation.monitoring import Check, Correction
from domain.regions import Regions
from domain.vocabulary import Role
from service.people import Called
from texts import Lang, day, number, text, title
from texts.languages import in_language
from texts.rows import adoption_status


def show(found: Dossier, regions: Regions, titles: Mapping[str, str], people: Called, lang: Lang) -> None:
    """All of its parts that have something in them; `titles` are those of the innovations that it names, by id."""
    _proposal(found.proposal, lang)
    for aspect in found.aspects:
        _aspect(aspect, [sheet for sheet in found.sheets if not sheet.void], people, lang)
    if found.other_answers:
        output.heading(text("cli.other_answers", lang))
        for answer in found.other_answers:
            _answer(answer, lang)
    _sheets(found.sheets, people, lang)
    unnamed = [(each.round, number(each.total, lang), each.note) for each in found.unnamed]
    output.section("unnamed", ("round", "total", "note"), unnamed, lang, within=output.READABLE)
    for trial in found.trials:
        _trial(trial, regions, lang)
    _clarifications(found.clarifications, people, lang)
    indicators = (each for trial in found.trials for each in trial.indicators)
    keys = amendments.keys_called(indicators, found.aspects, lang)
    adopting = ((regions.written(each.place.id), each.amendments) for each in found.adoptions)
    amendments.show_all([("", found.amendments), *adopting], keys, people, lang)
    if found.decisions:
        output.heading(text("column.decision", lang))
    for each in found.decisions:
        decision.show(each, titles, people, lang)
    _adoptions(found.adoptions, regions, lang)
    for check in found.checks:
        _check(check, regions, people, lang)
    _corrections(found.corrections, people, lang)
    within = output.READABLE
    output.section("evidence", ("title", "kept_at", "when"), _evidence(found, lang), lang, within=within)
    instruments = _instruments(found, lang)
    output.section("instruments", ("instrument", "title", "dated", "when"), instruments, lang, within=within)
    setbacks = _setbacks(found, people, lang)
    output.section("setbacks", ("when", "what", "actor", "reason"), setbacks, lang, within=within)


def _proposal(proposal: Proposal, lang: Lang) -> None:
    output.heading(text("trail.proposal", lang))
    for label, written in (("trail.summary", proposal.summary), ("trail.problem", proposal.problem)):
        output.say(f"{text(label, lang)}:")
        output.prose(written)
    output.say(text("cli.started_on", lang, started_on=proposal.started_on))
    for complaint in proposal.complaints:
        output.say(f"{text('trail.complaint', lang)}: {complaint}")


def _aspect(aspect: Aspect, sheets: list[Sheet], people: Called, lang: Lang) -> None:
    """What the proposal says about an aspect, above what evaluators gave it and why."""
    name, weight = in_language(aspect.name, lang), number(aspect.weight, lang)
    output.heading(text("cli.aspect", lang, name=name, key=aspect.key, weight=weight))
    for answer in aspect.answers:
        _answer(answer, lang)
    scores: list[tuple[object, ...]] = [
        (people.name(sheet.evaluator), sheet.round, sheet.scores[aspect.key], sheet.justifications.get(aspect.key))
        for sheet in sheets
        if aspect.key in sheet.scores
    ]
    _table(("person", "round", "score", "justification"), scores, lang)


def _answer(answer: Answer, lang: Lang) -> None:
    output.prose(answer.question if answer.text is None else in_language(answer.text, lang), margin="")
    output.prose(text("cli.unanswered", lang) if answer.answer is None else answer.answer)


def _sheets(sheets: tuple[Sheet, ...], people: Called, lang: Lang) -> None:
    """What each evaluator says about the whole."""
    if sheets:
        output.heading(text("cli.sheets", lang))
    for sheet in sheets:
        total = text("cli.conflicted", lang) if sheet.void else number(sheet.total, lang)
        person = people.holder(sheet.evaluator, Role.EVALUATOR)
        output.say(text("cli.sheet", lang, person=person, round=sheet.round, total=total))
        output.prose(sheet.note)
        if sheet.recommendation:
            output.prose(text("trail.recommends", lang, choice=sheet.recommendation))


def _trial(trial: Trial, regions: Regions, lang: Lang) -> None:
    """A region's results beside where it stood and where it was to get, then each of its reports."""
    output.heading(
        text("cli.trial", lang, region=regions.written(trial.place.id), round=trial.round, until=trial.ends_at)
    )
    if trial.own:
        output.say(text("cli.own_pilot", lang))
    if trial.aborted:
        output.say(text("cli.aborted", lang))
    results: list[tuple[object, ...]] = [
        (
            each.name,
            each.unit,
            number(each.baseline, lang),
            number(each.target, lang),
            number(trial.results[each.key], lang) if each.key in trial.results else None,
        )
        for each in trial.indicators
    ]
    _table(("indicator", "unit", "baseline", "target", "result"), results, lang)
    reports = [_report(each, trial.indicators, lang) for each in trial.reports]
    _table(("report", "when", "result", "note"), reports, lang)


def _report(report: Report, indicators: tuple[Indicator, ...], lang: Lang) -> tuple[object, ...]:
    """A report with what it says of each indicator, a line each."""
    if report.given_at is None:
        return (report.number, text("cli.not_given", lang, due=report.due_at), None, None)
    values = [
        f"{each.name}: {number(report.values[each.key], lang)} {each.unit}"
        for each in indicators
        if each.key in report.values
    ]
    return (report.number, output.when(report.given_at, lang), "\n".join(values), report.note)


def _clarifications(clarifications: tuple[Clarification, ...], people: Called, lang: Lang) -> None:
    """Each question as the proposer was asked it, or is to be, with whose it is and what was answered."""
    if clarifications:
        output.heading(text("cli.clarifications", lang))
    for each in clarifications:
        asker = people.name(each.requested_by) if each.requested_by else ""
        if each.asked_at is None:
            head = text("cli.clarification_requested", lang, number=each.number, person=asker)
        elif each.requested_by is None:
            head = text("cli.clarification", lang, number=each.number, at=each.asked_at)
        else:
            head = text("cli.clarification_forwarded", lang, number=each.number, at=each.asked_at, person=asker)
        output.say(head)
        output.prose(each.question or each.request or "")
        if each.answer is not None:
            output.say(text("cli.clarified", lang, at=each.answered_at))
            output.prose(each.answer)
        elif each.unanswered:
            output.say(text("cli.not_given", lang, due=each.due_at))
        elif each.asked_at is not None:
            output.say(text("cli.answer_due", lang, due=each.due_at))


def _adoptions(adoptions: tuple[Adopting, ...], regions: Regions, lang: Lang) -> None:
    """How far each region came, then each of the reports, in the region's own time."""
    rows: list[tuple[object, ...]] = []
    reports: list[tuple[object, ...]] = []
    for each in adoptions:
        region, zone = regions.written(each.place.id), regions.zone_shown(each.place.id)
        status = adoption_status(each.status, late=each.late, lang=lang)
        phase = title("phase", each.phase, lang) if each.phase else None
        rows.append((region, status, phase, output.when(each.completed_at, lang, zone)))
        for report in each.reports:
            said = title("phase", report.phase, lang) if report.phase else text("cli.no_report", lang)
            reports.append((region, report.number, output.when(report.at, lang, zone), said, report.note))
    output.section("adoptions", ("region", "status", "phase", "completed_at"), rows, lang, within=output.READABLE)
    within = output.READABLE
    output.section("adoption_reports", ("region", "report", "when", "phase", "note"), reports, lang, within=within)


def _check(check: Check, regions: Regions, people: Called, lang: Lang) -> None:
    """Every report on a check, its answers under their questions, then what came of it."""
    output.heading(text("cli.check", lang, number=check.number, at=check.opened_at))
    for report in check.reports:
        whose = "cli.check_report" if report.region is None else "cli.check_report_of"
        region = regions.written(report.region) if report.region else ""
        output.prose(text(whose, lang, region=region, person=people.actor(report.by), at=report.at), margin="")
        for question, answer in report.answers.items():
            output.prose(title("question", question, lang))
            output.prose(answer, margin="    ")
        if report.evidence:
            output.prose(text("cli.evidence_named", lang, titles=report.evidence))
    if check.verdict == "no_response":
        output.prose(text("cli.not_given", lang, due=check.due_at), margin="")
    elif check.verdict is None:
        output.prose(text("cli.check_open", lang, due=check.due_at), margin="")
    else:
        assert check.assessed_by is not None
        person = people.actor(check.assessed_by)
        output.prose(
            text("cli.check_assessed", lang, verdict=check.verdict, person=person, at=check.assessed_at), margin=""
        )
        output.prose(check.reason or "")


def _corrections(corrections: tuple[Correction, ...], people: Called, lang: Lang) -> None:
    """Why each was required, and what was done."""
    if corrections:
        output.heading(text("cli.corrections", lang))
    for each in corrections:
        required = "cli.correction" if each.required_by else "cli.correction.automatic"
        person = people.actor(each.required_by) if each.required_by else ""
        output.prose(text(required, lang, check=each.check, person=person, at=each.required_at), margin="")
        output.prose(each.reason or "")
        if each.reported_by is None:
            output.prose(text("cli.answer_due", lang, due=each.due_at), margin="")
        else:
            done_by = people.actor(each.reported_by)
            output.prose(text("cli.correction_reported", lang, person=done_by, at=each.reported_at), margin="")
            output.prose(each.action or "")


def _evidence(found: Dossier, lang: Lang) -> list[tuple[object, ...]]:
    return [
        (each.title, " ".join(filter(None, (each.location, each.sha256))), output.when(each.at, lang))
        for each in found.evidence
    ]


def _instruments(found: Dossier, lang: Lang) -> list[tuple[object, ...]]:
    return [
        (each.number, each.title, day(each.dated, lang) if each.dated else None, output.when(each.at, lang))
        for each in found.instruments
    ]


def _setbacks(found: Dossier, people: Called, lang: Lang) -> list[tuple[object, ...]]:
    return [
        (
            output.when(each.at, lang),
            title("event", f"{each.what}.title", lang),
            people.actor(each.by),
            each.reason,
        )
        for each in found.setbacks
    ]


def _table(names: tuple[str, ...], rows: list[tuple[object, ...]], lang: Lang) -> None:
    if rows:
        output.table(output.columns(names, lang), rows, within=output.READABLE)
