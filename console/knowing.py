"""What somebody has to know who acts: shown above, or between, the fields of an act's form."""

from console.fields import Field, Kind
from console.forms import Asked
from texts import day, rows, text
from texts.events import statement_named
from texts.locales import listed

CLARIFIED = ("answer_clarification", "forward_clarification")
ANSWERED = ("accept_amendment", "reject_amendment")
DETERMINED = ("endorse", "object", "confirm_decree", "record_decree")
MOST_NAMED = 20


def shown_above(act: str, asked: Asked) -> list[Field]:
    """What stands above the form of an act; nothing of what isn't open to whoever fills it in is in `asked`."""
    if act in CLARIFIED:
        return _question(asked)
    if act in ANSWERED:
        return _amendment(asked)
    if act == "assess_check":
        return [
            Field(f"read.{nth}", Kind.READ, label, required=False, value=answer)
            for nth, (label, answer) in enumerate(asked.reported)
        ]
    return _decision(asked) if act in DETERMINED else []


def _question(asked: Asked) -> list[Field]:
    found = asked.state.clarifications.get(int(asked.subject)) if asked.subject.isdecimal() else None
    return [_read(asked, "question", found.question)] if found and found.question else []


def _amendment(asked: Asked) -> list[Field]:
    """What was handed in, and how it should read."""
    statements = asked.state.statements
    waiting = statements.amendments.get(int(asked.subject)) if asked.subject.isdecimal() else None
    if waiting is None:
        return []
    before = statements.standing.get(waiting.statement.name)
    found = [("before", before.statement)] if before else []
    read = [
        _read(asked, which, statement_named(statement, asked.lang, asked.names))
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
    if decision.instrument:
        read.append(_read(asked, "instrument", decision.instrument))
    if decision.decree is not None:
        decree = decision.decree.decree
        signed = text(
            "console.decree", lang, number=decree.number, dated=day(decree.dated, lang),
            person=asked.names.person(decree.signatory),
        )  # fmt: skip
        read.append(_read(asked, "decree", signed))
    return read


def _read(asked: Asked, name: str, value: str) -> Field:
    return Field(f"read.{name}", Kind.READ, text(f"console.read.{name}", asked.lang), required=False, value=value)
