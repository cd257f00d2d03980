"""What every command takes besides its own arguments."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from cyclopts import Group, Parameter
from cyclopts.validators import Number

from texts import Lang, language

if TYPE_CHECKING:
    from service.reading import Reader
    from wiring.connections import Connections
    from wiring.settings import Settings

DEFAULT_TIMEOUT_S = 30.0
SHARED = Group("cli.panel.shared", sort_key=1)
"""Where help lists them: after what is the command's own."""


@Parameter(name="*", group=SHARED)
@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """Taken by every command."""

    as_json: Annotated[bool, Parameter(name="--json", help="cli.option.json")] = False
    lang: Annotated[Lang | None, Parameter(help="cli.option.lang", metavar="LANG")] = None
    data: Annotated[Path | None, Parameter(help="cli.option.data", metavar="DIRECTORY")] = None
    timeout: Annotated[
        float,
        Parameter(help="cli.option.timeout", metavar="SECONDS", show_default="{:g}".format, validator=Number(gte=0.1)),
    ] = DEFAULT_TIMEOUT_S

    @property
    def language(self) -> Lang:
        """The language of everything that is shown."""
        return language(self.lang)

    def settings(self) -> "Settings":
        """The settings of the environment under what the command line says. Raises SettingsError."""
        from wiring.settings import load_settings

        # Whoever names a directory means its stack, whatever servers the environment points at.
        named = {} if self.data is None else {"home": self.data, "database_url": None, "url": None}
        return load_settings(**named)

    def settings_of_servers(self) -> "Settings":
        """The same for what works on the servers themselves. Raises NotPossible: an address is all there is of them."""
        from wiring.errors import NotPossible

        settings = self.settings()
        if settings.is_afar:
            raise NotPossible("not_over_url", url=settings.url)
        return settings


@Parameter(name="*", group=SHARED)
@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Common):
    """Taken by every command that reads."""

    acting_as: Annotated[str | None, Parameter(name="--as", help="cli.option.as", metavar="PERSON")] = None

    @property
    def person(self) -> str:
        """The id of who acts or reads: as the command says, or else as the settings do; over an address, whoever's the
        token is.

        Raises:
            BadRequest: neither names anybody, or nobody can have that id.
        """
        from service.signin import person_id
        from wiring.errors import BadRequest

        settings = self.settings()
        given = self.acting_as if self.acting_as is not None else settings.person
        if given is None and settings.is_afar:
            from service.reading import UNNAMED

            return UNNAMED
        if given is None:
            raise BadRequest("person_needed")
        return person_id(given)


@Parameter(name="*", group=SHARED)
@dataclass(frozen=True, slots=True, kw_only=True)
class Asking(Reading):
    """Taken by every command that asks for a change."""

    post: Annotated[str | None, Parameter(help="cli.option.post", metavar="ID")] = None
    confirmed_by: Annotated[str | None, Parameter(name="--with", help="cli.option.with", metavar="PERSON")] = None
    reason: Annotated[str | None, Parameter(help="cli.option.reason", metavar="TEXT", allow_leading_hyphen=True)] = None
    command_id: Annotated[UUID | None, Parameter(help="cli.option.command_id", metavar="ID")] = None
    by_signal: Annotated[bool, Parameter(name="--signal", help="cli.option.signal")] = False
    on_version: Annotated[
        int | None, Parameter(help="cli.option.on_version", metavar="NUMBER", validator=Number(gte=0))
    ] = None
    sign_to: Annotated[Path | None, Parameter(help="cli.option.sign_to", metavar="FILE")] = None
    force: Annotated[bool, Parameter(help="cli.option.force_asking")] = False

    @property
    def answered(self) -> bool:
        """Whether the outcome is waited for: it is neither left in the queue nor signed to a file."""
        return not self.by_signal and self.sign_to is None


def connected(common: Common) -> "Connections":
    """Connections to whatever the settings lead to, none of them open yet: to servers, or to the address of another
    installation. Raises NotPossible: there is no token for that.
    """
    from wiring.connections import Connections

    settings = common.settings()
    if not settings.is_afar:
        return Connections(settings, patience_s=common.timeout)
    from wiring.afar import Afar

    return Connections(settings, patience_s=common.timeout, afar=Afar.of(settings, patience_s=common.timeout))


async def whoever(options: Reading, connections: "Connections") -> str:
    """The id of who acts, where an address says whose the token is. Raises as `Reader.asking`."""
    from service.reading import Reader

    return (await Reader.asking(connections, options.person)).who.id if connections.afar else options.person


@asynccontextmanager
async def reading(options: Reading, *, auditor: bool = False) -> AsyncIterator["Reader"]:
    """A reader of the record for whoever asks, while the block runs.

    `auditor`: with the database's rights to whole events. What the person may see doesn't depend on that.
    """
    from service.reading import Reader
    from wiring.connections import AUDITOR, READER

    person = options.person
    async with connected(options) as connections:
        yield await Reader.on(connections, person, AUDITOR if auditor else READER)
