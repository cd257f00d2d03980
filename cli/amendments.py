"""How amendments are shown: who proposed them and why, and each thing that they change, before and after."""

from collections.abc import Iterable, Mapping

from cli import output
from domain.amended import Amended
from domain.editions import Aspect
from domain.events.amendments import Statement
from domain.events.innovation import Indicator
from domain.innovation.dossier import Aspect as Judged
from domain.names import indicators_called
from domain.statements import Statements
from service.people import Called
from texts import Lang, text
from texts.events import changes_named, statement_named


def keys_called(indicators: Iterable[Indicator], aspects: Iterable[Aspect | Judged], lang: Lang) -> dict[str, str]:
    """What people call the indicators and aspects that a statement has by their keys."""
    return indicators_called(indicators) | {each.key: getattr(each.name, lang) for each in aspects}


def show_waiting(of: Iterable[tuple[str, Statements]], keys: Mapping[str, str], people: Called, lang: Lang) -> None:
    """Those that wait for an answer, `of` the innovation (without a name) and of regions' adoptions, by their names."""
    waiting = [(region, all_, *each) for region, all_ in of for each in all_.amendments.items()]
    if waiting:
        output.heading(text("cli.amendments", lang))
    for region, all_, number, each in waiting:
        before = all_.standing[each.statement.name].statement
        _show(number, region, people.name(each.by), each.reason, before, each.statement, keys, people, lang)


def show_all(of: Iterable[tuple[str, Iterable[Amended]]], keys: Mapping[str, str], people: Called, lang: Lang) -> None:
    """All that were proposed, with how each was answered; `of` as with those that wait."""
    found = [(region, each) for region, all_ in of for each in all_]
    if found:
        output.heading(text("cli.amended", lang))
    for region, each in found:
        _show(each.number, region, people.actor(each.by), each.reason, each.before, each.after, keys, people, lang)
        if each.answered_by is not None:
            code = "cli.amendment_accepted" if each.accepted else "cli.amendment_rejected"
            output.prose(text(code, lang, person=people.actor(each.answered_by), at=each.answered_at))
            output.prose(each.answer or "", margin="    ")


def _show(
    number: int,
    region: str,
    person: str,
    reason: str | None,
    before: Statement,
    after: Statement,
    keys: Mapping[str, str],
    people: Called,
    lang: Lang,
) -> None:
    what = statement_named(after, lang, people.names.measuring(keys))
    code = "cli.amendment_of" if region else "cli.amendment"
    output.prose(text(code, lang, number=number, region=region, what=what, person=person), margin="")
    if reason is not None:
        output.prose(f"{text('column.reason', lang)}: {reason}")
    for change in changes_named(before, after, keys, lang, people.names):
        output.prose(change)
