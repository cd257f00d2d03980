"""Passkeys for tests of the pages: people's, enrolled by two administrators, in Chromium's virtual authenticator."""

from base64 import b64encode
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from playwright.async_api import CDPSession

from tests.authenticator import Passkey
from tests.cli.enrolling import enrolled_at
from tests.cli.running import Cli
from tests.console.desk import Desk


class Authenticator:
    """The virtual authenticator of a browser window; whoever is at it is verified until a test says otherwise."""

    def __init__(self, cdp: CDPSession, id: str) -> None:
        self._cdp = cdp
        self._id = id

    @classmethod
    async def at(cls, desk: Desk) -> "Authenticator":
        """Plug one in."""
        cdp = await desk.page.context.new_cdp_session(desk.page)
        await cdp.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        added = await cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return cls(cdp, added["authenticatorId"])

    async def keep(self, passkey: Passkey, person: str) -> None:
        """Have a passkey in it."""
        private = passkey.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        credential = {
            "credentialId": passkey.passkey["credential"],
            "isResidentCredential": True,
            "rpId": passkey.passkey["rp"],
            "privateKey": b64encode(private).decode(),
            "userHandle": b64encode(person.encode()).decode(),
            "signCount": 0,
        }
        await self._cdp.send("WebAuthn.addCredential", {"authenticatorId": self._id, "credential": credential})

    async def verifies(self, verified: bool) -> None:
        """Whether whoever is at it passes for its owner from now on."""
        await self._cdp.send("WebAuthn.setUserVerified", {"authenticatorId": self._id, "isUserVerified": verified})

    async def credentials(self) -> list[dict[str, Any]]:
        """What is in it."""
        found = await self._cdp.send("WebAuthn.getCredentials", {"authenticatorId": self._id})
        return list(found["credentials"])


async def enrolled(cli: Cli, desk: Desk, person: str) -> Passkey:
    """Somebody's passkey for these pages, which two administrators enrolled on the command line."""
    return await enrolled_at(cli, desk.address, person)


async def retired(cli: Cli, person: str, passkey: Passkey) -> None:
    """End it, so that other tests find the person as they were."""
    await cli.done("people", "retire-key", person, passkey.key, "--as", "administrator", "--reason", "Selesai.")
