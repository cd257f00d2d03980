"""The texts of refusals that belong to one stage of an innovation's life, in the order of that life."""

from typing import Literal

from domain.refusal_codes import Code

Texts = dict[Code, dict[Literal["id", "en"], tuple[str, str]]]

_PROPOSAL: Texts = {
    Code.TOO_YOUNG: {
        "id": (
            "Inovasi ini digunakan sejak {started_on}; usia paling singkat menurut edisi adalah {minimum}.",
            "Usulkan lagi setelah usianya cukup, atau perbaiki tanggal mulainya.",
        ),
        "en": (
            "The innovation has been in use since {started_on}; the edition's minimum age is {minimum}.",
            "Propose it again once it is old enough, or correct the date on which it began.",
        ),
    },
    Code.NOT_RETURNED: {
        "id": (
            "Usulan hanya dapat direvisi selama dikembalikan.",
            "Tunggu hasil seleksi administrasi, atau minta sekretariat mengembalikannya.",
        ),
        "en": (
            "A proposal can only be revised while it is returned.",
            "Wait for the screening, or ask the secretariat to return it.",
        ),
    },
    Code.ALREADY_RETURNED: {
        "id": ("Usulan ini sedang dikembalikan.", "Tunggu sampai pengusul mengirim revisinya."),
        "en": ("The proposal is returned.", "Wait until the proposer has revised it."),
    },
    Code.NOTHING_REVISED: {
        "id": ("Revisi ini tidak memuat perubahan.", "Isi sedikitnya satu bagian usulan yang berubah."),
        "en": ("This revision changes nothing.", "Give at least one part of the proposal that changes."),
    },
}

_PILOT: Texts = {
    Code.PILOTS_ALREADY_PLANNED: {
        "id": (
            "Uji coba pada putaran ini sudah direncanakan.",
            "Gunakan perpanjangan atau penghentian per daerah.",
        ),
        "en": ("This round's pilots have been planned.", "Extend or abort them region by region."),
    },
    Code.PILOTS_NOT_PLANNED: {
        "id": ("Uji coba belum direncanakan.", "Rencanakan daerah, jangka waktu dan indikatornya dahulu."),
        "en": ("No pilots have been planned yet.", "Plan their regions, periods and indicators first."),
    },
    Code.PILOT_TOO_LONG: {
        "id": ("Uji coba paling lama {longest} menurut edisi.", "Pilih jangka waktu yang lebih singkat."),
        "en": ("By the edition a pilot lasts {longest} at most.", "Choose a shorter period."),
    },
    Code.NO_SUCH_PILOT: {
        "id": ("Daerah {region} bukan daerah uji coba.", "Lihat daftar daerah uji coba inovasi ini."),
        "en": ("Region {region} isn't a pilot region.", "See which regions pilot this innovation."),
    },
    Code.PILOT_ABORTED: {
        "id": (
            "Uji coba di daerah {region} sudah dihentikan.",
            "Tidak ada laporan yang ditunggu dari daerah ini.",
        ),
        "en": ("The pilot in region {region} was aborted.", "No report is expected from this region."),
    },
    Code.PILOT_ENDED: {
        "id": (
            "Masa uji coba di daerah {region} sudah berakhir.",
            "Sampaikan bukti dukung tambahan kepada sekretariat.",
        ),
        "en": (
            "The pilot period of region {region} is over.",
            "Hand any further evidence to the secretariat.",
        ),
    },
    Code.UNKNOWN_INDICATOR: {
        "id": (
            "Indikator {indicator} tidak ada dalam rencana uji coba.",
            "Laporkan indikator yang direncanakan: {known}.",
        ),
        "en": ("The pilot's plan has no indicator {indicator}.", "Report the planned ones: {known}."),
    },
    Code.INDICATOR_MISSING: {
        "id": ("Nilai indikator {indicator} belum diisi.", "Isi semua indikator yang direncanakan."),
        "en": ("There is no value for the indicator {indicator}.", "Give every planned indicator its value."),
    },
    Code.INDICATOR_TWICE: {
        "id": ("Indikator {indicator} disebut lebih dari sekali.", "Sebut setiap indikator satu kali saja."),
        "en": ("The indicator {indicator} is named more than once.", "Name every indicator once."),
    },
}

_EVALUATION: Texts = {
    Code.PANEL_SIZE: {
        "id": (
            "Jumlah penilai harus {smallest} sampai {largest} orang menurut edisi.",
            "Tambah atau kurangi nama penilai.",
        ),
        "en": (
            "By the edition a panel has {smallest} to {largest} evaluators.",
            "Name more evaluators, or fewer.",
        ),
    },
    Code.PANEL_ALREADY_ASSIGNED: {
        "id": ("Tim penilai sudah ditetapkan.", "Gunakan penggantian penilai untuk mengubah anggotanya."),
        "en": ("A panel has been assigned.", "Replace an evaluator to change who sits on it."),
    },
    Code.NAMED_TWICE: {
        "id": ("{person} disebut lebih dari sekali atau sudah menjadi anggota tim.", "Sebut orang lain."),
        "en": ("{person} is named twice, or sits on the panel already.", "Name somebody else."),
    },
    Code.NOT_AN_EVALUATOR: {
        "id": (
            "{person} tidak sedang memegang peran penilai.",
            "Tunjuk penilai lain, atau minta administrator sistem memberi peran.",
        ),
        "en": (
            "{person} doesn't hold the role of an evaluator.",
            "Name another one, or ask the system's administrator to grant the role.",
        ),
    },
    Code.NOT_ON_PANEL: {
        "id": (
            "{person} bukan anggota tim penilai inovasi ini.",
            "Minta sekretariat memeriksa susunan tim penilai.",
        ),
        "en": (
            "{person} isn't on this innovation's panel.",
            "Ask the secretariat who sits on it.",
        ),
    },
    Code.ALREADY_SCORED: {
        "id": (
            "{person} sudah menyerahkan lembar penilaian, dan lembar itu final.",
            "Bila ada konflik kepentingan, nyatakan; lembarnya akan gugur.",
        ),
        "en": (
            "{person} has handed in a score sheet, and a sheet is final.",
            "If there is a conflict of interest, declare it; that voids the sheet.",
        ),
    },
    Code.ALREADY_DECLARED: {
        "id": ("Konflik kepentingan {person} sudah tercatat.", "Tidak perlu dinyatakan lagi."),
        "en": ("The conflict of interest of {person} is on record.", "It needn't be declared again."),
    },
    Code.UNKNOWN_ASPECT: {
        "id": ("Aspek {aspect} tidak ada dalam edisi ini.", "Nilailah aspek-aspek ini: {known}."),
        "en": ("This edition has no aspect {aspect}.", "Score these: {known}."),
    },
    Code.ASPECT_MISSING: {
        "id": ("Aspek {aspect} belum dinilai.", "Beri nilai untuk semua aspek sekaligus."),
        "en": ("The aspect {aspect} has no score.", "Score all aspects on one sheet."),
    },
    Code.ASPECT_TWICE: {
        "id": ("Aspek {aspect} dinilai lebih dari sekali.", "Beri satu nilai untuk setiap aspek."),
        "en": ("The aspect {aspect} is scored more than once.", "Give every aspect one score."),
    },
    Code.SCORE_OUT_OF_SCALE: {
        "id": ("Nilai {score} untuk aspek {aspect} di luar skala.", "Beri bilangan bulat dari 0 sampai 100."),
        "en": ("The score {score} for {aspect} is out of scale.", "Give a whole number from 0 to 100."),
    },
}

_DECISION: Texts = {
    Code.ALREADY_DECIDED: {
        "id": (
            "Keputusan sudah diambil dan menunggu persetujuan.",
            "Setujui atau nyatakan keberatan sebagai pengambil keputusan kedua.",
        ),
        "en": (
            "A decision was taken and waits for its endorsement.",
            "Endorse it or object to it, as the second decision maker.",
        ),
    },
    Code.NOTHING_TO_ENDORSE: {
        "id": ("Belum ada keputusan yang menunggu persetujuan.", "Ambil keputusan lebih dahulu."),
        "en": ("No decision waits for an endorsement.", "Somebody has to decide first."),
    },
    Code.INSTRUMENT_REQUIRED: {
        "id": (
            "Keputusan perluasan memerlukan dasar hukum.",
            "Sertakan nomor SK atau peraturan yang menjadi dasarnya.",
        ),
        "en": (
            "A decision to scale up needs a legal instrument.",
            "Give the number of the decree or regulation that it rests on.",
        ),
    },
    Code.ADOPTERS_REQUIRED: {
        "id": ("Keputusan perluasan daerah harus menyebut penerapnya.", "Sebut kode daerah-daerah penerap."),
        "en": ("A decision to scale to regions must name them.", "Give the codes of the adopting regions."),
    },
}

_SCALING: Texts = {
    Code.WAVES_ALREADY_PLANNED: {
        "id": ("Gelombang perluasan sudah direncanakan.", "Lihat rencana gelombang yang berlaku."),
        "en": ("The waves have been planned.", "See the plan in force."),
    },
    Code.NOT_AN_ADOPTER: {
        "id": (
            "Daerah {region} tidak ikut serta dalam inovasi ini.",
            "Gunakan daerah yang disebut dalam keputusan, atau ajukan replikasi atas prakarsa sendiri.",
        ),
        "en": (
            "Region {region} takes no part in this innovation.",
            "Use a region that the decision names, or adopt it on the region's own initiative.",
        ),
    },
    Code.ADOPTER_WITHOUT_WAVE: {
        "id": (
            "Daerah {region} belum masuk gelombang mana pun.",
            "Tempatkan setiap penerap dalam satu gelombang.",
        ),
        "en": ("Region {region} is in no wave.", "Put every adopter into one wave."),
    },
    Code.NOT_OFFERED: {
        "id": (
            "Replikasi ini belum ditawarkan.",
            "Tunggu gelombangnya dibuka, atau ajukan replikasi atas prakarsa sendiri.",
        ),
        "en": (
            "This adoption hasn't been offered.",
            "Wait until its wave opens, or adopt on the region's own initiative.",
        ),
    },
    Code.ALREADY_COMMITTED: {
        "id": (
            "Kesediaan sudah dinyatakan; status replikasi: {status:status}.",
            "Lanjutkan dengan laporan replikasi.",
        ),
        "en": ("The region has committed; the adoption is {status:status}.", "Go on with reports of the adoption."),
    },
    Code.ALREADY_DECLINED: {
        "id": ("Daerah ini sudah menyatakan tidak bersedia.", "Bila keputusan itu berubah, nyatakan kesediaan."),
        "en": ("The region has declined.", "If it has changed its mind, it may commit."),
    },
    Code.NOT_COMMITTED: {
        "id": (
            "Daerah ini sedang tidak terikat pada replikasi yang berjalan.",
            "Nyatakan kesediaan dahulu; replikasi yang lewat tenggat masih dapat diselesaikan.",
        ),
        "en": (
            "The region isn't committed to a running adoption.",
            "Commit first; an adoption that lapsed may still be completed.",
        ),
    },
    Code.PHASE_BACKWARDS: {
        "id": (
            "Fase {phase:phase} sudah terlewati; replikasi telah mencapai fase {reached:phase}.",
            "Laporkan fase yang sama atau yang berikutnya.",
        ),
        "en": (
            "The phase {phase:phase} is past: the adoption has reached {reached:phase}.",
            "Report the same phase or a later one.",
        ),
    },
    Code.ALREADY_COMPLETED: {
        "id": ("Replikasi ini sudah selesai.", "Tidak ada laporan lagi yang diperlukan."),
        "en": ("This adoption is complete.", "No further report is needed."),
    },
    Code.ADOPTION_RELEASED: {
        "id": (
            "Inovasinya dihentikan atau dicabut; daerah ini tidak lagi memiliki kewajiban.",
            "Tidak ada yang perlu dilakukan.",
        ),
        "en": (
            "The innovation was discontinued or revoked; the region has no duty left.",
            "There is nothing to do.",
        ),
    },
    Code.NOT_ADOPTABLE: {
        "id": (
            "Inovasi pada tahap {stage:stage} tidak dapat direplikasi.",
            "Replikasi dimungkinkan sejak perluasan, selama inovasinya tidak dihentikan atau dicabut.",
        ),
        "en": (
            "An innovation in the stage {stage:stage} can't be adopted.",
            "It can be from scaling on, unless it was discontinued or revoked.",
        ),
    },
}

_SUSTAINING: Texts = {
    Code.NO_SUCH_CHECK: {
        "id": (
            "Pemantauan {check} belum dibuka atau tidak ada.",
            "Lihat nomor pemantauan yang sedang berjalan.",
        ),
        "en": ("There is no check {check}, or it hasn't opened.", "See which check is open."),
    },
    Code.ALREADY_REPORTED: {
        "id": ("Laporan untuk pemantauan {check} sudah diterima.", "Tidak perlu dikirim lagi."),
        "en": ("Check {check} has been reported on.", "It needn't be reported again."),
    },
    Code.NOT_REPORTED: {
        "id": ("Pemantauan {check} belum dilaporkan.", "Tunggu laporan pengusul sebelum menilainya."),
        "en": ("Nobody has reported on check {check} yet.", "Wait for the proposer's report."),
    },
    Code.ALREADY_ASSESSED: {
        "id": (
            "Pemantauan {check} sudah selesai: telah dinilai, atau ditutup tanpa jawaban.",
            "Sampaikan perkembangannya pada pemantauan berikutnya.",
        ),
        "en": (
            "Check {check} is closed: assessed, or without an answer in time.",
            "Report on what is new at the next check.",
        ),
    },
    Code.CORRECTION_OPEN: {
        "id": ("Masih ada tindakan perbaikan yang ditunggu.", "Tunggu laporannya dari pengusul."),
        "en": ("A corrective action is still awaited.", "Wait for the proposer's report of it."),
    },
    Code.NO_CORRECTION_OPEN: {
        "id": (
            "Tidak ada tindakan perbaikan yang sedang diminta.",
            "Sampaikan perkembangan lain pada pemantauan berikutnya.",
        ),
        "en": ("No corrective action is asked for.", "Report anything else at the next check."),
    },
    Code.TOO_EARLY: {
        "id": (
            "Pelembagaan memerlukan {needed} pemantauan yang baik (baru {good}), tanpa kegagalan sesudahnya.",
            "Tunggu hasil pemantauan berikutnya.",
        ),
        "en": (
            "Institutionalisation takes {needed} good checks (so far {good}) and no failed one since.",
            "Wait for the next check.",
        ),
    },
    Code.SAME_REVOKER: {
        "id": (
            "Pencabutan ini Anda usulkan sendiri; penetapannya memerlukan orang kedua.",
            "Minta pengambil keputusan lain menetapkannya.",
        ),
        "en": (
            "You proposed this revocation yourself; it takes a second person.",
            "Ask another decision maker to revoke it.",
        ),
    },
}

LIFE: Texts = {**_PROPOSAL, **_PILOT, **_EVALUATION, **_DECISION, **_SCALING, **_SUSTAINING}
