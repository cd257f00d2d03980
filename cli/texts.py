"""What the command line itself has to say, in Indonesian and English.

Refusals by the rules and events have theirs in the catalogues of `texts/`.
"""

from string import Formatter

from cli import proof_texts
from texts import Lang, title

Pair = tuple[str, str]
"""In Indonesian, in English."""

ERRORS: dict[str, tuple[Pair, Pair]] = {
    "too_large": (
        ("Isi perintah ini terlalu besar untuk dikirim.", "This command holds too much to be sent."),
        ("Ringkas isinya; simpan dokumen di tempat lain dan rujuk.", "Shorten it; refer to documents kept elsewhere."),
    ),
    "no_stack": (
        (
            "Tidak ada stack Jejak yang berjalan di {home}, dan JEJAK_DATABASE_URL tidak diisi.",
            "No Jejak stack runs in {home}, and JEJAK_DATABASE_URL isn't set.",
        ),
        (
            "Jalankan `starter.py up`, sebutkan direktorinya dengan --data, atau isi JEJAK_DATABASE_URL dan "
            "TEMPORAL_ADDRESS.",
            "Start one with `starter.py up`, name its directory with --data, or set JEJAK_DATABASE_URL and "
            "TEMPORAL_ADDRESS.",
        ),
    ),
    "already_running": (
        ("Sudah ada stack tertanam yang berjalan di direktori itu. ({problem})", "{problem}"),
        ("Pakai stack itu, hentikan dahulu, atau pilih direktori lain.", "{advice}"),
    ),
    "server_missing": (
        ("Program server tertanam belum terpasang. ({problem})", "{problem}"),
        (
            "Pasang requirements/dev.txt, atau sebutkan server sendiri di JEJAK_DATABASE_URL dan TEMPORAL_ADDRESS.",
            "{advice}",
        ),
    ),
    "server_failed": (
        ("Server tertanam gagal dijalankan: {problem}", "{problem}"),
        ("Periksa catatannya, lalu coba lagi. ({advice})", "{advice}"),
    ),
    "bad_settings": (
        ("Pengaturan belum benar: {problem}", "The settings aren't right: {problem}"),
        ("Perbaiki pengaturan itu, lalu coba lagi. ({advice})", "{advice}"),
    ),
    "bad_key": (
        ("Kunci penandatangan tidak dapat dipakai: {problem}", "The signing key can't be used: {problem}"),
        ("Buat kunci dengan `starter.py keys new`. ({advice})", "{advice}"),
    ),
    "temporal_unavailable": (
        ("Temporal di {address} tidak menjawab.", "Temporal at {address} doesn't answer."),
        (
            "Jalankan servernya atau perbaiki TEMPORAL_ADDRESS, lalu coba lagi.",
            "Start it or correct TEMPORAL_ADDRESS, then try again.",
        ),
    ),
    "temporal_refused": (
        ("Temporal tidak menerima permintaan ini: {problem}", "Temporal doesn't take this request: {problem}"),
        ("Coba lagi; bila tetap begitu, periksa server Temporal.", "Try again; if it stays so, look at the server."),
    ),
    "database_unavailable": (
        ("PostgreSQL tidak dapat dihubungi: {problem}", "PostgreSQL can't be reached: {problem}"),
        (
            "Jalankan servernya atau perbaiki JEJAK_DATABASE_URL, lalu coba lagi.",
            "Start it or correct JEJAK_DATABASE_URL, then try again.",
        ),
    ),
    "database_not_ready": (
        ("Basis data belum siap untuk Jejak: {problem}", "The database isn't ready for Jejak: {problem}"),
        ("Jalankan `starter.py migrate`.", "Run `starter.py migrate`."),
    ),
    "disk_unavailable": (
        ("{file} tidak dapat dibaca atau ditulis: {problem}", "{file} can't be read or written: {problem}"),
        (
            "Periksa direktori, izin dan ruang cakramnya, lalu coba lagi.",
            "Check its directory, permissions, and free space, then try again.",
        ),
    ),
    "earlier_schema": (
        (
            "Skema basis data ini berasal dari sebelum rilis pertama dan tidak dapat dimigrasi.",
            "This database has a schema from before the first release, which can't be migrated.",
        ),
        (
            "Mulai dari basis data kosong: sebutkan yang lain di JEJAK_DATABASE_URL, atau direktori lain dengan --data."
            " Isi basis data lama hanya dapat dibaca dengan versi yang membuatnya.",
            "{advice}",
        ),
    ),
    "migration_edited": (
        ("Migrasi yang sudah dijalankan di basis data ini berubah. ({problem})", "{problem}"),
        ("Kembalikan berkasnya, dan tulis perubahannya di migrasi baru.", "{advice}"),
    ),
    "migration_unknown": (
        ("Basis data ini dimigrasi oleh rilis lain. ({problem})", "{problem}"),
        ("Gunakan rilis yang memigrasinya, atau yang lebih baru.", "{advice}"),
    ),
    "migration_not_allowed": (
        ("Akun ini tidak boleh memigrasi basis data. ({problem})", "{problem}"),
        ("Gunakan superuser atau akun anggota jejak_owner. ({advice})", "{advice}"),
    ),
    "not_permitted": (
        ("PostgreSQL tidak mengizinkan ini: {problem}", "PostgreSQL doesn't permit this: {problem}"),
        (
            "Pakai akun yang memegang peran basis data itu, atau minta kepada administrator.",
            "Use a login that is a member of that database role, or ask its administrator.",
        ),
    ),
    "no_answer": (
        (
            "Belum ada jawaban dalam {seconds} detik; mungkin tidak ada worker yang berjalan.",
            "No answer within {seconds} s; perhaps no worker is running.",
        ),
        (
            "Kirim lagi dengan --command-id {command_id}: perintahnya akan dikerjakan tepat satu kali.",
            "Send it again with --command-id {command_id}: it will be done exactly once.",
        ),
    ),
    "too_slow": (
        ("Servernya tidak menjawab dalam {seconds} detik.", "The servers gave no answer within {seconds} s."),
        (
            "Coba lagi, atau beri waktu lebih lama dengan --timeout.",
            "Try again, or allow more time with --timeout.",
        ),
    ),
    "person_needed": (
        ("Belum jelas siapa yang meminta.", "Nobody is named as the one who asks."),
        ("Sebutkan dengan --as PERSON.", "Name the person with --as PERSON."),
    ),
    "bad_person": (
        ("“{person}” tidak mungkin nomor seseorang.", "“{person}” can't be the id of a person."),
        (
            "Nomor orang terdiri atas huruf kecil, angka, titik, tanda hubung dan garis bawah.",
            "An id of a person has lower-case letters, digits, dots, hyphens and underscores.",
        ),
    ),
    "ambiguous_innovation": (
        ("Lebih dari satu inovasi berawalan {given}: {found}.", "Several innovations begin with {given}: {found}."),
        ("Tulis nomornya lebih panjang.", "Write more of the id."),
    ),
    "short_prefix": (
        ("“{given}” terlalu pendek untuk nomor inovasi.", "“{given}” is too short for the id of an innovation."),
        ("Tulis sedikitnya {least} karakter pertamanya.", "Write at least its first {least} characters."),
    ),
    "region_needed": (
        (
            "Daerahnya belum jelas: {person} bertugas di {found}.",
            "Which region isn't clear: {person} is an officer of {found}.",
        ),
        ("Sebutkan dengan --region KODE.", "Name it with --region CODE."),
    ),
    "invalid_file": (
        ("{file} belum dapat dipakai; tidak ada yang dikirim.", "{file} can't be used as it is; nothing was sent."),
        (
            "Perbaiki setiap baris yang disebut, lalu kirim lagi.",
            "Correct every line named here, then send it again.",
        ),
    ),
    "unreadable_file": (
        ("{file} tidak dapat dibaca: {problem}", "{file} can't be read: {problem}"),
        ("Periksa nama dan izin berkasnya.", "Check the file's name and permissions."),
    ),
    "unwritable_file": (
        ("{file} tidak dapat ditulis: {problem}", "{file} can't be written: {problem}"),
        ("Periksa direktori, izin dan ruang cakramnya.", "Check its directory, permissions, and free space."),
    ),
    "bad_pair": (
        ("“{given}” bukan pasangan {form}.", "“{given}” isn't of the form {form}."),
        ("Tulis misalnya {example}.", "Write for example {example}."),
    ),
    "bad_number": (
        ("“{given}” untuk {name} bukan bilangan yang sesuai.", "“{given}” for {name} isn't the number it should be."),
        ("Tulis misalnya {example}.", "Write for example {example}."),
    ),
    "nothing_given": (
        ("Isinya belum ada.", "Nothing is given."),
        ("Tulis misalnya {example}, atau sebutkan berkas.", "Write for example {example}, or name a file."),
    ),
    "named_twice": (
        ("“{given}” ditulis dua kali.", "“{given}” is there twice."),
        ("Tulis satu kali saja.", "Give it once."),
    ),
    "one_of": (
        ("Pilih salah satu saja: {given}.", "Choose only one of {given}."),
        ("Hapus pilihan yang lain.", "Leave the others out."),
    ),
    "one_needed": (
        ("Sebutkan salah satu: {given}.", "Name one of {given}."),
        ("Tambahkan yang Anda maksud.", "Add the one that you mean."),
    ),
    "key_without_bundle": (
        ("--key hanya berlaku untuk berkas bukti.", "--key is for a bundle only."),
        (
            "Sebutkan berkas buktinya, atau hapus --key: kunci log dibaca dari direktorinya.",
            "Name the bundle, or leave --key out: the log's keys are read from their directory.",
        ),
    ),
    "two_choices": (
        (
            "Pilihan di baris perintah ({given}) lain dari yang ada di berkas ({found}).",
            "The choice on the command line ({given}) isn't the file's ({found}).",
        ),
        ("Samakan keduanya.", "Make them agree."),
    ),
    "bad_instant": (
        ("“{given}” tidak dapat dibaca sebagai waktu.", "“{given}” can't be read as a time."),
        (
            "Tulis waktu seperti 2026-03-01T09:00:00+07:00 atau “2026-03-01 09:00:00 WIB”.",
            "Write a time like 2026-03-01T09:00:00+07:00 or “2026-03-01 09:00:00 WIB”.",
        ),
    ),
    "nothing_by_then": (
        ("Sampai {at} belum ada apa-apa tentang inovasi ini.", "There was nothing of this innovation by {at}."),
        ("Pilih waktu sesudah inovasinya diusulkan.", "Choose a time after it was proposed."),
    ),
    "still_to_come": (
        ("{at} belum tiba.", "{at} is still to come."),
        ("Pilih waktu yang sudah lewat.", "Choose a time that has passed."),
    ),
    "no_such_version": (
        ("Tidak ada versi {given}; yang terakhir {last}.", "There is no version {given}; the last one is {last}."),
        ("Pilih versi 1 sampai {last}.", "Choose a version from 1 to {last}."),
    ),
    "bad_cursor": (
        ("{given} bukan kursor dari daftar dengan urutan ini.", "{given} is no cursor of a list in this order."),
        (
            "Salin kursor dari halaman sebelumnya, atau mulai lagi tanpa --after.",
            "Copy the cursor from the page before, or begin again without --after.",
        ),
    ),
    "nothing_to_search": (
        ("“{given}” tidak memuat kata yang dapat dicari.", "“{given}” has no word to search for."),
        ("Berikan --search dengan huruf atau angka.", "Give --search letters or digits."),
    ),
    **proof_texts.ERRORS,
    "internal_error": (
        ("Kesalahan pada Jejak sendiri: {problem}", "An error of Jejak's own: {problem}"),
        ("Laporkan kepada pengelola, bersama keluaran ini.", "Report it to whoever runs Jejak, with this output."),
    ),
}
"""By code: the message, and what to do."""


def error(code: str, lang: str, facts: dict[str, object]) -> tuple[str, str]:
    """The message and the hint of one of the command line's own errors."""
    message, hint = ERRORS[code]
    english = lang == "en"
    if "purpose" in facts:
        facts = facts | {"signed": proof_texts.PURPOSES[str(facts["purpose"])][english]}
    return message[english].format(**facts), hint[english].format(**facts)


def titled(kind: str, key: object, lang: Lang) -> str:
    """What a thing is called; its key where it has no title."""
    return title(kind, key, lang)


TOLD: dict[str, Pair] = {
    "done": (
        "Tercatat: {command}. {stream} kini versi {version}.\nRantai {chain}\nNomor perintah {command_id}",
        "Recorded: {command}. {stream} is now at version {version}.\nChain {chain}\nCommand id {command_id}",
    ),
    "left": (
        "Dititipkan pada {stream}; dikerjakan begitu ada worker. Hasilnya ada di `history`.\n"
        "Nomor perintah {command_id}",
        "Left with {stream}; it is done as soon as a worker runs. What came of it is in `history`.\n"
        "Command id {command_id}",
    ),
    "some_file": ("Berkas", "A file"),
    "nothing": ("Tidak ada.", "Nothing."),
    "inbox_empty": ("Tidak ada tugas yang menunggu {person}.", "Nothing waits for {person}."),
    "more": ("Selanjutnya: tambahkan --after {after}", "For more, add --after {after}"),
    "waits": ("Yang ditunggu", "What it waits for"),
    "panel": ("Tim penilai", "Panel"),
    "checks": ("Pemantauan", "Checks"),
    "adoptions": ("Replikasi", "Adoptions"),
    "suspended": ("ditangguhkan", "suspended"),
    "paused": ("terhenti", "stands still"),
    "overdue": ("lewat tenggat", "overdue"),
    "unscored": ("belum menilai", "not scored yet"),
    "conflicted": ("konflik kepentingan", "conflict of interest"),
    "unassessed": ("belum dinilai", "not assessed yet"),
    "decided": ("{choice} oleh {person}", "{choice}, by {person}"),
    "unendorsed": ("{decided}; menunggu persetujuan", "{decided}; waits for its endorsement"),
    "system": ("sistem", "system"),
    "by_itself": ("berjalan sendiri", "by itself"),
    "verified": (
        "Utuh: {events} peristiwa dalam {streams} aliran, setiap sidiknya dihitung ulang.",
        "Intact: {events:event} in {streams:stream}, every hash recomputed.",
    ),
    "not_verified": (
        "TIDAK UTUH: {problems} masalah dalam {events} peristiwa, {streams} aliran.",
        "NOT INTACT, problems: {problems} in {events:event}, {streams:stream}.",
    ),
    **proof_texts.TOLD,
    "same": ("Tidak ada perbedaan.", "No difference."),
    "proposed": ("Nomor inovasi {innovation}", "Innovation {innovation}"),
}


class Counting(Formatter):
    """Formats as `str.format` does, and `{n:event}` as 1 event or 2 events, in English."""

    def format_field(self, value: object, spec: str) -> str:
        """A number with what it counts, or anything else as it formats itself."""
        if len(spec) < 2 or not spec.isalpha():
            return str(super().format_field(value, spec))
        return f"{value} {spec}" if value == 1 else f"{value} {spec}s"


def told(key: str, lang: str, **facts: object) -> str:
    """A sentence about something that went well."""
    return said(TOLD[key], lang, **facts)


def said(pair: Pair, lang: str, **facts: object) -> str:
    """A sentence in the reader's language."""
    return Counting().format(pair[lang == "en"], **facts)


COLUMNS: dict[str, Pair] = {
    "actor": ("Pelaku", "Actor"),
    "after": ("Sesudah", "After"),
    "agency": ("Instansi", "Agency"),
    "awaiting": ("Menunggu", "Awaits"),
    "before": ("Sebelum", "Before"),
    "chain": ("Rantai", "Chain"),
    "decision": ("Keputusan", "Decision"),
    "due_at": ("Tenggat", "Due"),
    "edition": ("Edisi", "Edition"),
    "expected": ("Seharusnya", "Expected"),
    "field": ("Isian", "Field"),
    "file": ("Berkas", "File"),
    "found": ("Ditemukan", "Found"),
    "grade": ("Nilai akhir", "Grade"),
    "id": ("Nomor", "Id"),
    "in_force": ("Berlaku", "In force"),
    "key_id": ("Nomor kunci", "Key id"),
    "layer": ("Lapis", "Layer"),
    "name": ("Nama", "Name"),
    "person": ("Orang", "Person"),
    "phase": ("Fase", "Phase"),
    "published_at": ("Diterbitkan", "Published"),
    "reason": ("Alasan", "Reason"),
    "region": ("Daerah", "Region"),
    "role": ("Peran", "Role"),
    "sha256": ("SHA-256", "SHA-256"),
    "signs": ("Menandatangani", "Signs"),
    "since": ("Sejak", "Since"),
    "stage": ("Tahap", "Stage"),
    "suspended_at": ("Ditangguhkan", "Suspended"),
    "status": ("Status", "Status"),
    "stream": ("Aliran", "Stream"),
    "title": ("Judul", "Title"),
    "total": ("Nilai", "Total"),
    "until": ("Sampai", "Until"),
    "verdict": ("Hasil", "Verdict"),
    "version": ("Versi", "Version"),
    "versions": ("Versi", "Versions"),
    "wave": ("Gelombang", "Wave"),
    "what": ("Apa", "What"),
    "when": ("Kapan", "When"),
}
"""What stands over a column, or before a fact."""


def columns(names: tuple[str, ...], lang: str) -> list[str]:
    """The headings of a table."""
    return [COLUMNS[name][lang == "en"] for name in names]


def yes(condition: bool, lang: str) -> str:
    """Yes or no."""
    return (("Ya", "Yes") if condition else ("Tidak", "No"))[lang == "en"]
