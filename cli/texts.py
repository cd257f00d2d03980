"""What the command line itself has to say, in Indonesian and English.

Refusals by the rules and events have theirs in the catalogues of `texts/`.
"""

from string import Formatter

from cli import proof_texts
from texts import Lang, title

Pair = tuple[str, str]
"""In Indonesian, in English."""


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
