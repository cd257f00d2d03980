"""What processes stand on: the same furnished database and keys as what people ask for."""

from tests.furnished import database, furnished, keys, signer
from tests.service.conftest import do, pool, proposed

__all__ = ["database", "do", "furnished", "keys", "pool", "proposed", "signer"]
