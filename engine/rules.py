"""Which rules these are: the hash over the files of `domain`, which decide everything."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from proof.acts import lp

DOMAIN = Path(__file__).parent.parent / "domain"


@cache
def rules_hash() -> str:
    """SHA-256, in hex, over the name and the content of every file of the rules, each behind its length, by name."""
    digest = sha256()
    for file in sorted(DOMAIN.rglob("*.py"), key=lambda path: path.relative_to(DOMAIN).as_posix()):
        digest.update(lp(file.relative_to(DOMAIN).as_posix().encode()) + lp(file.read_bytes()))
    return digest.hexdigest()
