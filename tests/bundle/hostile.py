"""What bundles that are made to hurt are made of, and how checking them must end."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from bundle.replay import check_state
from proof.checking import check
from proof.errors import BundleRefused
from proof.sentences import reason_of

GOOD = (Path(__file__).parent / "golden/v1.zip").read_bytes()
HEAP = 100_000


def refusal(bundle: bytes, keys: Iterable[str] = ()) -> BundleRefused:
    """Checking it, its state too, must end so."""
    with pytest.raises(BundleRefused) as refused:
        check_state(check(bundle, keys=tuple(keys)).contents)
    for language in ("id", "en"):
        assert reason_of(refused.value, language).isprintable()
        assert len(reason_of(refused.value, language)) < 1000
    return refused.value


# ---- the zip
