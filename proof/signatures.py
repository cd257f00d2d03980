"""Ed25519 signatures by keys that are given as 64 hex digits, and signatures as canonical base64."""

from base64 import b64decode
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from proof.strict_json import HASH, is_base64

PRIME = 2**255 - 19
_EIGHTH = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL = {0, 1, PRIME - 1, _EIGHTH, PRIME - _EIGHTH}
"""The y coordinates of the eight points of small order: under such a key one signature fits many texts."""


@lru_cache(maxsize=10_000)
def public_key(key: str) -> Ed25519PublicKey | None:
    """The key; None for what is none, isn't in its one canonical form, or has a small order."""
    if not HASH.fullmatch(key):
        return None
    raw = bytes.fromhex(key)
    y = int.from_bytes(raw, "little") & ((1 << 255) - 1)
    if y >= PRIME or y in _SMALL:
        return None
    try:
        return Ed25519PublicKey.from_public_bytes(raw)
    except ValueError:
        return None


def signed_by(key: str, signature: str, message: bytes) -> bool:
    """Whether the key signed exactly these bytes. Anything that isn't in its form signed nothing."""
    public = public_key(key)
    try:
        if public is None or not is_base64(signature):
            return False
        public.verify(b64decode(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True
