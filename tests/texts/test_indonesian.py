"""The Indonesian is an official's: no English in it, no word that accuses, and the field's own terms."""

import re

import pytest

from proof.sentences import NOTHING_EARLIER, REASONS, STEPS
from tests.texts.written import forms, written

ENGLISH = re.compile(
    r"\b(the|a|an|of|to|is|isn't|it|its|in|on|by|with|and|or|not|no|must|can't|be|for|from|was|were|has|have|this|that|"
    r"due|file|key|event|leaf|stream|version|checkpoint|worker's|unknown|missing)\b"
)
NAMES = re.compile(r"`[^`]*`|{[^}]*}|“[^”]*”|--[a-z-]+|\S*[/_.=]\S+|[A-Z][A-Z0-9_-]+|\([a-z]+\)")
"""What is the same in every language: commands, options and their values, files, settings, facts."""

AVOIDED = {
    "pelaku": "a perpetrator: pengguna, oleh",
    "ditahan": "detained: disembunyikan",
    "kesalahan siapa": "a legal finding",
    "dibekukan": "a sanction: ditangguhkan",
    "menyarankan": "merekomendasikan",
    "melewatkan": "tidak menyampaikan sampai batas waktu",
    "gugur": "dinyatakan tidak berlaku",
    "penerap": "instansi replikator",
    "tenggat": "batas waktu",
    "pengambil keputusan": "pejabat yang berwenang menetapkan",
    "petugas daerah": "petugas pelapor daerah",
    "tanda pengenal": "nomor pengguna",
    "berjalan sendiri": "otomatis",
    r"sidik(?! jari)": "investigate: nilai hash",
    "aliran": "riwayat",
    "dititipkan": "dalam antrean",
    "kegagalan": "no verdict that a machine may not give",
    "tidak disanggupi": "tidak bersedia",
    "tonggak": "perkembangan",
    "perjalanan": "proses",
    "revisi": "perbaikan",
    "lewat tenggat": "batas waktu terlampaui",
}
"""What a native official stumbled over, and what to write instead."""


def sentences() -> list[tuple[str, str]]:
    """Every Indonesian sentence of ours, with its code."""
    own = [(code, form) for code, message in written("id").items() for form in forms(message)]
    theirs = [(code, pair[0]) for code, pair in (*REASONS.items(), *STEPS.items(), ("nothing", NOTHING_EARLIER))]
    return [*own, *theirs]


def test_no_english_stands_inside_of_an_indonesian_sentence() -> None:
    for code, sentence in sentences():
        assert not ENGLISH.search(NAMES.sub(" ", sentence.lower() if sentence.isupper() else sentence)), (
            code,
            sentence,
        )


@pytest.mark.parametrize("word", AVOIDED)
def test_the_fields_own_words_are_used(word: str) -> None:
    assert not [code for code, sentence in sentences() if re.search(word, sentence.lower())], AVOIDED[word]


def test_numbers_have_a_decimal_comma() -> None:
    for code, sentence in sentences():
        assert not re.search(r"\d\.\d", NAMES.sub(" ", sentence)), code
