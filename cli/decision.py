"""How decisions are shown: with the decree that waits to be confirmed, and each with all that it says."""

from collections.abc import Mapping

from cli import output
from domain.innovation.deciding import Decided, Decreed
from domain.innovation.state import RecordedDecree
from domain.vocabulary import Role
from service.people import Called
from texts import Lang, day, text, title


def waiting(
    recorded: RecordedDecree, titles: Mapping[str, str], people: Called, lang: Lang
) -> list[tuple[object, ...]]:
    """What somebody confirms who has the same decree before them."""
    decree = recorded.decree
    signatory, by = people.in_post(decree.signatory, decree.grant), people.holder(recorded.recorded_by, Role.OPERATOR)
    annex = "\n".join(titles.get(each, each) for each in decree.annex)
    return [(decree.number, day(decree.dated, lang), signatory, annex, by)]


def show(decision: Decided, titles: Mapping[str, str], people: Called, lang: Lang) -> None:
    """A decision with its reason, all that it says, and how it was determined or objected to."""
    choice = title("choice", decision.choice, lang)
    code = "cli.decision_proposed" if decision.scales else "cli.decision_taken"
    _say(text(code, lang, choice=choice, person=people.actor(decision.by), at=decision.at))
    output.prose(decision.reason or "")
    if decision.scales:
        _terms(decision, people, lang)
    if decision.decree:
        _decree(decision.decree, titles, people, lang)
    if decision.endorsed_by:
        _say(text("cli.endorsed", lang, person=people.actor(decision.endorsed_by), at=decision.endorsed_at))
    if decision.objection:
        objection = decision.objection
        _say(text("cli.objected", lang, person=people.actor(objection.by), at=objection.at))
        output.prose(objection.reason or "")
    elif decision.void:
        _say(text("cli.decision_void", lang))
    elif decision.scales and not decision.determined:
        _say(text("cli.undetermined", lang))


def _terms(decision: Decided, people: Called, lang: Lang) -> None:
    """Who is to adopt what, and who sees to it."""
    adopters = [people.names.place(each) for each in decision.adopters]
    output.prose(text("cli.adopters", lang, n=len(adopters), adopters=adopters))
    facts = {
        "trail.sector_owner": decision.sector_owner,
        "trail.specification": decision.specification,
        "trail.facilitator": decision.facilitator,
        "trail.originator": text("trail.migrates", lang) if decision.originator_migrates else None,
        "trail.instrument": decision.instrument,
    }
    for label, fact in facts.items():
        if fact is not None:
            output.prose(f"{text(label, lang)}: {fact}")


def _decree(decreed: Decreed, titles: Mapping[str, str], people: Called, lang: Lang) -> None:
    decree = decreed.decree
    signatory, recorder = people.in_post(decree.signatory, decree.grant), people.actor(decreed.recorded_by)
    signed = {"number": decree.number, "dated": decree.dated, "signatory": signatory}
    _say(text("cli.decree", lang, **signed, person=recorder, at=decreed.recorded_at))
    if decree.annex:
        annex = [titles.get(each, each) for each in decree.annex]
        output.prose(text("cli.annex", lang, n=len(annex), titles=annex))
    if decreed.confirmed_by:
        _say(text("cli.decree_confirmed", lang, person=people.actor(decreed.confirmed_by), at=decreed.confirmed_at))


def _say(sentence: str) -> None:
    output.prose(sentence, margin="")
