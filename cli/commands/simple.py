"""Commands that change an innovation and need no more than a few words or one file.

They are all of one shape, so they stand in a table; what doesn't fit it has a function of its own in `writing.py`.
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from inspect import Parameter, Signature
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

from typer import Argument, Option

from cli.app import app, command
from cli.asking import DECISION_MAKERS, EVALUATORS, OPERATORS, PROPOSERS, InnovationArgument, ask
from cli.input.files import read_payload
from cli.options import Asking
from domain.commands import PAYLOADS, Payload


@dataclass(frozen=True, slots=True)
class Ask:
    """A row of the table: the command's name here and in the domain, where the help lists it, and its arguments."""

    name: str
    type_name: str
    panel: str
    help: str
    words: tuple[str, ...] = ()
    """Fields of the payload that are arguments, in order; any other field is an option."""
    from_file: bool = False
    """The payload as a whole is a file."""


TABLE = (
    Ask("admit", "admit", OPERATORS, "Terima usulan ke uji coba. / Admit a proposal to the pilot."),
    Ask(
        "return",
        "return_proposal",
        OPERATORS,
        "Kembalikan usulan untuk direvisi, dengan --reason. / Return a proposal to be revised, with --reason.",
    ),
    Ask("reject", "reject", OPERATORS, "Tolak usulan, dengan --reason. / Reject a proposal, with --reason."),
    Ask(
        "plan-pilots",
        "plan_pilots",
        OPERATORS,
        "Rencanakan uji coba dari berkas seperti examples/pilots.yaml. / Plan the pilots from such a file.",
        from_file=True,
    ),
    Ask(
        "extend-pilot",
        "extend_pilot",
        OPERATORS,
        "Perpanjang uji coba satu daerah selama --by (P3M), dengan --reason. / Extend a region's pilot by a period.",
    ),
    Ask(
        "abort-pilot",
        "abort_pilot",
        OPERATORS,
        "Hentikan uji coba satu daerah, dengan --reason. / Abort one region's pilot, with --reason.",
    ),
    Ask(
        "close-pilots",
        "close_pilots",
        OPERATORS,
        "Tutup uji coba lebih awal; inovasi masuk ke penilaian. / Close the pilots early and go on to evaluation.",
    ),
    Ask(
        "assign-panel",
        "assign_panel",
        OPERATORS,
        "Tetapkan tim penilai: nomor tiap penilai. / Assign the panel: the id of each evaluator.",
        words=("evaluators",),
    ),
    Ask(
        "replace-evaluator",
        "replace_evaluator",
        OPERATORS,
        "Ganti satu penilai, dengan --reason. / Replace one evaluator by another, with --reason.",
        words=("evaluator", "successor"),
    ),
    Ask(
        "plan-waves",
        "plan_waves",
        OPERATORS,
        "Rencanakan gelombang dari berkas seperti examples/waves.yaml. / Plan the waves from such a file.",
        from_file=True,
    ),
    Ask(
        "suspend",
        "suspend",
        OPERATORS,
        "Tangguhkan: semua tenggat berhenti, dengan --reason. / Suspend: every deadline stands still.",
    ),
    Ask("resume", "resume", OPERATORS, "Lanjutkan dengan sisa waktu tiap tenggat. / Resume with the time left."),
    Ask("note", "note", OPERATORS, "Catat sesuatu pada jejak inovasi. / Put a note on the trail.", words=("text",)),
    Ask(
        "move-edition",
        "move_edition",
        OPERATORS,
        "Pindah ke edisi lain sebelum penilaian, dengan --reason. / Move to another edition before evaluation.",
        words=("edition",),
    ),
    Ask(
        "declare-conflict",
        "declare_conflict",
        EVALUATORS,
        "Nyatakan konflik kepentingan Anda, dengan --reason. / Declare a conflict of interest of yours.",
    ),
    Ask(
        "assess-check",
        "assess_check",
        EVALUATORS,
        "Nilai laporan pemantauan ke-CHECK. / Assess the report on a sustainability check.",
        words=("check", "verdict"),
    ),
    Ask(
        "endorse",
        "endorse",
        DECISION_MAKERS,
        "Setujui keputusan orang lain; mulai berlaku. / Endorse somebody else's decision: it takes effect.",
    ),
    Ask(
        "object",
        "object",
        DECISION_MAKERS,
        "Nyatakan keberatan atas keputusan, dengan --reason. / Object to a decision, with --reason.",
    ),
    Ask(
        "discontinue",
        "discontinue",
        DECISION_MAKERS,
        "Hentikan inovasi tanpa menyalahkan siapa pun, dengan --reason. / Discontinue, without blame.",
    ),
    Ask(
        "require-correction",
        "require_correction",
        DECISION_MAKERS,
        "Minta tindakan perbaikan, dengan --reason. / Require a corrective action, with --reason.",
    ),
    Ask(
        "institutionalise",
        "institutionalise",
        DECISION_MAKERS,
        "Lembagakan dengan dasar hukum --instrument, dengan --reason. / Institutionalise by a legal instrument.",
    ),
    Ask(
        "revoke",
        "revoke",
        DECISION_MAKERS,
        "Cabut penetapan karena data palsu; perlu dua orang, dengan --reason. / Revoke an award; takes two people.",
    ),
    Ask("withdraw", "withdraw", PROPOSERS, "Tarik usulan, dengan --reason. / Withdraw a proposal, with --reason."),
    Ask(
        "revise",
        "revise",
        PROPOSERS,
        "Revisi usulan yang dikembalikan; berkasnya memuat isian yang berubah. / Revise a returned proposal: the file "
        "holds the fields that change.",
        from_file=True,
    ),
    Ask(
        "report-correction",
        "report_correction",
        PROPOSERS,
        "Laporkan tindakan perbaikan: apa yang dilakukan. / Report a corrective action: what was done.",
        words=("action",),
    ),
)
"""In the order in which the help lists them."""


def register(row: Ask) -> None:
    """Make the command that a row of the table describes."""
    form = PAYLOADS[row.type_name]
    action = _of_file(row, form) if row.from_file else _of_words(row, form)
    action.__doc__ = row.help
    command(app, row.name, row.panel)(action)


def _of_file(row: Ask, form: type[Payload]) -> Callable[..., Coroutine[Any, Any, int]]:
    async def action(
        options: Asking,
        innovation: InnovationArgument,
        file: Annotated[Path, Argument(metavar="FILE", help="YAML atau JSON / YAML or JSON")],
    ) -> int:
        return await ask(options, innovation, row.type_name, read_payload(file, form, options.language))

    return action


def _of_words(row: Ask, form: type[Payload]) -> Callable[..., Coroutine[Any, Any, int]]:
    async def action(options: Asking, innovation: str, **fields: Any) -> int:
        payload = {name: value for name, value in fields.items() if value is not None}
        return await ask(options, innovation, row.type_name, payload)

    options = [name for name in form.model_fields if name not in row.words]
    parameters = {
        "options": Asking,
        "innovation": InnovationArgument,
        **{name: Annotated[_typed(form, name), Argument(metavar=name.upper())] for name in row.words},
        **{name: Annotated[_typed(form, name), Option(f"--{name}")] for name in options},
    }
    action.__annotations__ = parameters
    action.__signature__ = Signature(  # type: ignore[attr-defined]  # what `inspect`, and so Typer, reads
        [Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, annotation=hint) for name, hint in parameters.items()]
    )
    return action


def _typed(form: type[Payload], name: str) -> Any:
    """How a field is typed on the command line: choices and whole numbers as such, several words as a list."""
    annotation = form.model_fields[name].annotation
    if get_origin(annotation) is Literal or annotation is int:
        return annotation
    return list[str] if get_origin(annotation) is tuple or tuple in get_args(annotation) else str


for _row in TABLE:
    register(_row)
