"""What the parts below say inside of a message or a table, in Indonesian; they say it in English."""

import re

INNER: tuple[tuple[str, str], ...] = (
    # Files, by the operating system.
    (r"No space left on device", "cakram penuh"),
    (r"File too large", "batas ukuran berkas terlampaui"),
    (r"Disk quota exceeded", "kuota cakram terlampaui"),
    (r"Read-only file system", "sistem berkasnya hanya dapat dibaca"),
    (r"Permission denied", "tidak diizinkan"),
    (r"No such file or directory", "berkas atau direktorinya tidak ada"),
    (r"Not a directory", "bukan direktori"),
    (r"Is a directory", "berupa direktori"),
    (r"File exists", "sudah ada"),
    # YAML, by its reader.
    (r"mapping values are not allowed .*", "titik dua tidak pada tempatnya"),
    (r"could not find expected ':'", "titik dua belum ada"),
    (r"found character '\\t' that cannot start any token", "baris tidak boleh diawali tab"),
    (r"found character '(.)' that cannot start any token", r"isian tidak boleh diawali \1 tanpa tanda kutip"),
    (r"expected ',' or '(.)', but got .*", r"koma atau \1 belum ada"),
    (r"expected (<block end>|'<document start>'), but found .*", "lekukan atau susunannya tidak sesuai"),
    (r"found unexpected end of stream", "tanda kutip belum ditutup"),
    (r"found undefined alias '(.*)'", r"alias \1 tidak dikenal"),
    (r"found unknown escape character '(.)'", r"\\\1 tidak dikenal di dalam tanda kutip"),
    (r"but found another document", "hanya satu dokumen yang boleh ada"),
    # Settings.
    (r"(JEJAK_\w+) must be a valid (?:integer|number)[^.]*\.", r"\1 harus bilangan."),
    (r"(JEJAK_\w+) must be less than or equal to (\S+)\.", r"\1 paling banyak \2."),
    (r"(JEJAK_\w+) must be greater than or equal to (\S+)\.", r"\1 sedikitnya \2."),
    (r"(JEJAK_\w+) must be greater than (\S+)\.", r"\1 harus lebih dari \2."),
    (r"(JEJAK_\w+) must be a postgresql:// address\.", r"\1 harus alamat postgresql://."),
    (r"(JEJAK_\S+) needs (JEJAK_\w+)\.", r"\1 memerlukan \2."),
    (r"(JEJAK_\S+) needs (JEJAK_\w+) and (JEJAK_\w+)\.", r"\1 memerlukan \2 dan \3."),
    (
        r"Local sign-in \(JEJAK_AUTH_MODE=local\) is refused: (\w+) is on (\S+)\.",
        r"masuk secara lokal (JEJAK_AUTH_MODE=local) ditolak, karena \1 ada di \2.",
    ),
    (r"(JEJAK_\w+) must have at most (\d+) characters\.", r"\1 paling banyak \2 huruf."),
    (r"(JEJAK_\w+) must match pattern '(.*)'\.", r"\1 harus berbentuk \2"),
    (r"(JEJAK_\w+) must be ('[^']*')\.", r"\1 harus \2."),
    (r"(JEJAK_\w+) must be ('.*') or ('[^']*')\.", r"\1 harus \2 atau \3."),
    (
        r"The certificates of the time stamping authority can't be read: (.*): they aren't in PEM\.",
        r"sertifikat lembaga penanda waktu, \1: bukan PEM.",
    ),
    # Keys.
    (
        r"The signing key can't be read: it isn't an unencrypted private key in PEM\.",
        "kunci penandatangan bukan kunci privat PEM tanpa sandi.",
    ),
    (r"The signing key isn't an Ed25519 key\.", "kunci penandatangan bukan kunci Ed25519."),
    (r"The key that signs commands can't be read: (.*): (.*)\.", r"kunci penandatangan perintah, \1: {2}."),
    (
        r"The key that signs checkpoints can't be read: it isn't an unencrypted private key in PEM\.",
        "kunci penandatangan titik periksa bukan kunci privat PEM tanpa sandi.",
    ),
    (
        r"The key that signs checkpoints isn't an Ed25519 key\.",
        "kunci penandatangan titik periksa bukan kunci Ed25519.",
    ),
    (r"The key that signs checkpoints can't be read: (.*): (.*)\.", r"kunci penandatangan titik periksa, \1: {2}."),
    (r"The private key in (.*) is open to others than its owner\.", r"\1 terbuka bagi selain pemiliknya."),
    (r"(.*) is open to others than its owner\.", r"\1 terbuka bagi selain pemiliknya."),
    (r"(.*) holds no public key to trust\.", r"tidak ada kunci publik tepercaya di \1."),
    (r"(.*) holds no public key of checkpoints\.", r"tidak ada kunci publik titik periksa di \1."),
    (
        r"(.*) lacks the public half of the key that signs\.",
        r"kunci publik dari kunci yang menandatangani tidak ada di \1.",
    ),
    (r"(.*) can't be read as a public key: it isn't one in PEM\.", r"\1 bukan kunci publik PEM."),
    (r"(.*) can't be read as a public key: (.*)\.", r"\1: {2}."),
    (r"(.*) isn't an Ed25519 public key\.", r"\1 bukan kunci publik Ed25519."),
    # What isn't sealed yet.
    (r"No checkpoint was signed yet\.", "belum ada titik periksa yang ditandatangani."),
    (
        r"Version (\d+) of (.*) isn't in a signed checkpoint yet\.",
        r"versi \1 dari \2 belum ada dalam titik periksa yang ditandatangani.",
    ),
    (
        r"The newest checkpoint has (\d+) leaves, fewer than (\d+)\.",
        r"titik periksa terbaru baru \1 daun, kurang dari \2.",
    ),
    (r"The books weren't closed before the newest checkpoint\.", "buku belum ditutup sebelum titik periksa terbaru."),
    (r"No closing was signed within (.*) seconds\.", r"dalam \1 detik tidak ada penutupan buku yang ditandatangani."),
    (r"The innovation (.*) began after the books were closed\.", r"inovasi \1 dimulai sesudah buku ditutup."),
    # Events.
    (
        r"\w+: event (\w+ v\d+) can't be read: (.*) \(version (\d+) of [^)]*\)",
        r"peristiwa \1 (versi \3) tidak dapat dibaca: {2}",
    ),
    (r"\w+: event (\w+ v\d+) can't be read: (.*)", r"peristiwa \1 tidak dapat dibaca: {2}"),
    (r"its type is unknown", "jenisnya tidak dikenal"),
    (r"known are versions up to (\d+)", r"yang dikenal hanya sampai versi \1"),
    (r"no upcaster lifts version (\d+)", r"versi \1 tidak dapat dialihkan ke versi sekarang"),
    (r"no JSON object", "isinya bukan objek JSON"),
    (r"no JSON: (.*)", r"isinya bukan JSON (\1)"),
    (r"no command in its metadata", "tidak ada perintah dalam metadatanya"),
    (r"it doesn't say who did it", "tidak disebut siapa yang melakukannya"),
    # Problems that a verification finds: what should be there, and what is.
    (r"nothing|none", "tidak ada"),
    (r"neither", "tidak satu pun"),
    (r"both", "keduanya"),
    (r"an event", "sebuah peristiwa"),
    (r"an event that follows", "peristiwa yang sesuai urutan"),
    (r"an event that can be hashed", "peristiwa yang dapat dihitung sidiknya"),
    (r"a number or a time out of range", "bilangan atau waktu di luar jangkauan"),
    (r"no event, but a row in unsealed", "tidak ada peristiwa, tetapi ada baris di unsealed"),
    (r"no event, but leaf (\d+)", r"tidak ada peristiwa, tetapi ada daun \1"),
    (r"no head row", "tidak ada baris di streams"),
    (r"version (\d+), chain (\w+)", r"versi \1, rantai \2"),
    (r"recorded at (.*)", r"tercatat pada \1"),
    (r"not before (.*)", r"tidak sebelum \1"),
    (r"a leaf or a row in unsealed", "daun atau baris di unsealed"),
    (r"no leaf, since an earlier event has none", "tidak ada daun, karena peristiwa sebelumnya tidak punya"),
    (r"a leaf after (\d+)", r"daun sesudah \1"),
    (r"leaf (\d+)", r"daun \1"),
    (r"at least (\d+) leaves", r"sedikitnya \1 daun"),
    (r"(\d+) leaves", r"\1 daun"),
    (r"no such tile", "tidak ada ubin ini"),
    (r"a tile", "sebuah ubin"),
    (r"a checkpoint", "titik periksa"),
    (r"a signed checkpoint of (.*)", r"titik periksa dari \1 yang ditandatangani"),
    (r"a checkpoint of (\d+) leaves", r"titik periksa \1 daun"),
    (r"one of (\d+)", r"titik periksa \1 daun"),
    (r"the checkpoint of (.*)", r"titik periksa di \1"),
    (r"an attestation of the checkpoint of (\d+) leaves", r"pengesahan titik periksa \1 daun"),
    (r"leaf (\d+) of the log that (.*) signs as (\w+)", r"daun \1 dari log yang ditandatangani di \2 sebagai \3"),
    (r"a sound BooksClosed", "BooksClosed yang sah"),
    (r"(\d+) streams in (\d+) leaves, root (\w+)", r"\1 aliran dalam \2 daun, akar \3"),
    (r"No trusted key signed the note\.", "tidak ditandatangani kunci tepercaya."),
    (r"The signature of (.*) is false\.", r"tanda tangan \1 palsu."),
    (r"The note is cut off or has no signature\.", "titik periksanya terpotong atau tidak bertanda tangan."),
    (r"The note has characters that no note may have\.", "titik periksanya memuat karakter yang tidak boleh ada."),
    (r"A signature line of the note is broken\.", "baris tanda tangannya rusak."),
    (r"This is a checkpoint of (.*), not of (.*)\.", r"ini titik periksa dari \1, bukan \2."),
)
"""Patterns of whole sentences or phrases; `{2}` is the second group, translated in its turn. All else stays English."""


def inner(text: str, lang: str) -> str:
    """What a part below said, in the reader's language where that is known."""
    if lang == "en":
        return text
    for english, indonesian in INNER:
        if found := re.fullmatch(english, text):
            whole = found.expand(indonesian.replace("{2}", "\0"))
            return whole.replace("\0", inner(found[2], lang)) if "\0" in whole else whole
    first, dot, rest = text.partition(". ")  # several settings may be wrong at once
    return f"{inner(f'{first}.', lang)} {inner(rest, lang)}" if dot and rest else text
