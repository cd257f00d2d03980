"""Reading: what a signed-in person sees of the record.

Nothing here changes that. What isn't open to everybody is written down in the record of reads before it is shown.
"""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from domain.agencies import Register
from domain.calendar import Calendar
from domain.editions import Edition, parse_edition
from domain.grants import Grant, Person
from domain.model import Pinned
from domain.periods import JAKARTA
from domain.published import Published
from domain.readings import EVERYTHING, INNOVATIONS, Reading, Via
from domain.refusals import Code, refuse, require
from domain.regions import Region, Regions
from domain.rows import label
from domain.rules import CALENDAR, REGIONS, calendar_from, edition_named, region_in_force, regions_from
from domain.shown import shown_adoption, shown_state
from domain.streams import (
    ADOPTION,
    AGENCIES,
    AGENCIES_KIND,
    EDITION,
    INNOVATION,
    KEYS_KIND,
    PERSON,
    REFERENCE,
    adoption_stream,
    edition_stream,
    innovation_stream,
    kind_of,
    person_stream,
)
from domain.visibility import SEES_RECORD, Record, Viewer, may_see, may_see_everything, may_see_person, sees_more
from domain.vocabulary import Role
from engine.states import States
from ledger import reads, vault
from ledger.db.paging import Narrowed
from ledger.model import Place, StreamRow
from ledger.store import Ledger
from service.afar import NotHere, StatesAfar, call, over_url
from service.short_ids import innovation_beginning
from service.signin import sign_in
from wiring.connections import READER, READS, VAULT, Connections
from wiring.errors import BadRequest, NotPossible, Unavailable

if TYPE_CHECKING:
    from domain.adoption.state import Adoption
    from domain.innovation.state import Innovation

ROWS_AT_ONCE = 500
BYTES_OF_A_READ = 350
"""About as many are recorded of each read, with the indexes."""
UNNAMED = "-"
"""In place of a person's id: whoever's token the call is made with."""


class Unrecorded(Unavailable):
    """What isn't open to everybody isn't shown: that it is read can't be written down."""

    code = "read_unrecorded"


@dataclass(frozen=True, slots=True)
class Standing:
    """One innovation as it is now, as far as it is open to the reader, with its adoptions by region code."""

    innovation: "Innovation"
    not_open: tuple[str, ...]
    """The paths of what isn't open to the reader."""
    adoptions: "tuple[Adoption, ...]"


class Reader:
    """Reads the ledger for one person, as `jejak_reader` unless said otherwise.

    Every method raises as `Connections.pool` does, besides what it says.
    """

    def __init__(
        self, connections: Connections, ledger: Ledger, states: States, who: Person, at: datetime, via: Via = Via.CLI
    ) -> None:
        self.connections = connections
        self.ledger = ledger
        self.states = states
        """Innovations, adoptions, people, editions and reference data as they are now."""
        self.who = who
        """Whoever reads, as the ledger knew them when they signed in."""
        self.at = at
        """When they signed in."""
        self.via = via
        """From where they read."""
        self._recorded = set[tuple[str, str]]()
        self._regions: Regions | None = None
        self._agencies: Register | None = None

    @classmethod
    async def on(cls, connections: Connections, person: str, role: str = READER, via: Via = Via.CLI) -> "Reader":
        """A reader for that person on these connections, with the rights of that role of the database.

        Raises:
            SettingsError: the database isn't on this machine.
            BadRequest: nobody can have that id.
            Refused: nobody has it, or they hold no role now.
        """
        reader = await cls.asking(connections, person, role, via)
        require(reader.who.version, Code.UNKNOWN_PERSON, person=person)
        require(reader.who.holds_a_role(reader.at), Code.NO_ROLE, person=person)
        return reader

    @classmethod
    async def asking(cls, connections: Connections, person: str, role: str = READER, via: Via = Via.CLI) -> "Reader":
        """The same for what has to be looked up when somebody asks for a change: ids and codes by what people call
        them. Whether they may ask, the rules say, and that is recorded.

        Raises:
            SettingsError: the database isn't on this machine.
            BadRequest: nobody can have that id.
        """
        if connections.afar is not None:
            return await cls._afar(connections, person, via)
        asking = sign_in(connections, person)
        ledger = Ledger(await connections.pool(role))
        states = States(ledger)
        who = await states.get(Person, person_stream(asking))
        return cls(connections, ledger, states, who, datetime.now(UTC), via)

    @classmethod
    async def _afar(cls, connections: Connections, person: str, via: Via) -> "Reader":
        """A reader of another installation, where the token says who it is."""
        assert connections.afar is not None
        who: Person = await call(connections.afar, "reading.who_reads", (), {})
        if person not in (UNNAMED, who.id):
            raise NotPossible("token_of_another", person=person, holder=who.id)
        nothing: Any = NotHere()
        states: Any = StatesAfar(connections.afar)
        return cls(connections, nothing, states, who, datetime.now(UTC), via)

    async def viewer(self) -> Viewer:
        """Whoever reads, as the rule of who may see what asks for them."""
        return Viewer(self.who, self.at, await self.regions(), await self.agencies())

    async def record(self, what: Reading, *subjects: str) -> None:
        """Write down that the reader is about to be shown something of each of these streams; once, however often.

        Raises:
            Unrecorded: it can't be written down, and so isn't to be shown.
            NotPossible: it would be more than one person's share of the record.
        """
        from asyncpg import InterfaceError, PostgresError

        new = [(what.value, each) for each in dict.fromkeys(subjects) if (what.value, each) not in self._recorded]
        if not new:
            return
        self.connections.take(self.connections.reads, self.who.id, BYTES_OF_A_READ * len(new))
        try:
            await reads.add(await self.connections.pool(READS), self.who.id, self.via, new)
        except (OSError, PostgresError, InterfaceError) as error:
            raise Unrecorded(cause=error) from error
        self._recorded.update(new)

    @over_url
    async def record_list(self) -> None:
        """The same of the list of innovations, as a file. Raises as `record`."""
        await self.record(Reading.LIST, INNOVATIONS)

    async def record_of(self, what: Reading, innovation: "Innovation", viewer: Viewer) -> None:
        """The same of an innovation, if the reader sees more of it than everybody does."""
        if sees_more(viewer, innovation):
            await self.record(what, innovation_stream(innovation.id))

    async def require_record(self, innovation: str | None, what: Reading) -> None:
        """Go on if the reader may have the whole record of an innovation, or (None) of everything; it is written down
        that they have it.

        Auditors may, even of what no rule can read any more.

        Raises:
            Refused: they may not, or there is no such innovation.
            Unrecorded: as `record`.
        """
        from domain.innovation.state import Innovation

        about = innovation_stream(innovation) if innovation else EVERYTHING
        if may_see_everything(self.who, self.at):
            return await self.record(what, about)
        if innovation is None:
            raise refuse(Code.NOT_OPEN, person=self.who.id, what="ledger", roles=[Role.AUDITOR])
        state = await self.states.get(Innovation, innovation_stream(innovation))
        require(state.version, Code.UNKNOWN_INNOVATION, innovation=innovation)
        seen = may_see(await self.viewer(), state, Record())
        require(seen, Code.NOT_OPEN, person=self.who.id, what="record", roles=SEES_RECORD)
        await self.record(what, about)

    async def regions(self) -> Regions:
        """Every region, past and present, as of the first time that they were asked for; none where the table was never
        published.
        """
        if self._regions is None:
            basis = await self.states.basis([REGIONS])
            self._regions = regions_from(basis) if basis.state(Published, REGIONS).version else Regions(())
        return self._regions

    async def calendar(self) -> Calendar:
        """Which days are worked; all but weekends, where no calendar was published."""
        basis = await self.states.basis([CALENDAR])
        return calendar_from(basis) if basis.state(Published, CALENDAR).version else Calendar(())

    async def agencies(self) -> Register:
        """Every agency, past and present, as of the first time that they were asked for; none where the register was
        never published.
        """
        if self._agencies is None:
            self._agencies = await self.states.get(Register, AGENCIES)
        return self._agencies

    @over_url
    async def innovation_id(self, given: str) -> str:
        """The id of the innovation that begins with what is given. Raises as `innovation_beginning`."""
        return await innovation_beginning(self.ledger, given)

    @over_url
    async def standing(self, innovation: str) -> Standing:
        """An innovation as it is now.

        Raises:
            Refused: it doesn't exist.
            UnreadableEvent: an event that this version doesn't know.
            Unrecorded: as `record`.
        """
        from domain.adoption.state import Adoption
        from domain.innovation.state import Innovation

        state = await self.states.get(Innovation, innovation_stream(innovation))
        require(state.version, Code.UNKNOWN_INNOVATION, innovation=innovation)
        streams = [row.stream_id async for row in self.rows(ADOPTION, prefix=adoption_stream(innovation, ""))]
        basis = await self.states.basis(streams)
        adoptions = [basis.state(Adoption, stream) for stream in streams]
        viewer = await self.viewer()
        await self.record_of(Reading.STANDING, state, viewer)
        shown = shown_state(viewer, state, state)
        in_order = sorted(adoptions, key=lambda each: each.adopter.code if each.adopter else "")
        parts = [shown_adoption(viewer, state, each) for each in in_order]
        paths = [f"adoptions.{nth}.{path}" for nth, part in enumerate(parts) for path in part.not_open]
        return Standing(shown.value, (*shown.not_open, *paths), tuple(part.value for part in parts))

    async def person(self, person: str) -> Person:
        """What a person may do.

        Raises:
            Refused: nobody has that id.
        """
        found = await self.states.get(Person, person_stream(person))
        require(found.version, Code.UNKNOWN_PERSON, person=person)
        return found

    async def people(self) -> list[dict[str, Any]]:
        """Everybody who holds or held a role, by id."""
        return [row.body async for row in self.rows(PERSON, prefix=person_stream(""))]

    async def contacts(self, people: list[str]) -> dict[str, dict[str, str]]:
        """Names and contacts by person, which only the vault's role may read."""
        return await vault.get(await self.connections.pool(VAULT), people)

    @over_url
    async def names(self, people: Iterable[str]) -> dict[str, str]:
        """Names by person, of those whom the vault still has; none where this login may not read it."""
        from asyncpg import InsufficientPrivilegeError

        try:
            kept = await self.contacts(sorted(people))
        except InsufficientPrivilegeError:
            return {}
        return {person: fields["name"] for person, fields in kept.items() if "name" in fields}

    @over_url
    async def titles(self, innovations: Iterable[str]) -> dict[str, str]:
        """The titles of innovations by their ids, of those that exist."""
        streams = {innovation_stream(each) for each in innovations}
        rows = await self.ledger.rows_at(INNOVATION, streams)
        return {row.body["id"]: row.body["title"] for row in rows}

    @over_url
    async def publications(self, kind: str) -> list[dict[str, Any]]:
        """Editions (`edition`) or tables of reference data (`reference`) as published last, by name."""
        if kind not in (EDITION, REFERENCE):
            raise BadRequest("invalid_request")
        return [row.body async for row in self.rows(kind, prefix=f"{kind}/")]

    async def edition(self, name: str) -> tuple[Edition, Pinned]:
        """The edition of that name as it was published last.

        Raises:
            Refused: there is none.
        """
        stream = edition_stream(name)
        basis = await self.states.basis([stream])
        pin = edition_named(basis, name)
        return parse_edition(basis.state(Published, stream).texts[pin.sha256]), pin

    async def region(self, code: str) -> Region:
        """The region that bears a code today.

        Raises:
            Refused: none does.
        """
        return region_in_force(await self.regions(), code, datetime.now(UTC))

    @over_url
    async def adoption(self, innovation: str, code: str) -> str:
        """The stream of a region's adoption.

        The region is who bears the code today; or who bore it when an adoption that runs under it began, because a
        region that was split keeps its adoption.

        Raises:
            Refused: nobody bears the code.
        """
        bearer = (await self.regions()).by_code(code, datetime.now(JAKARTA).date())
        if bearer and await self.ledger.head(adoption_stream(innovation, bearer.id)):
            return adoption_stream(innovation, bearer.id)
        bearing = [label("region", code)]
        if found := await self.ledger.rows(
            Narrowed(ADOPTION, prefix=adoption_stream(innovation, ""), labels=bearing), limit=1
        ):
            return found[0].stream_id
        return adoption_stream(innovation, (await self.region(code)).id)

    async def officer_region(self) -> str:
        """The code of the only region of which the reader is an officer.

        Raises:
            BadRequest: they are an officer of several.
            Refused: they are no officer.
        """
        grants = self.who.grants_of(Role.REGIONAL_OFFICER, self.at)
        regions = await self.regions()
        held = {grant.region for grant in grants if grant.region}
        known = sorted((region.code, region.name) for each in held if (region := regions.by_id(each)))
        require(known, Code.ROLE_MISSING, person=self.who.id, roles=[Role.REGIONAL_OFFICER])
        if len(known) > 1:
            found = [f"{name} ({code})" for code, name in known]
            raise BadRequest("region_needed", person=self.who.id, found=found)
        return known[0][0]

    async def rows(self, kind: str, prefix: str) -> AsyncIterator[StreamRow]:
        """Every row of a kind of the streams whose id begins so, read a page at a time."""
        after: Place | None = None
        while page := await self.ledger.rows(Narrowed(kind, prefix=prefix), after=after, limit=ROWS_AT_ONCE):
            for row in page:
                yield row
            after = page[-1].place


@over_url
async def who_reads(reader: Reader) -> Person:
    """Whoever reads."""
    return reader.who


@over_url
async def states_of(reader: Reader, streams: list[str]) -> dict[str, Any]:
    """The states of streams that nothing is closed of: what the rules go by, and people with their posts; of who isn't
    open to the reader no more than what stands beside their acts.

    Raises:
        Refused: another stream is named.
    """
    for stream in streams:
        open_to_all = kind_of(stream) in (EDITION, REFERENCE, PERSON, AGENCIES_KIND, KEYS_KIND)
        require(open_to_all, Code.NOT_OPEN, person=reader.who.id, what="ledger", roles=[Role.AUDITOR])
    viewer = await reader.viewer()
    found = (await reader.states.basis(streams)).items()
    return {stream: _open_part(viewer, state) if isinstance(state, Person) else state for stream, state in found}


def _open_part(viewer: Viewer, person: Person) -> Person:
    if person.id == viewer.person.id:
        return person
    if may_see_person(viewer, person.id, (grant.agency for grant in person.grants.values())):
        return replace(person, keys={}, passkeys={})
    grants = {name: _beside_acts(grant) for name, grant in person.grants.items()}
    return replace(person, keys={}, passkeys={}, grants=grants)


def _beside_acts(grant: Grant) -> Grant:
    """Of a grant, in which post of which agency somebody acted: not by which letter, under whom, or who followed."""
    post = grant.post and grant.post.model_copy(update={"letter": "–", "supervisor": None})
    return grant.model_copy(update={"post": post, "region": None, "successor": None})
