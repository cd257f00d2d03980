"""Every command: its name, where help lists it, and the function that does it.

A command's module is imported when the command is called, or its own help asked for. What the function needs to do its
work is imported inside of it, so that help, and every other command, starts without it.
"""

from cyclopts import App, Group, Parameter

from cli import output
from cli.help import Help
from texts import Lang

PROGRAM = "jejak"
VERSION = "0.1.0"

COMMANDS: dict[str, dict[str, str]] = {
    "reading": {
        "list": "lists:list_innovations",
        "inbox": "lists:inbox",
        "show": "show:show",
    },
    "proposers": {
        "propose": "proposers:propose",
        "draft save": "drafts:save",
        "draft list": "drafts:list_drafts",
        "draft show": "drafts:show",
        "draft submit": "drafts:submit",
        "draft discard": "drafts:discard",
        "revise": "proposers:revise",
        "withdraw": "proposers:withdraw",
        "answer-clarification": "proposers:answer_clarification",
        "report-check": "proposers:report_check",
        "amend-check-report": "proposers:amend_check_report",
        "report-correction": "proposers:report_correction",
    },
    "operators": {
        "admit": "operators:admit",
        "return": "operators:return_proposal",
        "reject": "operators:reject",
        "plan-pilots": "operators:plan_pilots",
        "extend-pilot": "operators:extend_pilot",
        "abort-pilot": "operators:abort_pilot",
        "close-pilots": "operators:close_pilots",
        "assign-panel": "operators:assign_panel",
        "replace-evaluator": "operators:replace_evaluator",
        "ask-clarification": "operators:ask_clarification",
        "forward-clarification": "operators:forward_clarification",
        "record-decree": "operators:record_decree",
        "confirm-decree": "operators:confirm_decree",
        "plan-waves": "operators:plan_waves",
        "amend-waves": "operators:amend_waves",
        "accept-amendment": "operators:accept_amendment",
        "reject-amendment": "operators:reject_amendment",
        "suspend": "operators:suspend",
        "resume": "operators:resume",
        "move-edition": "operators:move_edition",
        "note": "operators:note",
        "add-instrument": "operators:add_instrument",
        "attach-evidence": "operators:attach_evidence",
    },
    "regions": {
        "report": "regions:report",
        "amend-report": "regions:amend_measurement",
        "commit-adoption": "regions:commit_adoption",
        "decline-adoption": "regions:decline_adoption",
        "report-adoption": "regions:report_adoption",
        "amend-adoption-report": "regions:amend_adoption_report",
        "complete-adoption": "regions:complete_adoption",
        "adopt": "regions:adopt",
    },
    "evaluators": {
        "score": "evaluators:score",
        "amend-score": "evaluators:amend_score",
        "request-clarification": "evaluators:request_clarification",
        "declare-conflict": "evaluators:declare_conflict",
        "assess-check": "evaluators:assess_check",
    },
    "decision_makers": {
        "decide": "decision_makers:decide",
        "endorse": "decision_makers:endorse",
        "object": "decision_makers:object_",
        "require-correction": "decision_makers:require_correction",
        "institutionalise": "decision_makers:institutionalise",
        "discontinue": "decision_makers:discontinue",
        "revoke": "decision_makers:revoke",
    },
    "anybody": {
        "login": "login:login",
        "logout": "login:logout",
        "submit": "submit:submit",
        "confirm": "confirm:confirm",
        "identity new": "identity:new",
        "identity show": "identity:show",
        "identity replace": "identity:replace",
    },
    "auditors": {
        "history": "history:history",
        "replay": "replay:replay",
        "what-if": "what_if:what_if",
        "verify": "verify:verify",
        "prove": "prove:prove",
        "bundle": "bundle:bundle",
        "export": "export:export",
        "access list": "access:list_reads",
        "access day": "access:day",
        "access check": "access:check",
    },
    "administrators": {
        "people take-office": "people:take_office",
        "people grant": "people:grant",
        "people contacts": "people:contacts",
        "people end": "people:end",
        "people hand-over": "people:hand_over",
        "people enrol-key": "people:enrol_key",
        "people retire-key": "people:retire_key",
        "people keys": "people:keys",
        "people list": "people:list_people",
        "accounts list": "accounts:list_accounts",
        "accounts accept": "accounts:accept",
        "accounts decline": "accounts:decline",
        "accounts end": "accounts:end",
        "agencies list": "agencies:list_agencies",
        "agencies show": "agencies:show",
        "agencies publish": "agencies:publish",
        "agencies add": "agencies:add",
        "agencies rename": "agencies:rename",
        "agencies merge": "agencies:merge",
        "agencies split": "agencies:split",
        "editions publish": "editions:publish_edition",
        "editions list": "editions:list_editions",
        "editions show": "editions:show",
        "reference publish": "editions:publish_reference",
        "reference list": "editions:list_reference",
    },
    "servers": {
        "demo": "demo:demo",
        "up": "servers:up",
        "serve": "servers:serve",
        "status": "servers:status",
        "migrate": "servers:migrate",
        "rebuild": "rebuild:rebuild",
        "seal": "seal:seal",
        "keys new": "keys:new",
        "keys begin": "keys:begin",
        "keys rotate": "keys:rotate",
        "keys retire": "keys:retire",
        "keys list": "keys:list_keys",
    },
}
"""By who uses them: each command's name, and its function in a module of `cli/commands/`."""


ARGUMENTS, OPTIONS = Group("cli.panel.arguments", sort_key=-2), Group("cli.panel.options", sort_key=-1)


def application(lang: Lang) -> App:
    """The whole command line, its help in one language. No command's module is imported yet."""
    # Every text here is the id of a message, which `Help` shows.
    app = App(
        name=PROGRAM,
        help="cli.help",
        help_flags="--help",
        help_format="plaintext",
        help_formatter=Help(lang),
        version=f"{PROGRAM} {VERSION}",
        console=output.console(),
        # An option that is given again counts as it was given last.
        default_parameter=Parameter(negative=(), show_default=False, allow_repeating=True),
        group_arguments=ARGUMENTS,
        group_parameters=OPTIONS,
    )
    for flag in ("help", "version"):
        app[f"--{flag}"].group = OPTIONS
        app[f"--{flag}"].help = f"cli.option.{flag}"
    for panel_order, (panel, commands) in enumerate(COMMANDS.items()):
        group = Group(f"cli.panel.{panel}", sort_key=panel_order)
        for order, (name, function) in enumerate(commands.items()):
            *above, last = name.split()
            parent = _under(app, above[0], group, order) if above else app
            parent.command(
                f"cli.commands.{function}",
                name=last,
                help=f"cli.help.{name.replace(' ', '.')}",
                group=group,
                sort_key=order,
                version_flags=(),
            )
    return app


def _under(app: App, name: str, group: Group, order: int) -> App:
    """The group of commands that have this word in common, made with the first of them."""
    if name not in app:
        made = App(
            name=name, help=f"cli.help.{name}", help_flags="--help", version_flags=(), group=group, sort_key=order
        )
        app.command(made)
    return app[name]
