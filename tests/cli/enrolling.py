"""Passkeys of people, which two administrators enrolled on the command line."""

import json
from pathlib import Path

from tests.authenticator import Passkey
from tests.cli.running import ADMINISTRATORS, Cli

LOG = "localhost/jejak"


async def enrolled_at(cli: Cli, address: str, person: str) -> Passkey:
    """Somebody's new passkey, which signs at that address."""
    passkey = Passkey(origin=address, rp="localhost", synced=False)
    file = Path(cli.home) / f"{person}.passkey.json"
    file.write_text(json.dumps({"person": person, **passkey.enrolment(LOG, person)}))
    await cli.done("people", "enrol-key", person, file, *ADMINISTRATORS)
    return passkey
