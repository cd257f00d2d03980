"""The form of each act: what a person is asked for, with what is known filled in, and the payload that it makes."""

from console.forms import amending, decision, evaluation, pilot, proposing, scaling, sustaining
from console.forms.asked import Form, about, nothing, of
from console.forms.fields import Kind

_PROSE, _LINE, _DAY, _FILE = Kind.PROSE, Kind.LINE, Kind.DAY, Kind.FILE

FORMS: dict[str, Form] = {
    **dict.fromkeys(
        (
            *("withdraw", "return_proposal", "reject", "admit", "close_pilots", "object", "discontinue"),
            *("require_correction", "suspend", "resume", "revoke", "declare_conflict"),
            *("commit_adoption", "decline_adoption", "complete_adoption", "adopt"),
        ),
        Form(nothing),
    ),
    **dict.fromkeys(
        ("accept_amendment", "reject_amendment", "accept_adoption_amendment", "reject_adoption_amendment"),
        about("amendment"),
    ),
    "propose": Form(proposing.proposed),
    "revise": Form(proposing.revision, proposing.revised),
    "move_edition": Form(proposing.moved),
    "answer_clarification": about("clarification", ("answer", _PROSE, True)),
    "forward_clarification": about("clarification", ("question", _PROSE, False)),
    "ask_clarification": of(("question", _PROSE, True)),
    "request_clarification": of(("question", _PROSE, True)),
    "plan_pilots": Form(pilot.plan, pilot.planned),
    "extend_pilot": Form(pilot.extend, pilot.extended),
    "abort_pilot": Form(pilot.abort),
    "report_measurement": Form(pilot.measured),
    "assign_panel": Form(evaluation.panel),
    "replace_evaluator": Form(evaluation.replaced),
    "score": Form(evaluation.sheet, evaluation.scored),
    "amend_score": Form(amending.sheet, evaluation.scored),
    "amend_measurement": Form(amending.measurement, amending.of_report),
    "amend_waves": Form(amending.waves, scaling.waved),
    "amend_check_report": Form(amending.check_report, sustaining.of_check),
    "amend_adoption_report": Form(amending.adoption_report, amending.of_report),
    "decide": Form(decision.proposed),
    "endorse": Form(decision.endorsed),
    "record_decree": Form(decision.decree, decision.decreed),
    "confirm_decree": of(("sha256", _FILE, True)),
    "add_instrument": of(
        ("number", _LINE, True), ("title", _LINE, True), ("dated", _DAY, True), ("sha256", _FILE, False)
    ),
    "plan_waves": Form(scaling.waves, scaling.waved),
    "report_adoption": Form(scaling.phase),
    "report_check": Form(sustaining.check, sustaining.of_check),
    "assess_check": Form(sustaining.verdict, sustaining.of_check),
    "report_correction": of(("action", _PROSE, True)),
    "institutionalise": of(("instrument", _LINE, True)),
    "note": of(("text", _PROSE, True)),
    "attach_evidence": of(("title", _LINE, True), ("location", _LINE, False), ("sha256", _FILE, False)),
}
"""By the command."""
