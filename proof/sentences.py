"""The reasons why something isn't proved, as sentences in Indonesian and English."""

from proof.errors import Unproved

LONGEST = 500

STEPS = {
    "manifest": ("isi berkas lengkap", "the file is whole, as its manifest lists"),
    "keys": ("isi itu ditandatangani", "the manifest is signed"),
    "checkpoint": ("titik periksa ditandatangani", "the checkpoint is signed"),
    "chain": ("nilai hash setiap peristiwa cocok", "every event has its hash"),
    "inclusion": ("akhir setiap riwayat tercakup dalam log", "where each stream ends is in the log"),
    "latest": (
        "tidak ada peristiwa yang disembunyikan sampai pembukuan ditutup",
        "nothing was held back when the books were closed",
    ),
    "consistency": ("log hanya bertambah", "the log only grew since the earlier checkpoint"),
    "origin": (
        "setiap tanda tangan berasal dari kunci yang berlaku pada saat itu",
        "every signature is by a key that counted then",
    ),
}
"""Each step, and what it shows when it passes."""

NOTHING_EARLIER = ("tidak ada titik periksa lama untuk dibandingkan", "no earlier checkpoint to compare with")

REASONS = {
    # Merkle proofs.
    "no_such_leaf": ("tidak ada daun {index} di antara {size} daun", "there is no leaf {index} among {size}"),
    "no_such_leaves": (
        "tidak ada daun {first} sampai {end} di antara {size} daun",
        "there are no leaves {first} to {end} among {size}",
    ),
    "path_too_long": ("jalur buktinya terlalu panjang", "the path is too long"),
    "path_too_short": ("jalur buktinya terlalu pendek", "the path is too short"),
    "log_shrank": (
        "log {new_size} daun tidak mungkin diawali log {old_size} daun",
        "a log of {new_size} leaves can't begin with one of {old_size}",
    ),
    "roots_differ": (
        "dua log yang sama besar memiliki akar yang berbeda",
        "two logs of the same size have different roots",
    ),
    "log_not_continued": (
        "log {new_size} daun tidak diawali log {old_size} daun",
        "the log of {new_size} leaves doesn't begin with the one of {old_size}",
    ),
    "not_that_leaf": (
        "{stream} versi {version} bukan daun {index} pada log itu",
        "{stream} {version} isn't leaf {index} of the log",
    ),
    "two_logs": ("{one} dan {other} adalah dua log", "{one} and {other} are two logs"),
    "other_sizes": (
        "buktinya untuk titik periksa dengan ukuran lain",
        "the proof is for checkpoints of other sizes",
    ),
    "other_tree_size": (
        "buktinya untuk {tree_size} daun, titik periksanya untuk {size} daun",
        "the proof is for {tree_size} leaves, the checkpoint for {size}",
    ),
    "no_hash": ("{value!r} bukan 32 byte heksadesimal", "{value!r} isn't 32 bytes in hex"),
    "no_event": ("isiannya bukan isian peristiwa ({problem})", "its fields aren't an event's ({problem})"),
    # Closings.
    "no_closing": (
        "isinya bukan ukuran log, jumlah riwayat, dan akar",
        "it isn't a tree size, a number of streams and a root",
    ),
    "no_closing_event": ("peristiwanya bukan {type} dari {stream}", "it is no {type} of {stream}"),
    "closing_not_in_log": ("penutupan buku itu tidak ada pada log", "it isn't in the checkpoint's log"),
    "closing_too_early": (
        "penutupan buku itu mencakup daun yang baru ada sesudahnya",
        "it speaks of leaves that come after it",
    ),
    "leaves_without_streams": ("log yang berisi daun memiliki riwayat", "a log with leaves has a stream"),
    "other_streams": ("riwayatnya bukan riwayat pada penutupan buku itu", "the streams aren't those of the closing"),
    "streams_unsorted": ("riwayatnya tidak berurutan", "its streams aren't sorted"),
    "neighbour_missing": ("riwayat di sebelah {stream} tidak ada", "a neighbour of {stream} is missing"),
    "no_neighbour": ("{stream} tidak bersebelahan dengan yang dibuktikan", "{stream} is no neighbour"),
    "prefix_not_enclosed": (
        "riwayatnya tidak mengapit tempat awalan itu",
        "the entries don't enclose the place of the prefix",
    ),
    # Signed notes.
    "no_checkpoint": (
        "isinya bukan titik periksa: nama log, ukuran, dan akar",
        "it isn't a checkpoint: origin, size and root",
    ),
    "no_public_key": ("{key!r} bukan kunci publik", "{key!r} is no public key"),
    "wrong_key_id": (
        "{key!r} bukan kunci publik: nomor atau jenisnya salah",
        "{key!r} is no public key: its id or kind is wrong",
    ),
    "false_signature": ("tanda tangan {name} palsu", "the signature of {name} is false"),
    "not_signed": ("tidak ada kunci tepercaya yang menandatanganinya", "no trusted key signed the note"),
    "note_cut_off": (
        "catatannya terpotong atau tidak bertanda tangan",
        "the note is cut off or has no signature",
    ),
    "note_characters": (
        "catatannya memuat karakter yang tidak boleh ada",
        "the note has characters that no note may have",
    ),
    "broken_signature_line": (
        "satu baris tanda tangan pada catatannya rusak",
        "a signature line of the note is broken",
    ),
    "newest_outside": (
        "titik periksa terbaru di luar bukan yang ditandatangani: {cause}",
        "the newest checkpoint outside isn't what was signed: {cause}",
    ),
    "other_log": (
        "ini titik periksa dari {origin}, bukan {expected}",
        "it is a checkpoint of {origin}, not {expected}",
    ),
    # A bundle as a zip.
    "zip_broken": ("berkas zip ini tidak utuh ({problem})", "it isn't a whole zip file ({problem})"),
    "zip_end": (
        "berkas zip ini tidak utuh: akhirnya tidak ada, atau masih ada sesuatu sesudahnya",
        "it isn't a whole zip file: its end is missing, or has something behind it",
    ),
    "zip_directory": (
        "berkas zip ini tidak utuh: daftar isinya rusak",
        "it isn't a whole zip file: its directory is damaged",
    ),
    "zip_place": (
        "berkas zip ini tidak utuh: {file} bukan seperti yang tertulis di daftar isinya",
        "it isn't a whole zip file: {file} isn't where, or what, its directory says",
    ),
    "zip_more": (
        "berkas zip ini tidak utuh: isinya lebih dari daftar isinya",
        "it isn't a whole zip file: it holds more than its directory says",
    ),
    "zip_content": ("berkas zip ini tidak utuh: {file} rusak", "it isn't a whole zip file: {file} is damaged"),
    "zip_name": ("{file!r} bukan nama berkas dalam berkas bukti", "{file!r} is no name of a file in a bundle"),
    "zip_packing": (
        "{file} tidak dikemas seperti seharusnya: disimpan apa adanya atau dengan deflate saja",
        "{file} isn't packed as files of a bundle are: stored or deflated, and nothing else",
    ),
    "zip_names": ("dua berkas di dalamnya bernama sama", "two of its files have the same name"),
    "too_much": (
        "isinya lebih dari {files} berkas atau {mib} MiB",
        "it holds more than {files} files or {mib} MiB",
    ),
    # A bundle's files.
    "unreadable": ("isinya tidak terbaca ({problem})", "it can't be read ({problem})"),
    "field_twice": ("satu isian JSON-nya ada dua kali", "a field of its JSON is there twice"),
    "no_number": ("{text} bukan bilangan JSON", "{text} is no number of JSON"),
    "odd_field": (
        "{field} tidak tertulis seperti seharusnya: {value!r}",
        "{field} isn't written as it must be: {value!r}",
    ),
    "odd_value": (
        "{field} berisi {value!r}, bukan teks atau bilangan bulat",
        "{field} is {value!r}, which is neither text nor a whole number",
    ),
    "file_missing": ("{file} tidak ada", "{file} is missing"),
    "file_not_listed": ("{file} tidak ada dalam daftar", "{file} is not listed"),
    "file_differs": ("{file} bukan berkas yang ada dalam daftar", "{file} isn't the file that is listed"),
    "manifest_too_large": ("{file} lebih dari 1 MiB", "{file} is larger than 1 MiB"),
    "other_format": ("formatnya {found!r}, bukan {expected!r}", "it is in the format {found!r}, not {expected!r}"),
    "no_innovation": ("{value!r} bukan nomor inovasi", "{value!r} is no innovation"),
    "no_log_name": ("{value!r} bukan nama log", "{value!r} is no name of a log"),
    "other_manifest": ("ini bukan daftar yang ditandatangani", "it isn't the manifest that was signed"),
    "bad_keys_file": ("{file} bukan satu kunci per baris", "{file} isn't a key in each line"),
    "bad_lines": (
        "baris {file} tidak berakhir dengan satu ganti baris (LF)",
        "the lines of {file} don't each end in one line feed",
    ),
    "no_such_key": (
        "berkas bukti ini tidak memuat kunci dengan sidik jari {fingerprint}",
        "the bundle has no key with the fingerprint {fingerprint}",
    ),
    "other_size": ("ukurannya bukan yang tertulis dalam daftar", "it isn't of the size that the manifest says"),
    # A bundle's events and proofs.
    "no_events": ("tidak ada peristiwa", "there are no events"),
    "foreign_stream": ("{stream} bukan riwayat inovasi ini", "{stream} is no stream of this innovation"),
    "version_gap": (
        "{stream} memuat versi {version}, padahal berikutnya versi {expected}",
        "{stream} has version {version} where {expected} comes next",
    ),
    "other_hash": (
        "nilai hash {stream} versi {version} bukan {hash}",
        "{stream} {version} doesn't have the hash {hash}",
    ),
    "shown_otherwise": (
        "{stream} versi {version} ditampilkan tidak sesuai isinya",
        "{stream} {version} is shown as something that it doesn't say",
    ),
    "wrong_place": ("{stream} versi {version} salah tempat", "{stream} {version} stands in the wrong place"),
    "other_end": (
        "{stream} tidak berakhir pada versi {version} seperti yang dibuktikan",
        "{stream} doesn't end with version {version} as it is proved",
    ),
    "end_unproved": ("akhir {stream} tidak dibuktikan", "nothing proves where {stream} ends"),
    "other_prefixes": ("buktinya bukan tentang riwayat inovasi ini", "it isn't about the streams of this innovation"),
    "several_closings": ("buktinya tentang beberapa penutupan buku", "it speaks of several closings"),
    "ended_elsewhere": (
        "{stream} berakhir pada versi {version}, tetapi ditampilkan sampai versi {shown}",
        "{stream} ended with version {version}, but is shown up to {shown}",
    ),
    "other_closing": ("daftarnya menyebut penutupan buku yang lain", "the manifest speaks of another closing"),
    "bundle_too_old": (
        "berkas bukti ini lebih lama daripada titik periksa yang Anda simpan; minta yang lebih baru",
        "the bundle is older than the checkpoint that you kept; ask for a newer one",
    ),
    "not_since": (
        "tidak ada bukti sejak titik periksa Anda ({size} daun); minta yang dibuat dengan --since",
        "it has no proof from your checkpoint of {size} leaves; ask for one made with --since",
    ),
    "decided_unfounded": ("{stream} versi {version}: {cause}", "{stream} {version}: {cause}"),
    "other_state": ("{path} bukan hasil peristiwa-peristiwanya", "{path} isn't what the events come to"),
    # Acts, and what follows from them.
    "not_canonical": ("JSON-nya tidak dalam bentuk bakunya", "its JSON isn't in its one canonical form"),
    "act_field": ("isian {field} tidak seperti seharusnya", "its field {field} isn't what it must be"),
    "no_act": (
        "tidak ada permintaan yang menjadi asalnya",
        "there is no act that it comes from",
    ),
    "other_ledger": ("permintaannya ditandatangani untuk catatan lain", "the act was signed for another ledger"),
    "receipt_false": (
        "tanda terima permintaannya tidak ditandatangani oleh kunci {key}",
        "the receipt of the act wasn't signed by the key {key}",
    ),
    "signature_false": (
        "permintaannya tidak ditandatangani {person} dengan kunci {key}",
        "the act wasn't signed by {person} with the key {key}",
    ),
    "other_signatory": (
        "penanda tangannya bukan {actor}",
        "it wasn't {actor} who signed it",
    ),
    "signed_when": ("tidak tertulis kapan ditandatangani", "it doesn't say when it was signed"),
    "lives_too_long": (
        "permintaan yang ditandatangani {signed_at} berlaku terlalu lama, sampai {expires}",
        "an act signed at {signed_at} counts for too long, until {expires}",
    ),
    "expired": (
        "permintaannya berlaku sampai {expires}, tetapi baru tercatat {received_at}",
        "the act counted until {expires}, and came at {received_at}",
    ),
    "received_by_other": (
        "permintaannya diterima dengan kunci {key}, yang saat itu bukan kunci layanan",
        "the act was received with the key {key}, which wasn't the service's at that time",
    ),
    "decided_by_other": (
        "keputusannya ditandatangani kunci {key}, yang saat itu bukan kunci pekerja",
        "it was decided with the key {key}, which wasn't a worker's at that time",
    ),
    "decision_false": (
        "peristiwanya tidak ditandatangani oleh kunci {key}",
        "the events weren't signed by the key {key}",
    ),
    "cut_off": ("ada {found} dari {of} peristiwanya", "there are {found} of its {of} events"),
    "early": (
        "diterima {received_at}, sesudah dicatat pada {recorded_at}",
        "it was received at {received_at}, after it was recorded at {recorded_at}",
    ),
    "other_stream": ("permintaannya untuk {stream}", "the act is one of {stream}"),
    "other_id": (
        "nomornya {id}, bukan yang mengikuti permintaannya",
        "it has the id {id}, which the act doesn't lead to",
    ),
    "other_instant": ("waktunya {at}, bukan waktu permintaannya", "it is dated {at}, which isn't when the act counted"),
    "decided_otherwise": (
        "menurut aturan peristiwanya {decided}, bukan {type} ini",
        "by the rules the event is {decided}, not this {type}",
    ),
    "other_rules": (
        "diputuskan menurut aturan lain ({rules}), yang tidak ada di sini; aturan di sini tidak menghasilkannya",
        "it was decided by other rules ({rules}), which aren't at hand; the rules here don't lead there",
    ),
    "not_due": ("saat itu tidak ada yang jatuh tempo", "nothing was due then"),
    "left_out": (
        "yang jatuh tempo pada {at} dilewati",
        "what was due at {at} was left out",
    ),
    "to_be_refused": ("menurut aturan ditolak ({refusal})", "by the rules it is refused ({refusal})"),
    "to_be_accepted": ("menurut aturan tidak ditolak", "by the rules it isn't refused"),
    "signed_ahead": (
        "ditandatangani {signed_at}, sesudah diterima pada {received_at}",
        "it was signed at {signed_at}, after it was received at {received_at}",
    ),
    "other_basis": (
        "keputusan seperti ini tidak diambil atas {stream}, atau diambil atasnya dan tidak menyebutnya",
        "such a decision isn't made on {stream}, or is and doesn't say so",
    ),
    "own_basis": (
        "riwayatnya sendiri disebut sebagai dasarnya",
        "it names its own stream among what it was decided on",
    ),
    "recorded_apart": (
        "peristiwa dari satu keputusan dicatat pada waktu yang berbeda",
        "the events of one decision were recorded at different times",
    ),
    "other_place": ("{type} tidak dicatat dalam riwayat seperti ini", "{type} isn't recorded in such a stream"),
    "id_twice": ("nomor {id} tercatat dua kali", "the id {id} is recorded twice"),
    "key_again": ("kunci {key} sudah pernah tercatat", "the key {key} had been recorded before"),
    "basis_ahead": (
        "diputuskan atas {stream} versi {version}, yang baru dicatat sesudahnya",
        "it was decided on {stream} {version}, which was recorded only later",
    ),
    "other_content": (
        "isi {type} ini bukan yang dihasilkan aturan",
        "what this {type} says isn't what the rules lead to",
    ),
    "stale": (
        "diputuskan atas {stream} versi {version}, yang sudah lama digantikan",
        "it was decided on {stream} {version}, which had long been superseded",
    ),
    "at_event": ("{stream} versi {version}: {cause}", "{stream} {version}: {cause}"),
    "other_genesis": (
        "catatan ini berawal dari {genesis}, bukan {expected}",
        "the ledger's genesis is {genesis}, not {expected}",
    ),
    "basis_missing": (
        "{stream} versi {version}, dasar keputusannya, tidak ada di sini",
        "{stream} {version}, which it was decided on, isn't here",
    ),
    "unused_stream": (
        "tidak ada keputusan yang diambil atas {stream}",
        "no decision was made on {stream}",
    ),
    "not_in_basis": (
        "tidak tertulis atas versi mana dari {stream} ia diputuskan",
        "it doesn't say on which version of {stream} it was decided",
    ),
    "signed_by_other": (
        "kunci {key} saat itu bukan kunci {person} yang berlaku",
        "the key {key} wasn't one of {person} that counted at that time",
    ),
    "not_reused": (
        "nomor permintaan {id} belum pernah dipakai",
        "the command id {id} hadn't been used before",
    ),
    "two_outcomes": (
        "permintaan {id} sudah tercatat di {stream}",
        "the act {id} has another outcome in {stream}",
    ),
    "no_keys": ("tidak tertulis atas kunci mana ia diputuskan", "it doesn't say on which keys it was decided"),
    "no_genesis": ("bukan awal sebuah catatan", "it isn't how a ledger begins"),
    "not_possessed": (
        "kunci {key} tidak menandatangani kepemilikannya",
        "the key {key} didn't sign whose it is",
    ),
    "seen_otherwise": (
        "riwayatnya pada versi {version} bukan yang dilihat penanda tangan",
        "the stream at version {version} isn't what whoever signed had seen",
    ),
    # What an auditor gives.
    "no_key": (
        "{key!r} bukan kunci publik seperti yang diumumkan, bukan pula sidik jarinya",
        "{key!r} is neither a public key as it is published nor the fingerprint of one",
    ),
    "witness_key": ("{key!r} kunci saksi, bukan kunci log", "{key!r} is a witness's, and no log's"),
}
"""By reason: the sentence in Indonesian and in English, without its full stop."""


def reason_of(error: Unproved, language: str) -> str:
    """Why something isn't proved, in Indonesian (`id`) or English (`en`); safe for a terminal."""
    facts = {
        name: reason_of(fact, language) if isinstance(fact, Unproved) else fact for name, fact in error.facts.items()
    }
    sentence = REASONS[str(facts["reason"])][language == "en"].format_map(facts)
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in sentence[:LONGEST])
