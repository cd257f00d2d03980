"""What things are called, in Indonesian and English: by kind of thing and its key."""

Titles = dict[str, tuple[str, str]]

STAGES: Titles = {
    "proposal": ("Usulan", "Proposal"),
    "pilot": ("Uji coba", "Pilot"),
    "evaluation": ("Penilaian", "Evaluation"),
    "decision": ("Keputusan", "Decision"),
    "scaling": ("Perluasan", "Scaling"),
    "sustaining": ("Pemantauan keberlanjutan", "Sustaining"),
    "rejected": ("Ditolak", "Rejected"),
    "withdrawn": ("Ditarik", "Withdrawn"),
    "declined": ("Tidak ditetapkan", "Declined"),
    "discontinued": ("Dihentikan", "Discontinued"),
    "institutionalised": ("Dilembagakan", "Institutionalised"),
    "revoked": ("Dicabut", "Revoked"),
}

ROLES: Titles = {
    "proposer": ("Pengusul", "Proposer"),
    "operator": ("Sekretariat", "Secretariat"),
    "regional_officer": ("Petugas daerah", "Regional officer"),
    "evaluator": ("Penilai", "Evaluator"),
    "decision_maker": ("Pengambil keputusan", "Decision maker"),
    "administrator": ("Administrator sistem", "Administrator"),
    "auditor": ("Auditor", "Auditor"),
}

WAITS: Titles = {
    "screening": ("Seleksi administrasi", "Screening"),
    "revision": ("Revisi usulan", "Revision of the proposal"),
    "pilot_plan": ("Rencana uji coba", "Plan of the pilots"),
    "measurement": ("Laporan capaian uji coba", "Pilot measurement"),
    "pilots_end": ("Akhir uji coba", "End of the pilots"),
    "panel": ("Penetapan tim penilai", "Assignment of the panel"),
    "scoring": ("Lembar penilaian", "Score sheets"),
    "decision": ("Keputusan perluasan", "Scaling decision"),
    "endorsement": ("Persetujuan keputusan", "Endorsement of the decision"),
    "wave_plan": ("Rencana gelombang", "Plan of the waves"),
    "wave_opens": ("Pembukaan gelombang", "Opening of wave"),
    "commitment": ("Pernyataan kesediaan", "Commitment"),
    "adoption_report": ("Laporan replikasi", "Adoption report"),
    "completion": ("Penyelesaian replikasi", "Completion of the adoption"),
    "wave_ends": ("Akhir gelombang", "End of wave"),
    "check_report": ("Laporan pemantauan", "Report on check"),
    "check_assessment": ("Penilaian atas pemantauan", "Assessment of check"),
    "correction_report": ("Laporan tindakan perbaikan", "Report of the corrective action"),
    "check_opens": ("Pembukaan pemantauan", "Opening of check"),
}

TASKS: Titles = {
    **WAITS,
    "discontinuation": ("Usul penghentian", "Proposed discontinuation"),
    "revocation": ("Usul pencabutan", "Proposed revocation"),
}
"""What waits for a person: everything that is waited for, and what was proposed and is to be decided."""

COMMANDS: Titles = {
    "propose": ("Usulkan inovasi", "Propose"),
    "revise": ("Revisi usulan", "Revise the proposal"),
    "withdraw": ("Tarik usulan", "Withdraw the proposal"),
    "return_proposal": ("Kembalikan usulan", "Return the proposal"),
    "reject": ("Tolak usulan", "Reject the proposal"),
    "admit": ("Terima ke uji coba", "Admit to the pilot"),
    "plan_pilots": ("Rencanakan uji coba", "Plan the pilots"),
    "extend_pilot": ("Perpanjang uji coba", "Extend a pilot"),
    "abort_pilot": ("Hentikan uji coba satu daerah", "Abort one region's pilot"),
    "close_pilots": ("Tutup uji coba", "Close the pilots"),
    "report_measurement": ("Laporkan capaian uji coba", "Report a measurement"),
    "assign_panel": ("Tetapkan tim penilai", "Assign the panel"),
    "replace_evaluator": ("Ganti penilai", "Replace an evaluator"),
    "declare_conflict": ("Nyatakan konflik kepentingan", "Declare a conflict of interest"),
    "score": ("Serahkan lembar penilaian", "Hand in a score sheet"),
    "decide": ("Ambil keputusan", "Decide"),
    "endorse": ("Setujui keputusan", "Endorse the decision"),
    "object": ("Nyatakan keberatan", "Object to the decision"),
    "plan_waves": ("Rencanakan gelombang", "Plan the waves"),
    "discontinue": ("Hentikan inovasi", "Discontinue"),
    "report_check": ("Laporkan pemantauan", "Report on a check"),
    "assess_check": ("Nilai pemantauan", "Assess a check"),
    "require_correction": ("Minta tindakan perbaikan", "Require a correction"),
    "report_correction": ("Laporkan tindakan perbaikan", "Report a correction"),
    "institutionalise": ("Lembagakan inovasi", "Institutionalise"),
    "suspend": ("Tangguhkan", "Suspend"),
    "resume": ("Lanjutkan", "Resume"),
    "attach_evidence": ("Lampirkan bukti dukung", "Attach evidence"),
    "note": ("Catat", "Make a note"),
    "move_edition": ("Ganti edisi", "Move to another edition"),
    "revoke": ("Cabut penetapan", "Revoke the award"),
    "commit_adoption": ("Nyatakan kesediaan replikasi", "Commit to the adoption"),
    "decline_adoption": ("Nyatakan tidak bersedia", "Decline the adoption"),
    "report_adoption": ("Laporkan replikasi", "Report on the adoption"),
    "complete_adoption": ("Selesaikan replikasi", "Complete the adoption"),
    "adopt": ("Replikasi atas prakarsa sendiri", "Adopt on one's own initiative"),
    "bootstrap": ("Tetapkan administrator pertama", "Make the first administrator"),
    "grant_role": ("Beri peran", "Grant a role"),
    "end_role": ("Akhiri peran", "End a role"),
    "publish_edition": ("Terbitkan edisi", "Publish an edition"),
    "publish_reference": ("Terbitkan data acuan", "Publish reference data"),
    "time_reached": ("Tenggat tiba", "A due instant came"),
    "adoption_moved": ("Perkembangan replikasi", "An adoption moved"),
    "adoption_time_reached": ("Tenggat replikasi tiba", "An adoption's due instant came"),
    "follow": ("Ikuti inovasinya", "Follow the innovation"),
}

VERDICTS: Titles = {
    "sustained": ("Berkelanjutan", "Sustained"),
    "sustained_with_notes": ("Berkelanjutan dengan catatan", "Sustained, with notes"),
    "at_risk": ("Berisiko", "At risk"),
    "lapsed": ("Tidak berlanjut", "Lapsed"),
    "no_response": ("Tidak dijawab", "No response"),
}

CHOICES: Titles = {
    "scale_national": ("Perluasan nasional", "Scale nationally"),
    "scale_regions": ("Perluasan ke sejumlah daerah", "Scale to some regions"),
    "repeat_pilot": ("Ulangi uji coba", "Repeat the pilot"),
    "return": ("Kembalikan ke pengusul", "Return to the proposer"),
    "decline": ("Tidak menetapkan", "Decline"),
}

PHASES: Titles = {
    "prepare": ("Persiapan", "Preparation"),
    "adapt": ("Adaptasi", "Adaptation"),
    "replicate": ("Replikasi", "Replication"),
    "evaluate": ("Evaluasi", "Evaluation"),
}

STATUSES: Titles = {
    "none": ("Belum ditawarkan", "Not offered"),
    "offered": ("Ditawarkan", "Offered"),
    "unanswered": ("Tidak dijawab", "Unanswered"),
    "declined": ("Tidak bersedia", "Declined"),
    "committed": ("Bersedia", "Committed"),
    "lapsed": ("Lewat tenggat", "Lapsed"),
    "completed": ("Selesai", "Completed"),
}

MILESTONES: Titles = {
    "committed": ("Menyatakan bersedia", "Committed"),
    "declined": ("Tidak bersedia", "Declined"),
    "unanswered": ("Tidak menjawab", "Gave no answer"),
    "phase_prepare": ("Fase persiapan", "Phase of preparation"),
    "phase_adapt": ("Fase adaptasi", "Phase of adaptation"),
    "phase_replicate": ("Fase replikasi", "Phase of replication"),
    "phase_evaluate": ("Fase evaluasi", "Phase of evaluation"),
    "report_missed": ("Laporan terlewat", "Missed a report"),
    "completed": ("Selesai", "Completed"),
    "lapsed": ("Lewat tenggat", "Lapsed"),
}

REFERENCES: Titles = {
    "regions": ("Daerah", "Regions"),
    "calendar": ("Hari libur", "Holidays"),
}

EVENTS: Titles = {
    "InnovationProposed": ("Inovasi diusulkan", "Innovation proposed"),
    "ProposalReturned": ("Usulan dikembalikan", "Proposal returned"),
    "ProposalRevised": ("Usulan direvisi", "Proposal revised"),
    "ProposalAdmitted": ("Usulan diterima", "Proposal admitted"),
    "InnovationRejected": ("Inovasi ditolak", "Innovation rejected"),
    "InnovationWithdrawn": ("Usulan ditarik", "Proposal withdrawn"),
    "PilotsPlanned": ("Uji coba direncanakan", "Pilots planned"),
    "PilotExtended": ("Uji coba diperpanjang", "Pilot extended"),
    "PilotAborted": ("Uji coba daerah dihentikan", "Pilot aborted"),
    "MeasurementReported": ("Capaian dilaporkan", "Measurement reported"),
    "MeasurementMissed": ("Laporan capaian terlewat", "Measurement missed"),
    "PilotsClosed": ("Uji coba ditutup", "Pilots closed"),
    "PanelAssigned": ("Tim penilai ditetapkan", "Panel assigned"),
    "EvaluatorReplaced": ("Penilai diganti", "Evaluator replaced"),
    "ConflictDeclared": ("Konflik kepentingan dinyatakan", "Conflict of interest declared"),
    "ScoreSubmitted": ("Lembar penilaian diserahkan", "Score sheet handed in"),
    "EvaluationExtended": ("Penilaian diperpanjang", "Evaluation extended"),
    "EvaluationClosed": ("Penilaian ditutup", "Evaluation closed"),
    "EvaluationReopened": ("Penilaian dibuka kembali", "Evaluation reopened"),
    "DecisionTaken": ("Keputusan diambil", "Decision taken"),
    "DecisionEndorsed": ("Keputusan disetujui", "Decision endorsed"),
    "DecisionObjected": ("Keberatan atas keputusan", "Objection to the decision"),
    "PilotRepeated": ("Uji coba diulang", "Pilot repeated"),
    "InnovationDeclined": ("Inovasi tidak ditetapkan", "Innovation declined"),
    "WavesPlanned": ("Gelombang direncanakan", "Waves planned"),
    "WaveOpened": ("Gelombang dibuka", "Wave opened"),
    "WaveEnded": ("Gelombang berakhir", "Wave ended"),
    "MilestoneReached": ("Tonggak replikasi", "Milestone of an adoption"),
    "SustainingBegan": ("Pemantauan keberlanjutan dimulai", "Sustaining began"),
    "CheckOpened": ("Pemantauan dibuka", "Check opened"),
    "CheckReported": ("Pemantauan dilaporkan", "Check reported on"),
    "RegionalCheckReported": ("Laporan daerah pada pemantauan", "Region's report on a check"),
    "CheckUnanswered": ("Pemantauan tidak dijawab", "Check got no answer"),
    "CheckAssessed": ("Pemantauan dinilai", "Check assessed"),
    "CorrectionRequired": ("Tindakan perbaikan diminta", "Corrective action required"),
    "CorrectionReported": ("Tindakan perbaikan dilaporkan", "Corrective action reported"),
    "DiscontinuationProposed": ("Penghentian diusulkan", "Discontinuation proposed"),
    "InnovationDiscontinued": ("Inovasi dihentikan", "Innovation discontinued"),
    "InnovationInstitutionalised": ("Inovasi dilembagakan", "Innovation institutionalised"),
    "Reminded": ("Pengingat dikirim", "Reminder sent"),
    "Escalated": ("Tenggat terlewati", "Overdue"),
    "InnovationSuspended": ("Inovasi ditangguhkan", "Innovation suspended"),
    "InnovationResumed": ("Inovasi dilanjutkan", "Innovation resumed"),
    "EvidenceAttached": ("Bukti dukung dilampirkan", "Evidence attached"),
    "NoteMade": ("Catatan dibuat", "Note made"),
    "EditionMoved": ("Edisi diganti", "Edition changed"),
    "RevocationProposed": ("Pencabutan diusulkan", "Revocation proposed"),
    "InnovationRevoked": ("Penetapan dicabut", "Award revoked"),
    "AdoptionOffered": ("Replikasi ditawarkan", "Adoption offered"),
    "AdoptionVolunteered": ("Replikasi atas prakarsa daerah", "Adoption volunteered"),
    "AdoptionCommitted": ("Kesediaan dinyatakan", "Adoption committed to"),
    "AdoptionDeclined": ("Replikasi tidak disanggupi", "Adoption declined"),
    "CommitmentUnanswered": ("Tawaran tidak dijawab", "Offer got no answer"),
    "AdoptionReported": ("Replikasi dilaporkan", "Adoption reported on"),
    "AdoptionReportMissed": ("Laporan replikasi terlewat", "Adoption report missed"),
    "AdoptionCompleted": ("Replikasi selesai", "Adoption completed"),
    "AdoptionLapsed": ("Replikasi lewat tenggat", "Adoption lapsed"),
    "AdoptionFrozen": ("Replikasi dibekukan", "Adoption frozen"),
    "AdoptionThawed": ("Replikasi dilanjutkan", "Adoption thawed"),
    "AdoptionReleased": ("Kewajiban replikasi berakhir", "Adoption released"),
    "WaveClosedForAdoption": ("Gelombang replikasi berakhir", "The adoption's wave ended"),
    "RoleGranted": ("Peran diberikan", "Role granted"),
    "RoleEnded": ("Peran diakhiri", "Role ended"),
    "EditionPublished": ("Edisi diterbitkan", "Edition published"),
    "ReferencePublished": ("Data acuan diterbitkan", "Reference data published"),
    "CommandRefused": ("Permintaan tidak dapat diproses", "Command refused"),
}

TITLES: dict[str, Titles] = {
    "event": EVENTS,
    "stage": STAGES,
    "role": ROLES,
    "wait": WAITS,
    "task": TASKS,
    "command": COMMANDS,
    "verdict": VERDICTS,
    "choice": CHOICES,
    "phase": PHASES,
    "status": STATUSES,
    "milestone": MILESTONES,
    "reference": REFERENCES,
}


def title(kind: str, key: str, lang: str) -> str:
    """What a thing is called in Indonesian (`id`) or English (`en`): `title("stage", "pilot", "id")`.

    Raises:
        KeyError: for a kind or key that has no title.
    """
    return TITLES[kind][key][lang == "en"]
