"""What a person reads when a command is refused: a sentence, and what to do about it, in both languages.

The texts about a stage of an innovation's life stand in `refusal_texts_life.py`.
"""

from domain.refusal_codes import Code
from domain.refusal_texts_life import LIFE, Texts

_COMMAND: Texts = {
    Code.UNKNOWN_COMMAND: {
        "id": (
            "Perintah {command} tidak dikenal di sini.",
            "Periksa ejaan perintah dan apa yang dituju: inovasi, replikasi, orang, edisi atau data acuan.",
        ),
        "en": (
            "There is no command {command} here.",
            "Check its spelling, and what it is for: an innovation, adoption, person, edition or table.",
        ),
    },
    Code.INVALID_PAYLOAD: {
        "id": ("Isian belum benar: {problems}.", "Perbaiki setiap isian yang disebut, lalu kirim lagi."),
        "en": (
            "What was filled in isn't right: {problems}.",
            "Correct each field named here and send it again.",
        ),
    },
    Code.NOT_AUTHENTIC: {
        "id": (
            "Permintaan tidak dapat diproses karena tanda tangannya tidak sah.",
            "Kirim melalui layanan Jejak. Bila sudah, laporkan kepada administrator sistem.",
        ),
        "en": (
            "The command isn't validly signed.",
            "Send it through Jejak's own service. If you did, tell the system's administrator.",
        ),
    },
    Code.SYSTEM_ONLY: {
        "id": (
            "Perintah “{command:command}” tidak sesuai dengan pelaku ini: sebagian hanya dijalankan oleh sistem.",
            "Pilih perintah yang tersedia bagi peran Anda.",
        ),
        "en": (
            "The command “{command:command}” doesn't go with this actor: some commands only the system itself gives.",
            "Choose a command that is open to your role.",
        ),
    },
    Code.COMMAND_ID_REUSED: {
        "id": (
            "Nomor perintah ini sudah dipakai untuk permintaan dengan isi lain.",
            "Kirim permintaan yang baru dengan nomor perintah yang baru.",
        ),
        "en": (
            "This command id was used before, for a command with other content.",
            "Send the new command under a new command id.",
        ),
    },
    Code.VERSION_MOVED: {
        "id": (
            "Data sudah berubah: permintaan ini didasarkan pada versi {expected}, sedangkan sekarang versi {actual}.",
            "Lihat keadaan terbaru, lalu putuskan lagi.",
        ),
        "en": (
            "It has changed meanwhile: you saw version {expected}, and it is at version {actual}.",
            "Look at it as it is now, and decide again.",
        ),
    },
    Code.WRONG_STREAM: {
        "id": (
            "Isi permintaan tidak sesuai dengan tujuannya, {stream}.",
            "Kirim ke tujuan yang disebut dalam isi permintaan.",
        ),
        "en": (
            "What the command says doesn't belong to {stream}.",
            "Send it to whatever its own content names.",
        ),
    },
    Code.INTERNAL_ERROR: {
        "id": (
            "Permintaan tidak dapat diproses karena kesalahan pada sistem. Tidak ada yang berubah.",
            "Coba lagi nanti dengan nomor perintah yang sama. Bila berulang, laporkan kepada administrator.",
        ),
        "en": (
            "The command couldn't be handled because of an error of ours. Nothing was changed.",
            "Try again later with the same command id. If it happens again, tell the system's administrator.",
        ),
    },
    Code.REASON_REQUIRED: {
        "id": ("Tindakan ini memerlukan alasan.", "Tuliskan alasannya, lalu kirim lagi."),
        "en": ("This needs a reason.", "Say why, and send it again."),
    },
}

_WHO: Texts = {
    Code.UNKNOWN_PERSON: {
        "id": (
            "Tidak ada orang dengan tanda pengenal {person}.",
            "Periksa ejaannya, atau minta administrator sistem memberi peran.",
        ),
        "en": (
            "Nobody is known as {person}.",
            "Check the spelling, or ask the system's administrator for a role.",
        ),
    },
    Code.ROLE_MISSING: {
        "id": (
            "{person} tidak memegang peran yang berlaku untuk ini: {roles:role}.",
            "Minta pemegang peran itu menjalankannya, atau minta administrator sistem memberi peran.",
        ),
        "en": (
            "{person} doesn't hold a role in force for this: {roles:role}.",
            "Ask somebody who holds it, or ask the system's administrator for the role.",
        ),
    },
    Code.OTHER_AGENCY: {
        "id": (
            "Hanya pengusul dari instansi {agency} yang dapat melakukannya.",
            "Hubungi pengusul di instansi tersebut.",
        ),
        "en": ("Only a proposer of {agency} may do this.", "Turn to a proposer of that agency."),
    },
    Code.OTHER_REGION: {
        "id": (
            "Hanya petugas daerah {region}, atau daerah pemekarannya, yang dapat melakukannya.",
            "Hubungi petugas daerah tersebut.",
        ),
        "en": (
            "Only an officer of region {region}, or of a region split from it, may do this.",
            "Turn to an officer of that region.",
        ),
    },
    Code.SAME_AGENCY: {
        "id": (
            "{person} berasal dari instansi pengusul, sehingga tidak boleh menilai atau memutuskan.",
            "Tunjuk orang dari instansi lain.",
        ),
        "en": (
            "{person} belongs to the proposing agency, and so neither evaluates nor decides.",
            "Let somebody of another agency do it.",
        ),
    },
    Code.CONFLICT_DECLARED: {
        "id": (
            "{person} telah menyatakan konflik kepentingan atas inovasi ini.",
            "Tunjuk orang lain; pernyataan itu tetap tercatat.",
        ),
        "en": (
            "{person} has declared a conflict of interest in this innovation.",
            "Let somebody else do it; the declaration stays on record.",
        ),
    },
    Code.SCORER_CANNOT_DECIDE: {
        "id": (
            "{person} telah menilai inovasi ini; penilai tidak boleh sekaligus memutuskan.",
            "Serahkan keputusan kepada pengambil keputusan lain.",
        ),
        "en": (
            "{person} has evaluated this innovation, and who evaluates doesn't decide.",
            "Leave it to another decision maker.",
        ),
    },
    Code.DECIDER_CANNOT_SCORE: {
        "id": (
            "{person} telah ikut memutuskan inovasi ini; pengambil keputusan tidak boleh sekaligus menilai.",
            "Serahkan penilaian kepada penilai lain.",
        ),
        "en": (
            "{person} has taken part in deciding on this innovation, and who decides doesn't evaluate.",
            "Leave it to another evaluator.",
        ),
    },
    Code.SAME_DECISION_MAKER: {
        "id": (
            "Keputusan ini Anda ambil sendiri; persetujuan atau keberatan harus datang dari orang lain.",
            "Minta pengambil keputusan lain menyetujui atau menyatakan keberatan.",
        ),
        "en": (
            "You took this decision yourself; it takes another person to endorse it or to object.",
            "Ask another decision maker to endorse it or to object.",
        ),
    },
}

_WHERE: Texts = {
    Code.UNKNOWN_INNOVATION: {
        "id": ("Inovasi {innovation} tidak ditemukan.", "Periksa nomornya dalam daftar inovasi."),
        "en": ("There is no innovation {innovation}.", "Look up its id in the list of innovations."),
    },
    Code.ALREADY_PROPOSED: {
        "id": ("{innovation} sudah diusulkan.", "Ajukan usulan lain dengan nomor perintah yang baru."),
        "en": ("{innovation} has been proposed already.", "Propose another one under a new command id."),
    },
    Code.ENDED: {
        "id": (
            "Perjalanan inovasi ini sudah berakhir: {stage:stage}.",
            "Lihat riwayatnya. Yang ditolak atau ditarik dapat diusulkan lagi sebagai inovasi baru.",
        ),
        "en": (
            "This innovation's life has ended: {stage:stage}.",
            "See its history. One that was rejected or withdrawn may be proposed anew.",
        ),
    },
    Code.WRONG_STAGE: {
        "id": (
            "“{command:command}” tidak tersedia pada tahap {stage:stage}.",
            "Tersedia pada tahap: {stages:stage}. Lihat apa yang sekarang ditunggu.",
        ),
        "en": (
            "“{command:command}” isn't available in the stage {stage:stage}.",
            "It is available in: {stages:stage}. See what is waited for now.",
        ),
    },
    Code.SUSPENDED: {
        "id": (
            "Inovasi ini ditangguhkan sejak {since:time}.",
            "Tunggu sampai sekretariat melanjutkannya; sisa tenggat tidak berkurang.",
        ),
        "en": (
            "This innovation has been suspended since {since:time}.",
            "Wait until the secretariat resumes it; no deadline runs meanwhile.",
        ),
    },
    Code.NOT_SUSPENDED: {
        "id": ("Inovasi ini tidak sedang ditangguhkan.", "Tidak ada yang perlu dilanjutkan."),
        "en": ("This innovation isn't suspended.", "There is nothing to resume."),
    },
}

_REFERENCE: Texts = {
    Code.UNKNOWN_REGION: {
        "id": (
            "Kode daerah {region} tidak dikenal.",
            "Gunakan kode dari data acuan daerah, misalnya 33.72 untuk Kota Surakarta.",
        ),
        "en": (
            "No region has the code {region}.",
            "Use a code of the region table, such as 33.72 for Kota Surakarta.",
        ),
    },
    Code.ENDED_REGION: {
        "id": (
            "Kode daerah {region} tidak berlaku lagi.",
            "Gunakan kode yang sekarang berlaku bagi daerah tersebut.",
        ),
        "en": ("The region code {region} is no longer in force.", "Use the code that the region bears now."),
    },
    Code.REGION_TWICE: {
        "id": ("Daerah {region} disebut lebih dari sekali.", "Sebut setiap daerah satu kali saja."),
        "en": ("Region {region} is named more than once.", "Name every region once."),
    },
    Code.REFERENCE_MISSING: {
        "id": (
            "Data acuan {kind:reference} belum diterbitkan.",
            "Minta administrator sistem menerbitkannya, lalu kirim lagi.",
        ),
        "en": (
            "The reference data {kind:reference} hasn't been published.",
            "Ask the system's administrator to publish it, and send the command again.",
        ),
    },
    Code.UNKNOWN_EDITION: {
        "id": (
            "Edisi {edition} belum diterbitkan.",
            "Pilih edisi dari daftar, atau minta administrator sistem menerbitkannya.",
        ),
        "en": (
            "The edition {edition} hasn't been published.",
            "Choose one from the list, or ask the system's administrator to publish it.",
        ),
    },
    Code.EDITION_FIXED: {
        "id": (
            "Pada tahap {stage:stage}, edisi tidak dapat diganti lagi.",
            "Edisi hanya dapat diganti sebelum penilaian dimulai.",
        ),
        "en": (
            "In the stage {stage:stage} the edition can no longer be changed.",
            "An edition can only be changed before evaluation begins.",
        ),
    },
    Code.SAME_EDITION: {
        "id": (
            "Inovasi ini sudah memakai terbitan terakhir edisi {edition}.",
            "Sebut edisi lain, atau terbitkan perubahannya lebih dahulu.",
        ),
        "en": (
            "This innovation goes by the latest text of {edition} already.",
            "Name another edition, or publish the changed one first.",
        ),
    },
}

_DESK: Texts = {
    Code.ALREADY_BOOTSTRAPPED: {
        "id": (
            "Administrator pertama sudah ada.",
            "Minta administrator sistem memberikan peran yang diperlukan.",
        ),
        "en": (
            "There is a first administrator already.",
            "Ask the system's administrator for the role that you need.",
        ),
    },
    Code.SOLITARY_ROLE: {
        "id": (
            "Orang ini memegang peran {held:role}; administrator dan auditor tidak boleh memegang peran lain.",
            "Akhiri peran itu lebih dahulu, atau tunjuk orang lain.",
        ),
        "en": (
            "This person holds the role {held:role}; administrators and auditors hold no other role.",
            "End that role first, or choose another person.",
        ),
    },
    Code.REGION_REQUIRED: {
        "id": ("Petugas daerah harus memiliki daerah.", "Sertakan kode daerahnya."),
        "en": ("A regional officer needs a region.", "Give the region's code."),
    },
    Code.ROLE_HELD: {
        "id": (
            "Peran {role:role} untuk instansi dan daerah itu sudah dipegang.",
            "Tidak perlu diberikan lagi. Untuk mengubah masa berlakunya, akhiri dahulu.",
        ),
        "en": (
            "The role {role:role} is held for that agency and region already.",
            "It needn't be granted again. To change how long it counts, end it first.",
        ),
    },
    Code.ROLE_NOT_HELD: {
        "id": ("Orang ini tidak sedang memegang peran {role:role}.", "Periksa daftar peran orang tersebut."),
        "en": ("This person doesn't hold the role {role:role}.", "See which roles the person holds."),
    },
    Code.BACKDATED: {
        "id": (
            "Waktu berakhirnya peran harus sesudah {at:time}; tanggal mundur tidak diperkenankan.",
            "Tentukan waktu yang lebih lambat.",
        ),
        "en": ("A role can't end before {at:time}: nothing is back-dated.", "Give a later instant."),
    },
    Code.LAST_ADMINISTRATOR: {
        "id": (
            "Administrator tidak dapat mengakhiri perannya sendiri.",
            "Minta administrator lain melakukannya, agar selalu ada yang bertugas.",
        ),
        "en": (
            "Administrators can't end their own role.",
            "Ask another administrator to do it, so that there always is one.",
        ),
    },
    Code.EDITION_INVALID: {
        "id": (
            "Naskah edisi tidak memenuhi aturan: {problems}.",
            "Perbaiki setiap bagian yang disebut, lalu terbitkan lagi.",
        ),
        "en": (
            "The edition breaks the rules: {problems}.",
            "Correct each place named here and publish it again.",
        ),
    },
    Code.REFERENCE_INVALID: {
        "id": (
            "Data acuan tidak dapat dibaca: {problems}.",
            "Perbaiki baris yang disebut, lalu terbitkan lagi.",
        ),
        "en": (
            "The reference data can't be read: {problems}.",
            "Correct the line named here and publish it again.",
        ),
    },
    Code.UNCHANGED: {
        "id": (
            "Naskah ini sama dengan yang sudah berlaku (SHA-256 {sha256}).",
            "Tidak perlu diterbitkan lagi.",
        ),
        "en": ("This is the very text in force (SHA-256 {sha256}).", "It needn't be published again."),
    },
}

TEXTS: Texts = {**_COMMAND, **_WHO, **_WHERE, **_REFERENCE, **LIFE, **_DESK}
"""Per code and language: the sentence, and what to do. Names in braces are facts of the refusal, see `wording.fill`."""
