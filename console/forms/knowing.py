"""What somebody has to know who acts: shown above, or between, the fields of an act's form."""

from console.forms.asked import Asked
from console.forms.fields import Field, Kind, ordinal
from texts import day, number, rows, text, title
from texts.events import statement_named
from texts.locales import listed

CLARIFIED = ("answer_clarification", "forward_clarification")
ANSWERED = ("accept_amendment", "reject_amendment")
DETERMINED = ("endorse", "object", "confirm_decree", "record_decree")
KNOWING = (*DETERMINED, "assess_check", "revise")
"""Acts for which the dossier is read."""

MOST_NAMED = 20


def shown_above(act: str, asked: Asked) -> list[Field]:
    """What stands above the form of an act; nothing of what isn't open to whoever fills it in is in `asked`."""
    if act in CLARIFIED:
        return _question(asked)
    if act in ANSWERED:
        return _amendment(asked)
    if act == "assess_check":
        return _reported(asked)
    if act == "revise":
        return _returned(asked)
    return _decision(asked) if act in DETERMINED else []


def _reported(asked: Asked) -> list[Field]:
    """What was answered to a check, under who answered and the question."""
    if asked.dossier is None:
        return []
    answers = [
        (asked.names.region(report.region) if report.region else asked.names.agency(asked.state.agency), key, said)
        for check in asked.dossier.checks
        if str(check.number) == asked.subject
        for report in check.reports
        for key, said in report.answers.items()
    ]
    return [
        Field(f"read.{nth}", Kind.READ, f"{who}: {title('question', key, asked.lang)}", required=False, value=said)
        for nth, (who, key, said) in enumerate(answers)
    ]


def _returned(asked: Asked) -> list[Field]:
    """Why it came back."""
    setbacks = asked.dossier.setbacks if asked.dossier else ()
    reasons = [each.reason for each in setbacks if each.what == "ProposalReturned" and each.reason]
    return [_read(asked, "returned", reasons[-1])] if reasons else []


def _question(asked: Asked) -> list[Field]:
    found = asked.state.clarifications.get(ordinal(asked.subject) or 0)
    if found is None or not found.question:
        return []
    return [_read(asked, "requested" if found.status == "requested" else "question", found.question)]


def _amendment(asked: Asked) -> list[Field]:
    """What was handed in, and how it should read."""
    statements = asked.state.statements
    waiting = statements.amendments.get(ordinal(asked.subject) or 0)
    if waiting is None:
        return []
    before = statements.standing.get(waiting.statement.name)
    found = [("before", before.statement)] if before else []
    read = [
        _read(asked, which, statement_named(statement, asked.lang, asked.names.measuring(asked.state.indicator_names)))
        for which, statement in (*found, ("after", waiting.statement))
    ]
    return [*read, _read(asked, "reason", waiting.reason)] if waiting.reason else read


def _decision(asked: Asked) -> list[Field]:
    """What is to be determined: the choice, by whom it was proposed, for whom, and by which decree."""
    decision, lang = asked.state.decision, asked.lang
    if decision is None:
        return []
    proposed = rows.decision(decision, lambda person, _: asked.names.person(person), lang)
    adopters = [asked.names.place(each) for each in decision.adopters.values()]
    more = len(adopters) - MOST_NAMED
    named = listed(adopters[:MOST_NAMED], lang) + (text("console.and_more", lang, n=more) if more > 0 else "")
    read = [_read(asked, "decision", proposed), _read(asked, "adopters", named)]
    if asked.dossier and asked.dossier.decisions:
        last = asked.dossier.decisions[-1]
        more_said = {"why": last.reason, "sector_owner": last.sector_owner, "specification": last.specification}
        more_said |= {"facilitator": last.facilitator}
        read += [_read(asked, name, said) for name, said in more_said.items() if said]
    if asked.state.grade is not None:
        read.append(_read(asked, "grade", number(asked.state.grade, lang)))
    if decision.instrument:
        read.append(_read(asked, "instrument", decision.instrument))
    if decision.decree is not None:
        decree = decision.decree.decree
        signed = text(
            "console.decree", lang, number=decree.number, dated=day(decree.dated, lang),
            person=asked.names.person(decree.signatory),
        )  # fmt: skip
        read.append(_read(asked, "decree", signed))
    if asked.annexed:
        read.append(_read(asked, "annex", listed(asked.annexed, lang)))
    return read


def _read(asked: Asked, name: str, value: str) -> Field:
    return Field(f"read.{name}", Kind.READ, text(f"console.read.{name}", asked.lang), required=False, value=value)
