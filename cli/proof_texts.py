"""What is said of keys, the log, proofs and bundles, in Indonesian and English."""

Pair = tuple[str, str]

PURPOSES: dict[str, Pair] = {"commands": ("perintah", "commands"), "checkpoints": ("titik periksa", "checkpoints")}
"""What a key signs, by the purpose that `--for` takes."""

ERRORS: dict[str, tuple[Pair, Pair]] = {
    "key_exists": (
        ("Kunci untuk {signed} sudah ada di {file}.", "There is a key for {signed} already, in {file}."),
        (
            "Ganti dengan `starter.py keys rotate --for {purpose}`.",
            "Change it with `starter.py keys rotate --for {purpose}`.",
        ),
    ),
    "no_key": (
        ("Kunci untuk {signed} belum ada di {file}.", "There is no key for {signed} in {file} yet."),
        ("Buat dengan `starter.py keys new --for {purpose}`.", "Make one with `starter.py keys new --for {purpose}`."),
    ),
    "key_is_secret": (
        (
            "Kunci untuk {signed} diberikan sebagai rahasia, bukan berkas.",
            "The key for {signed} is given as a secret, not as a file.",
        ),
        ("Ganti di tempat rahasia itu disimpan.", "Change it where that secret is kept."),
    ),
    "bad_checkpoint_key": (
        ("Kunci titik periksa tidak dapat dipakai: {problem}", "The key of checkpoints can't be used: {problem}"),
        (
            "Untuk menandatangani: buat kunci dengan `starter.py keys new --for checkpoints`, dalam berkas "
            "yang hanya dapat dibaca pemiliknya (chmod 600). Untuk memeriksa: letakkan kunci publik log di "
            "direktori JEJAK_CHECKPOINT_KEYS.",
            "To sign, make a key with `starter.py keys new --for checkpoints`, in a file that only its owner may read "
            "(chmod 600). To check, put the log's public keys into the directory JEJAK_CHECKPOINT_KEYS.",
        ),
    ),
    "sealer_elsewhere": (
        ("Penyegel lain sedang bekerja pada basis data ini.", "Another sealer is at work on this database."),
        (
            "Penyegel itu menyegel semuanya; bila ia menolak menandatangani, /health dan lognya menyebut alasannya.",
            "That one seals everything; if it refuses to sign, its /health and its log say why.",
        ),
    ),
    "bad_receipt": (
        ("Ini bukan tanda terima: {problem}", "This isn't a receipt: {problem}"),
        (
            "Gunakan JSON yang dicetak dengan --json ketika sebuah perintah tercatat.",
            "Use the JSON that a command which was recorded prints with --json.",
        ),
    ),
    "not_sealed": (
        ("Belum disegel: {problem}", "Not sealed yet: {problem}"),
        (
            "Coba lagi sebentar lagi; bila tetap begitu, pastikan `starter.py seal` atau `up` berjalan, dan lihat "
            "/health dan lognya: bila penyegel menolak menandatangani, alasannya tertulis di sana.",
            "Try again in a moment; if it stays so, see that `starter.py seal` or `up` runs, and look at its /health "
            "and its log: if the sealer refuses to sign, they say why.",
        ),
    ),
    "proof_failed": (
        ("Buktinya tidak berlaku: {problem}.", "The proof doesn't hold: {problem}."),
        (
            "Biarkan semuanya seperti adanya, dan periksa dengan `starter.py verify`.",
            "Keep everything as it is, and check with `starter.py verify`.",
        ),
    ),
    "no_such_event": (
        ("Catatan tidak memuat yang tertulis di tanda terima. ({problem})", "{problem}"),
        ("Bandingkan dengan tanda terima yang disimpan; bila itu benar, jalankan `starter.py verify`.", "{advice}"),
    ),
    "note_refused": (
        ("Titik periksanya tidak sah: {problem}.", "The checkpoint doesn't hold: {problem}."),
        (
            "Bandingkan dengan salinan yang pernah diserahkan, dan pastikan kunci publiknya milik log ini.",
            "Compare it with the copy that was handed out, and see that the public keys are those of this log.",
        ),
    ),
    "other_log": (
        ("Titik periksanya milik log lain: {problem}.", "The checkpoint belongs to another log: {problem}."),
        (
            "Sebutkan titik periksa, atau direktori, milik catatan ini.",
            "Name the checkpoint, or the directory, that belongs to this ledger.",
        ),
    ),
    "log_broken": (
        ("Log terputus. ({problem})", "{problem}"),
        ("Periksa dengan `starter.py verify`.", "{advice}"),
    ),
    "tile_missing": (
        ("Sebagian pohon log hilang. ({problem})", "{problem}"),
        ("Periksa dengan `starter.py verify`; di sana tampak apa yang salah.", "{advice}"),
    ),
    "checkpoint_inconsistent": (
        (
            "Log tidak melanjutkan titik periksa yang disimpan di luar; tidak ada yang ditandatangani. ({problem})",
            "{problem}",
        ),
        (
            "Basis data diubah atau dimundurkan sesudah titik periksa itu. Biarkan keduanya seperti adanya, periksa "
            "dengan `starter.py verify`, lalu pulihkan basis data ke keadaan yang melanjutkannya.",
            "{advice}",
        ),
    ),
    "outside_lost": (
        (
            "Titik periksa yang pernah disimpan di luar tidak ada lagi; tidak ada yang ditandatangani. ({problem})",
            "{problem}",
        ),
        (
            "Pastikan direktorinya benar dan terpasang, lalu kembalikan berkas yang hilang. Bila tidak ada "
            "lagi, letakkan di sana titik periksa terbaru yang disimpan seorang auditor.",
            "{advice}",
        ),
    ),
    "nothing_to_compare": (
        ("{option} tidak dapat dipakai: {problem}.", "{option} can't be used: {problem}."),
        (
            "Sebutkan kunci publik log seperti yang diumumkan, atau sidiknya; dan titik periksa persis seperti yang "
            "Anda simpan.",
            "Name the log's public key as it is published, or its fingerprint; and a checkpoint just as you kept it.",
        ),
    ),
    "bundle_refused": (
        (
            "Berkas bukti tidak berlaku pada langkah {step}: {problem}.",
            "The bundle fails at the step {step}: {problem}.",
        ),
        (
            "Bandingkan dengan yang diserahkan semula, dan minta yang baru. Langkahnya dijelaskan di docs/auditing.md.",
            "Compare it with what was handed over, and ask for a new one. docs/auditing.md explains the steps.",
        ),
    ),
}
"""By code: the message, and what to do."""

TOLD: dict[str, Pair] = {
    "log_signed": (
        "Log {leaves} peristiwa, penutupan buku: {closings}; cocok dengan titik periksa {signed} peristiwa.",
        "Log of {leaves:event}, closings: {closings}; it agrees with the signed checkpoint of {signed:event}.",
    ),
    "only_since": (
        "Hanya yang dicatat sesudah titik periksa {since} peristiwa dihitung ulang dan dibaca; sebelumnya tidak.",
        "Only what came after the checkpoint of {since:event} was hashed and read; what was before wasn't.",
    ),
    "ends_signed": (
        "Sejauh titik periksa {signed} peristiwa, setiap alirannya sesuai; yang tercatat sesudahnya belum tercakup.",
        "The checkpoint of {signed:event} has each of its streams as it is here; it doesn't cover what came later.",
    ),
    "ends_unsigned": (
        "Tidak dibandingkan dengan titik periksa: belum ada yang cocok.",
        "Not compared with a checkpoint: there is none that holds.",
    ),
    "signatures_unchecked": (
        "Tanda tangan tidak diperiksa: kunci publik log tidak ada.",
        "Signatures weren't checked: the log's public keys aren't here.",
    ),
    "log_contradicted": (
        "Log {leaves} peristiwa, penutupan buku: {closings}; tidak cocok dengan titik periksa mana pun.",
        "Log of {leaves:event}, closings: {closings}; it agrees with no signed checkpoint.",
    ),
    "log_unsigned": (
        "Log {leaves} peristiwa, penutupan buku: {closings}. Tanda tangan tidak diperiksa: kunci publik tidak ada.",
        "Log of {leaves:event}, closings: {closings}. Signatures weren't checked: its public keys aren't here.",
    ),
    "attested": (
        "Titik periksa disahkan pihak lain {attestations} kali.",
        "Attestations of checkpoints by others: {attestations}.",
    ),
    "unattributed": (
        "Siapa yang mengesahkan tidak diperiksa untuk {unattributed} di antaranya: sebutkan yang Anda percaya di "
        "JEJAK_TIMESTAMP_ROOTS dan JEJAK_WITNESS_KEY.",
        "Of {unattributed} of them it wasn't checked who attested: name those that you trust in JEJAK_TIMESTAMP_ROOTS "
        "and JEJAK_WITNESS_KEY.",
    ),
    "no_end_outside": (
        "Tidak ada titik periksa di luar basis data yang dapat dibandingkan: sebutkan direktorinya di "
        "JEJAK_CHECKPOINTS.",
        "No checkpoint outside of the database was at hand to compare with: name its directory in JEJAK_CHECKPOINTS.",
    ),
    "nothing_outside": (
        "Tidak ada titik periksa di luar basis data yang dapat dibandingkan: sebutkan direktorinya di "
        "JEJAK_CHECKPOINTS, atau titik periksa yang Anda simpan dengan --since.",
        "No checkpoint outside of the database was at hand to compare with: name its directory in "
        "JEJAK_CHECKPOINTS, or the checkpoint that you kept with --since.",
    ),
    "phase_hashes": ("Sidik", "Hashes"),
    "phase_events": ("Peristiwa", "Events"),
    "phase_bundles": ("Berkas bukti", "Bundles"),
    "bundle_holds": (
        "Utuh: {events} peristiwa dalam {streams} aliran sampai {closed_at}, dan tidak ada yang ditahan.",
        "Intact: {events:event} in {streams:stream} up to {closed_at}, and nothing was held back.",
    ),
    "bundle_untrusted": (
        "Utuh: {events} peristiwa dalam {streams} aliran sampai {closed_at}.\n"
        "Bandingkan kuncinya dengan yang diumumkan, atau sebutkan dengan --key:\n{keys}",
        "Intact: {events:event} in {streams:stream} up to {closed_at}.\n"
        "Compare the key with the published one, or name it with --key:\n{keys}",
    ),
    "bundled": (
        "{file}: {events} peristiwa dalam {streams} aliran, {size} byte.\nSHA-256 {sha256}",
        "{file}: {events:event} in {streams:stream}, {size:byte}.\nSHA-256 {sha256}",
    ),
    "bundled_all": ("{number} berkas bukti di {out}", "{number:bundle} in {out}"),
    "sealed": (
        "Tersegel: {tree_size} peristiwa; titik periksa {signed} peristiwa ada di luar basis data.",
        "Sealed: {tree_size:event}; a checkpoint of {signed:event} is kept outside of the database.",
    ),
    "nothing_signs": ("Tidak ada yang menandatangani di sini: {problem}", "None of them signs here: {problem}"),
    "public_keys": ("Untuk diumumkan dan dibandingkan", "To be published and compared"),
    "new_key_commands": (
        "Kunci baru {key_id}; kunci lama tetap dipercaya. Worker mempercayainya begitu kunci publiknya ada di "
        "direktori JEJAK_TRUSTED_KEYS mereka.",
        "New key {key_id}; earlier ones stay trusted. Workers trust it once its public half is in their "
        "JEJAK_TRUSTED_KEYS.",
    ),
    "new_key_checkpoints": (
        "Kunci baru {key_id}; kunci lama tetap dipercaya. Mulai ulang penyegel, dan umumkan kunci publiknya.",
        "New key {key_id}; earlier ones stay trusted. Restart the sealer, and publish the public key.",
    ),
}
"""Sentences about something that went well."""
