"""What an event tells a person, as one sentence in Indonesian or English.

Who did it, why and when stand beside the sentence wherever a trail is shown, so they aren't repeated in it.
"""

from collections.abc import Mapping
from operator import attrgetter
from textwrap import shorten

from domain.events import Event
from domain.events.refusal import CommandRefused
from domain.refusals import Code, Refusal
from domain.wording import NO_PLACES, fill

TOLD: dict[str, tuple[str, str]] = {
    "InnovationProposed": (
        "“{content.title}” diusulkan oleh {agency} ({origin}) menurut edisi {edition.name}",
        "“{content.title}” proposed by {agency} ({origin}) under the edition {edition.name}",
    ),
    "ProposalReturned": (
        "Usulan dikembalikan dari tahap {came_from:stage} untuk direvisi",
        "Proposal returned from the stage {came_from:stage} to be revised",
    ),
    "ProposalRevised": ("Usulan direvisi: “{content.title}”", "Proposal revised: “{content.title}”"),
    "ProposalAdmitted": (
        "Usulan diterima ke uji coba putaran {round}",
        "Proposal admitted to pilot round {round}",
    ),
    "InnovationRejected": ("Ditolak pada tahap {stage:stage}", "Rejected in the stage {stage:stage}"),
    "InnovationWithdrawn": ("Usulan ditarik oleh pengusul", "Proposal withdrawn by its proposer"),
    "InnovationWithdrawn.lapsed": (
        "Usulan dianggap ditarik: revisi tidak datang sampai tenggat",
        "Proposal counts as withdrawn: no revision came in time",
    ),
    "PilotsPlanned": ("Uji coba direncanakan di {pilots}", "Pilots planned in {pilots}"),
    "PilotExtended": (
        "Uji coba di daerah {region} diperpanjang sampai {ends_at}",
        "Pilot in region {region} extended until {ends_at}",
    ),
    "PilotAborted": ("Uji coba di daerah {region} dihentikan", "Pilot in region {region} aborted"),
    "MeasurementReported": ("Daerah {region} melaporkan capaian ke-{number}", "Region {region} gave report {number}"),
    "MeasurementMissed": ("Daerah {region} melewatkan laporan ke-{number}", "Region {region} missed report {number}"),
    "PilotsClosed": (
        "Uji coba ditutup: {regions} daerah, {aborted} dihentikan, {measurements} laporan capaian",
        "Pilots closed: {regions} regions, {aborted} aborted, {measurements} reports",
    ),
    "PanelAssigned": ("Tim penilai ditetapkan: {evaluators}", "Panel assigned: {evaluators}"),
    "EvaluatorReplaced": (
        "Penilai {evaluator} digantikan oleh {successor}",
        "Evaluator {evaluator} replaced by {successor}",
    ),
    "ConflictDeclared": (
        "{person} menyatakan konflik kepentingan",
        "{person} declared a conflict of interest",
    ),
    "ConflictDeclared.voids_sheet": (
        "{person} menyatakan konflik kepentingan; lembar penilaiannya gugur",
        "{person} declared a conflict of interest; the score sheet is void",
    ),
    "ScoreSubmitted": ("{evaluator} menilai {total}", "{evaluator} scored {total}"),
    "ScoreSubmitted.recommendation": (
        "{evaluator} menilai {total} dan menyarankan: {recommendation:choice}",
        "{evaluator} scored {total} and recommends: {recommendation:choice}",
    ),
    "EvaluationExtended": (
        "Waktu penilaian diperpanjang satu kali karena kuorum belum tercapai",
        "Time for evaluation extended, once, for want of a quorum",
    ),
    "EvaluationClosed": (
        "Penilaian ditutup dengan nilai {grade}, di bawah ambang batas {passing_grade}",
        "Evaluation closed with a grade of {grade}, below the passing grade of {passing_grade}",
    ),
    "EvaluationClosed.passed": (
        "Penilaian ditutup dengan nilai {grade}, memenuhi ambang batas {passing_grade}",
        "Evaluation closed with a grade of {grade}, reaching the passing grade of {passing_grade}",
    ),
    "EvaluationReopened": (
        "Penilaian dibuka kembali: kuorum atau nilai tidak lagi terpenuhi setelah konflik kepentingan",
        "Evaluation reopened: a conflict of interest cost the quorum or the grade",
    ),
    "DecisionTaken": ("Diputuskan: {choice:choice}", "Decided: {choice:choice}"),
    "DecisionTaken.adopters": (
        "Diputuskan: {choice:choice}, dengan penerap {adopters}; dasar hukum {instrument}",
        "Decided: {choice:choice}, with the adopters {adopters}; legal instrument {instrument}",
    ),
    "DecisionEndorsed": (
        "Keputusan disetujui oleh pengambil keputusan kedua dan mulai berlaku",
        "Decision endorsed by a second decision maker, and in force",
    ),
    "DecisionObjected": (
        "Keberatan dinyatakan; inovasi kembali menunggu keputusan",
        "Objected to; the innovation is undecided again",
    ),
    "PilotRepeated": ("Uji coba diulang sebagai putaran {round}", "Pilot repeated as round {round}"),
    "InnovationDeclined": ("Inovasi tidak ditetapkan untuk perluasan", "Innovation not to be scaled up"),
    "WavesPlanned": ("Gelombang direncanakan: {waves}", "Waves planned: {waves}"),
    "WaveOpened": (
        "Gelombang {number} dibuka, berakhir {ends_at}",
        "Wave {number} opened, ending {ends_at}",
    ),
    "WaveEnded": ("Gelombang {number} berakhir", "Wave {number} ended"),
    "MilestoneReached": (
        "Penerap {adopter}: {milestone:milestone}",
        "Adopter {adopter}: {milestone:milestone}",
    ),
    "MilestoneReached.late": (
        "Penerap {adopter}: {milestone:milestone}, terlambat",
        "Adopter {adopter}: {milestone:milestone}, late",
    ),
    "SustainingBegan": (
        "Pemantauan keberlanjutan dimulai: {completed} dari {denominator} penerap selesai",
        "Sustaining began: {completed} of {denominator} adopters completed",
    ),
    "CheckOpened": ("Pemantauan {number} dibuka", "Check {number} opened"),
    "CheckReported": ("Pengusul melaporkan pemantauan {number}", "The proposer reported on check {number}"),
    "RegionalCheckReported": (
        "Daerah {region} melaporkan pemantauan {number}",
        "Region {region} reported on check {number}",
    ),
    "CheckUnanswered": ("Pemantauan {number} tidak dijawab", "Check {number} got no answer"),
    "CheckAssessed": (
        "Pemantauan {number} dinilai: {verdict:verdict}",
        "Check {number} assessed: {verdict:verdict}",
    ),
    "CorrectionRequired": (
        "Tindakan perbaikan diminta setelah pemantauan {check}",
        "Corrective action required after check {check}",
    ),
    "CorrectionRequired.automatic": (
        "Tindakan perbaikan diminta: pemantauan {check} adalah kegagalan kedua berturut-turut",
        "Corrective action required: check {check} is the second failure in a row",
    ),
    "CorrectionReported": ("Tindakan perbaikan dilaporkan: {action}", "Corrective action reported: {action}"),
    "DiscontinuationProposed": (
        "Penghentian diusulkan: pemantauan {check} gagal setelah tindakan perbaikan",
        "Put up for discontinuation: check {check} failed after a corrective action",
    ),
    "InnovationDiscontinued": (
        "Inovasi dihentikan, tanpa kesalahan siapa pun",
        "Discontinued, without blame",
    ),
    "InnovationInstitutionalised": (
        "Inovasi dilembagakan dengan {instrument}",
        "Institutionalised by {instrument}",
    ),
    "Reminded": ("Diingatkan: {kind:wait}", "Reminded: {kind:wait}"),
    "Reminded.subject": ("Diingatkan: {kind:wait} {subject}", "Reminded: {kind:wait} {subject}"),
    "Escalated": (
        "Tenggat terlewati: {kind:wait}; diteruskan ke {role:role}",
        "Overdue: {kind:wait}; escalated to the {role:role}",
    ),
    "Escalated.subject": (
        "Tenggat terlewati: {kind:wait} {subject}; diteruskan ke {role:role}",
        "Overdue: {kind:wait} {subject}; escalated to the {role:role}",
    ),
    "InnovationSuspended": ("Ditangguhkan; semua tenggat berhenti", "Suspended; every deadline stands still"),
    "InnovationResumed": (
        "Dilanjutkan; semua tenggat bergeser {paused_seconds} detik",
        "Resumed; every deadline moves by {paused_seconds} seconds",
    ),
    "EvidenceAttached": ("Bukti dukung dilampirkan: {title}", "Evidence attached: {title}"),
    "NoteMade": ("Catatan: {text}", "Note: {text}"),
    "EditionMoved": ("Beralih ke edisi {edition.name}", "Moved to the edition {edition.name}"),
    "RevocationProposed": (
        "Pencabutan diusulkan; menunggu pengambil keputusan kedua",
        "Revocation proposed; a second decision maker is awaited",
    ),
    "InnovationRevoked": (
        "Penetapan dicabut atas usul {proposed_by}",
        "Award revoked, as {proposed_by} proposed",
    ),
    "AdoptionOffered": (
        "Replikasi ditawarkan kepada {adopter} dalam gelombang {wave}",
        "Adoption offered to {adopter} in wave {wave}",
    ),
    "AdoptionVolunteered": (
        "Daerah {adopter} mereplikasi atas prakarsa sendiri",
        "Region {adopter} adopts on its own initiative",
    ),
    "AdoptionCommitted": ("Daerah menyatakan bersedia", "The region committed"),
    "AdoptionCommitted.late": (
        "Daerah menyatakan bersedia setelah gelombangnya berakhir",
        "The region committed after its wave had ended",
    ),
    "AdoptionDeclined": ("Daerah menyatakan tidak bersedia", "The region declined"),
    "CommitmentUnanswered": (
        "Daerah tidak menjawab tawaran sampai tenggat",
        "The region gave no answer to the offer in time",
    ),
    "AdoptionReported": ("Laporan {number}: fase {phase:phase}", "Report {number}: phase of {phase:phase}"),
    "AdoptionReportMissed": ("Laporan {number} terlewat", "Report {number} was missed"),
    "AdoptionCompleted": ("Replikasi selesai", "Adoption completed"),
    "AdoptionCompleted.late": (
        "Replikasi selesai setelah lewat tenggat",
        "Adoption completed after it had lapsed",
    ),
    "AdoptionLapsed": ("Replikasi tidak selesai sampai tenggat", "Adoption not completed in time"),
    "AdoptionFrozen": ("Replikasi dibekukan bersama inovasinya", "Adoption suspended with its innovation"),
    "AdoptionThawed": ("Replikasi dilanjutkan bersama inovasinya", "Adoption resumed with its innovation"),
    "AdoptionReleased": (
        "Inovasinya dihentikan atau dicabut; kewajiban daerah berakhir",
        "The innovation was discontinued or revoked; the region has no duty left",
    ),
    "WaveClosedForAdoption": (
        "Gelombang berakhir; kesediaan sesudah ini tercatat terlambat",
        "The wave ended; a commitment from now on is late",
    ),
    "RoleGranted": (
        "Peran {grant.role:role} diberikan untuk {grant.agency}",
        "Role of {grant.role:role} granted for {grant.agency}",
    ),
    "RoleEnded": ("Peran {grant_id} berakhir pada {ends_at}", "Role {grant_id} ends at {ends_at}"),
    "EditionPublished": (
        "Edisi {name} diterbitkan (SHA-256 {sha256})",
        "Edition {name} published (SHA-256 {sha256})",
    ),
    "ReferencePublished": (
        "Data acuan {kind:reference} diterbitkan, dari {source}",
        "Reference data published: {kind:reference}, from {source}",
    ),
    "CommandRefused": (
        "Permintaan “{command_type:command}” oleh {actor} tidak dapat diproses: {code}",
        "“{command_type:command}” by {actor} was refused: {code}",
    ),
}
"""By event type, or by type and the field that, when it says something, gives it a sentence of its own."""

WIDTH = 160
"""How many characters of a free text are told."""


def told(event: Event, lang: str, places: Mapping[str, str] = NO_PLACES) -> str:
    """The event as one sentence in Indonesian (`id`) or English (`en`).

    `places` has the names of regions by their opaque ids; one that it lacks is called by its code, or its id.
    """
    name = type(event).__name__
    special = (each for each in TOLD if each.startswith(f"{name}."))
    chosen = next((each for each in special if getattr(event, each.split(".")[1])), name)

    def fact(path: str) -> object:
        if isinstance(event, CommandRefused) and path == "code":
            return Refusal(code=Code(event.code), facts=event.facts).message(lang).rstrip(".")
        value = attrgetter(path)(event)
        return shorten(value, WIDTH, placeholder=" …") if isinstance(value, str) else value

    return fill(TOLD[chosen][lang == "en"], fact, lang, places)
