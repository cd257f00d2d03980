"""Checks a bundle without trusting whoever made it: `python -m proof.verify BUNDLE.zip --key KEY --since CHECKPOINT`.

Needs Python 3.11 or newer and the package `cryptography`. The files in `proof/` are, byte for byte, those of the Jejak
release that made the bundle: compare them with the published ones, or take these from there.
"""

import argparse
import os
import signal
import sys
from io import TextIOWrapper
from pathlib import Path

try:
    from proof.checking import check
    from proof.errors import BundleRefused, NothingToCompare
    from proof.origin import check_origin
    from proof.sentences import NOTHING_EARLIER, STEPS, reason_of
    from proof.strict_json import HASH
    from proof.visible import visible
    from proof.zips import read
except ModuleNotFoundError as missing:
    if __name__ != "__main__" or (missing.name or "").partition(".")[0] != "cryptography":
        raise
    print("Paket cryptography dibutuhkan: pip install cryptography", file=sys.stderr)
    print("The package cryptography is needed: pip install cryptography", file=sys.stderr)
    sys.exit(2)

NOT_CHECKED = """\
Berhenti di sini. Tidak diperiksa: apakah setiap keputusan sesuai dengan aturan dan memiliki tanda tangan yang
disyaratkan, dan apakah state.json dan trail.html menceritakan peristiwanya dengan benar (`jejak verify BUNDLE`
memutuskan dan menghitungnya ulang); cap waktu checkpoint.tsr (`openssl ts -verify`); tanda tangan saksi
checkpoint.cosignatures (baris untuk ditambahkan pada checkpoint.txt).
It stops here. Not checked: whether each decision is what the rules lead to and has the signatures that it takes, and
whether state.json and trail.html tell the events as they are (`jejak verify BUNDLE` decides and replays them again); a
time stamp in checkpoint.tsr (`openssl ts -verify`); a witness's signature in checkpoint.cosignatures (lines to append
to checkpoint.txt)."""

DELAYED = "dicatat lebih dari 15 menit sesudah diterima / recorded more than 15 minutes after they were received"

COMPARE_GENESIS = """\
Awal catatan yang Anda percaya belum disebut dengan --genesis: bandingkan yang di atas dengan yang diumumkan.
No genesis that you trust was named with --genesis: compare the one above with the published one."""

COMPARE_KEYS = """\
Kunci mana yang Anda percaya belum disebut dengan --key: bandingkan ini dengan yang diumumkan.
No key that you trust was named with --key: compare these with the published ones."""


def main() -> int:
    """Checks the bundle that the command line names; returns 0 when it holds, else 4."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal may lack a character of the output
            stream.reconfigure(errors="backslashreplace")
    parser = argparse.ArgumentParser(
        prog="python -m proof.verify", description="Periksa berkas bukti inovasi / check an innovation's bundle."
    )
    parser.add_argument("bundle", type=Path, metavar="BUNDLE.zip")
    parser.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="KEY",
        help="kunci yang Anda percaya, atau sidik jarinya / a key that you trust, or its fingerprint",
    )
    parser.add_argument(
        "--since", type=Path, metavar="CHECKPOINT", help="titik periksa yang Anda simpan / a checkpoint that you kept"
    )
    parser.add_argument(
        "--genesis",
        type=str.lower,
        metavar="HEX",
        help="awal catatan yang Anda percaya / the genesis of the ledger that you trust",
    )
    given = parser.parse_args()
    if given.genesis is not None and not HASH.fullmatch(given.genesis):
        parser.error("--genesis: bukan 64 digit heksadesimal / it isn't 64 hex digits")

    def passed(step: str, something: bool) -> None:
        indonesian, english = STEPS[step] if something else NOTHING_EARLIER
        print(f"{'ok' if something else '–':6} {step:12} {indonesian} / {english}")

    try:
        bundle = read(given.bundle)
        since = given.since.read_bytes().decode("utf-8-sig") if given.since else None
    except UnicodeDecodeError:
        parser.error(f"--since: {given.since}: bukan titik periksa (bukan UTF-8) / no checkpoint (it isn't UTF-8)")
    except OSError as error:
        parser.error(f"{error.filename}: tidak dapat dibaca / it can't be read ({error.errno})")
    try:
        checked = check(bundle, keys=given.key, since=since, passed=passed)
        founded = check_origin(checked, genesis=given.genesis)
        passed("origin", True)
    except NothingToCompare as error:
        parser.error(f"{error.facts['option']}: {reason_of(error, 'id')} / {reason_of(error, 'en')}")
    except BundleRefused as error:
        print(visible(f"GAGAL  {error.facts['step']:12} {reason_of(error, 'id')} / {reason_of(error, 'en')}"))
        return 4
    print(f"\nInovasi / innovation  {checked.innovation}")
    print(f"Isi / holds           {checked.events} peristiwa / events, {checked.streams} riwayat / streams")
    print(f"Sampai / up to        {checked.closed_at}")
    print(f"Log                   {checked.checkpoint.origin}, {checked.checkpoint.size} daun / leaves")
    print(f"Awal / genesis        {founded.genesis}")
    print(f"Keputusan / decisions {founded.decisions}, {founded.signatures} tanda tangan / signatures")
    if founded.delayed:
        print(f"Terlambat / delayed   {founded.delayed} {DELAYED}")
    for signer in checked.signers:
        print(f"Kunci / key           {signer}\n                      {signer.fingerprint}")
    if not checked.trusted:
        print(f"\n{COMPARE_KEYS}")
    if not founded.pinned:
        print(f"\n{COMPARE_GENESIS}")
    print(f"\n{NOT_CHECKED}")
    return 0


if __name__ == "__main__":
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:  # standard output was closed, so no result was reported: don't exit with 0
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 128 + signal.SIGPIPE
    sys.exit(code)
