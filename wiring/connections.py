"""The connections of whoever asks: each is opened, and its libraries imported, when it is first needed."""

import asyncio
from contextlib import AsyncExitStack
from types import TracebackType
from typing import TYPE_CHECKING

from wiring.errors import NotPossible
from wiring.rates import Rates
from wiring.settings import Settings

if TYPE_CHECKING:
    import asyncpg
    from temporalio.client import Client

    from wiring.afar import Afar

READER, AUDITOR, VAULT = "jejak_reader", "jejak_auditor", "jejak_vault"
DRAFTS, CONSOLE, READS = "jejak_drafts", "jejak_console", "jejak_reads"
"""The database roles of people's processes; only workers append."""

RECORDED_A_DAY = 50_000_000
"""Bytes that a person may bring into the record at once, and in each day from then on: what is refused, and that
something was read, stays there too, for ever.
"""


class Connections:
    """Pools by database role, and Temporal's client.

    Opening one raises SettingsError when the settings name no servers, TemporalUnavailable, OSError or an asyncpg error
    when the server doesn't answer, TimeoutError after `patience_s` seconds.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        patience_s: float = 30.0,
        vouched: bool = False,
        most: int = 2,
        afar: "Afar | None" = None,
    ) -> None:
        self.settings = settings
        self.afar = afar
        """Another installation that is asked over its address; this process reaches no server of it then."""
        self.vouched = vouched
        """Whether who asks is known by more than the name given: by a session, or a token."""
        self.shares = Rates(RECORDED_A_DAY, RECORDED_A_DAY / 86_400)
        """Of those who are vouched for, by person, how much more may be recorded of what they ask for."""
        self.reads = Rates(RECORDED_A_DAY, RECORDED_A_DAY / 86_400)
        """The same of what they read, so that whoever read too much can still act."""
        self.stopping = asyncio.Event()
        """Set when whatever serves on these connections stops: answers that go on for long then end."""
        self._most = most
        self._patience_s = patience_s
        self._pools: dict[str, asyncpg.Pool] = {}
        self._client: Client | None = None
        self._opening = asyncio.Lock()  # two tasks that need the same one open it once
        self._open = AsyncExitStack()

    def take(self, share: Rates, person: str, size: int) -> None:
        """Count so many bytes as brought into the record by somebody, if they are vouched for.

        Raises NotPossible: it would be more than that share of theirs, and is not to be done.
        """
        if self.vouched and (wait := share.wait(person, size)):
            raise NotPossible("share_used", seconds=int(wait) + 1, minutes=int(wait) // 60 + 1)

    async def pool(self, role: str) -> "asyncpg.Pool":
        """A small pool whose connections act as that role.

        Raises NotPossible: the servers are another installation's.
        """
        self._require_servers()
        async with self._opening:
            if role not in self._pools:
                from ledger.db.connect import open_pool

                name = role.replace("_", "-")
                async with asyncio.timeout(self._patience_s):
                    opened = await open_pool(
                        self.settings.dsn(), role=role, min_size=1, max_size=self._most, application_name=f"{name}-cli"
                    )
                self._open.push_async_callback(opened.close)
                self._pools[role] = opened
        return self._pools[role]

    async def client(self) -> "Client":
        """Temporal's client. Raises as `pool`."""
        self._require_servers()
        async with self._opening:
            if self._client is None:
                from wiring.temporal import connect

                async with asyncio.timeout(self._patience_s):
                    self._client = await connect(self.settings)
        return self._client

    def _require_servers(self) -> None:
        if self.afar is not None:
            raise NotPossible("not_over_url", url=self.afar.url)

    async def __aenter__(self) -> "Connections":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client = None
        await self._open.aclose()
