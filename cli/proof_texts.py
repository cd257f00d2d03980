"""What is said of keys, the log, proofs and bundles, in Indonesian and English."""

Pair = tuple[str, str]

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
    "nothing_signs": ("Tidak ada yang menandatangani di sini.", "None of them signs here."),
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
