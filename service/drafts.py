"""Drafts: proposals that are written, corrected and handed in, the last as an ordinary act."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from pydantic import ValidationError

from domain import drafts as rules
from domain.administration.people import APPOINTING, may
from domain.agencies import Register
from domain.commands import Command
from domain.commands.innovation import Propose
from domain.grants import Person
from domain.innovation.decider import INNOVATIONS
from domain.innovation.state import Innovation
from domain.model import problems_of
from domain.refusals import Code, Refusal, refuse, require
from domain.streams import innovation_stream
from domain.vocabulary import PROPOSING
from engine.deciding import decided_on
from ledger import drafts
from ledger.drafts import StoredDraft as StoredDraft
from proof.ids import innovation_id, whole_id
from proof.streams import KEYS
from service.afar import over_url, over_url_acting
from service.agencies import with_codes
from service.reading import Reader
from wiring.connections import DRAFTS, Connections
from wiring.errors import BadRequest, NotPossible

LONGEST = 200_000
"""Characters of a draft's JSON."""

MOST = 200
"""Of one author's that aren't handed in."""

MOST_TOGETHER = 2_000_000
"""Characters of all of these: what is wrong with each is looked for whenever they are listed."""


class Desk:
    """One person's drafts. Every method raises as `Connections.pool` does, besides what it says."""

    def __init__(self, connections: Connections, reader: Reader, person: Person, agencies: Register) -> None:
        self.connections = connections
        self._reader = reader
        self._person = person
        self._agencies = agencies

    @classmethod
    async def of(cls, connections: Connections, person: str) -> "Desk":
        """The drafts of whoever is signed in. Raises as `Reader.on`."""
        return await cls.of_reader(await Reader.on(connections, person))

    @classmethod
    async def of_reader(cls, reader: Reader) -> "Desk":
        """The drafts of a reader."""
        return cls(reader.connections, reader, reader.who, await reader.agencies())

    @over_url
    async def all(self) -> list[StoredDraft]:
        """The person's own drafts, and all of the agencies that they administer, the latest first."""
        return await drafts.of(
            await self.connections.pool(DRAFTS),
            self._person.id,
            rules.agencies_administered_by(self._person, self._agencies, datetime.now(UTC)),
        )

    @over_url
    async def names(self, those: list[StoredDraft]) -> dict[str, str]:
        """The names of these drafts' authors, as far as they are known."""
        return await self._reader.names({each.author for each in those})

    @over_url
    async def find(self, given: str) -> StoredDraft:
        """A draft to work on, by its id or the beginning of it.

        Raises:
            Refused: there is none, it is somebody else's, or it was handed in.
            NotPossible: several begin so.
        """
        if whole := whole_id(given):
            found = await drafts.get(await self.connections.pool(DRAFTS), UUID(whole))
            return self._workable(found, given)
        like = [each for each in await self.all() if given and str(each.draft_id).startswith(given.lower())]
        if len(like) > 1:
            raise NotPossible("ambiguous_draft", given=given, found=[str(each.draft_id) for each in like])
        return self._workable(like[0] if like else None, given)

    async def any(self, draft_id: str) -> StoredDraft:
        """A draft by its whole id, also one that was handed in.

        Raises:
            Refused: there is none, or it is somebody else's.
        """
        found = await drafts.get(await self.connections.pool(DRAFTS), UUID(draft_id))
        return rules.visible(found, draft_id, self._person, self._agencies, datetime.now(UTC))

    @over_url_acting
    async def save(self, content: dict[str, Any], given: str | None, *, seen: int | None = None) -> StoredDraft:
        """Keep a draft, a new one unless one is named; whoever corrects it leaves it its author's. `seen` is the
        version that they corrected, where it isn't the one that is there now.

        Raises:
            Refused: as `find`; it is for an agency for which the person doesn't propose; it names an agency or a region
                that isn't there; or it was changed meanwhile.
            NotPossible: what it names is the name of several; or its author has as many drafts as anybody may,
                or too much in them.
            BadRequest: it names no agency, and the person proposes for several; or it is too long, or no JSON.
        """
        now = datetime.now(UTC)
        before = await self.find(given) if given is not None else None
        require(before is None or seen in (None, before.version), Code.DRAFT_CHANGED, draft=given)
        content = await with_codes(self._reader, content)
        agency = content.get("agency") or (before.agency if before else None) or self._only_agency(now)
        rules.require_agency(self._person, str(agency), self._agencies, now)
        require(before is None or before.agency == agency, Code.OTHER_AGENCY, agency=agency)
        text = _kept(content | {"agency": agency})
        me = self._person.id
        await self._require_room(text, before)
        new = before or StoredDraft(uuid4(), 0, agency, me, me, now, text, command_id=uuid4())
        return await self._put(new.changed(me, content=text))

    @over_url_acting
    async def discard(self, given: str) -> StoredDraft:
        """Remove a draft. Raises Refused as `find`, or if it was changed meanwhile."""
        draft = await self.find(given)
        pool = await self.connections.pool(DRAFTS)
        rules.require_unchanged(await drafts.discard(pool, draft, self._person.id), draft)
        return draft

    @over_url_acting
    async def ready(self, given: str) -> tuple[StoredDraft, dict[str, Any]]:
        """A draft that can be handed in, and what it proposes.

        Raises:
            Refused: as `find`.
            BadRequest: it isn't complete, with all that is missing or wrong.
        """
        draft = await self.find(given)
        if await self._recorded(draft):  # nobody was there to hear of it
            draft = await self._submitted(draft)
            self._workable(draft, given)
        [refusal] = await self.refusals_of([draft])
        if refusal is not None and refusal.code is Code.INVALID_PAYLOAD:
            raise BadRequest("incomplete_draft", draft=str(draft.draft_id), problems=refusal.facts["problems"])
        return draft, content_of(draft)

    @over_url
    async def refusals_of(self, those: Sequence[StoredDraft]) -> list[Refusal | None]:
        """Why each of these drafts would be refused if the person handed it in now, by the rules themselves; None for
        one that wouldn't, or was handed in.
        """
        now = datetime.now(UTC)
        asked = [None if each.submitted else self._handed_in_as(each, now) for each in those]
        streams = [each.stream for each in asked if isinstance(each, Command)]
        followed = (name for each in streams for name in INNOVATIONS.follows(each, None))
        states = self._reader.states
        basis = await states.basis([KEYS, *streams, *followed])
        refusals = list[Refusal | None]()
        for each in asked:
            if isinstance(each, Command):
                state = basis.state(Innovation, each.stream)
                basis, decision = await decided_on(states, state, each, basis)
                refusals.append(decision if isinstance(decision, Refusal) else None)
            else:
                refusals.append(each)
        return refusals

    def _handed_in_as(self, draft: StoredDraft, at: datetime) -> Command | Refusal:
        """The command by which the person would hand a draft in; or the refusal, of what can't be one."""
        under = self._person.proposing_for(draft.agency, self._agencies, at)
        try:
            return Command(
                id=draft.command_id,
                stream=innovation_stream(innovation_id(draft.command_id)),
                type=Propose.name,
                payload=content_of(draft),
                actor=self._person.id,
                at=at,
                key=self._person.key,
                grant=under[0].id if under else None,
            )
        except ValidationError as error:
            return refuse(Code.INVALID_PAYLOAD, problems=problems_of(error)).refusal

    @over_url_acting
    async def conclude(self, draft: StoredDraft) -> None:
        """Keep what came of handing a draft in: it is in the ledger, or was refused and stays, to be handed in anew."""
        now = await drafts.get(await self.connections.pool(DRAFTS), draft.draft_id)  # it may have been corrected
        if now is None or now.submitted:
            return
        self._workable(now, str(now.draft_id))
        if await self._recorded(now):
            await self._submitted(now)
        else:
            await self._put(now.changed(now.saved_by, command_id=uuid4()))

    async def _recorded(self, draft: StoredDraft) -> bool:
        stream = innovation_stream(innovation_id(draft.command_id))
        return await self._reader.ledger.head(stream) is not None

    async def _submitted(self, draft: StoredDraft) -> StoredDraft:
        return await self._put(draft.changed(self._person.id, submitted=True, content=None))

    async def _require_room(self, text: str, before: StoredDraft | None) -> None:
        """Go on if its author may keep that much beside their others, or it gets no longer. Raises NotPossible."""
        if before is not None and len(text) <= len(before.content or ""):
            return
        author = before.author if before else self._person.id
        kept = await drafts.of(await self.connections.pool(DRAFTS), author, [])
        others = [each for each in kept if before is None or each.draft_id != before.draft_id]
        if len(text) + sum(len(each.content or "") for each in others) > MOST_TOGETHER:
            raise NotPossible("drafts_too_large", most=MOST_TOGETHER)

    async def _put(self, draft: StoredDraft) -> StoredDraft:
        put = await drafts.put(await self.connections.pool(DRAFTS), draft, MOST)
        if put is None:
            raise NotPossible("too_many_drafts", most=MOST)
        rules.require_unchanged(put, draft)
        return draft

    def _workable(self, draft: StoredDraft | None, given: str) -> StoredDraft:
        return rules.workable(draft, given, self._person, self._agencies, datetime.now(UTC))

    def _only_agency(self, at: datetime) -> str:
        agencies = rules.agencies_of(self._person, at)
        if len(agencies) > 1:
            known = self._agencies.agencies
            found = [f"{known[each].name} ({each})" if each in known else each for each in agencies]
            raise BadRequest("agency_needed", person=self._person.id, found=found)
        require(agencies, Code.ROLE_MISSING, person=self._person.id, roles=PROPOSING)
        return agencies[0]


@over_url
async def require_movable(reader: Reader) -> None:
    """Go on if drafts can be moved here. Raises as `Connections.pool`."""
    await reader.connections.pool(DRAFTS)


@over_url_acting
async def take_over(reader: Reader, giver: str, handed: Sequence[str]) -> list[UUID]:
    """Give somebody's drafts to whom they handed over these of their posts, by the ids of the grants, as far as the
    reader may grant and end them: the drafts of agencies for which they proposed in them, and don't in any other; the
    ids of those that moved.

    Raises:
        Refused: one was changed meanwhile; or the reader grants and ends nobody's posts.
    """
    at = datetime.now(UTC)
    reader.who.acting(APPOINTING, at)
    person, agencies = await reader.person(giver), await reader.agencies()
    held = [grant for each in handed if (grant := person.grants.get(each)) and grant.role in PROPOSING]
    posts = [grant for grant in held if may(reader.who, grant, agencies, at) is None]
    if not posts:
        return []
    pool, moved = await reader.connections.pool(DRAFTS), []
    for draft in await drafts.of(pool, giver, []):
        to = next((each.successor for each in posts if each.proposes_for(draft.agency, agencies)), None)
        if to is None or draft.submitted or person.proposing_for(draft.agency, agencies, at):
            continue
        now = draft.changed(draft.saved_by, author=to)
        rules.require_unchanged(bool(await drafts.put(pool, now, MOST)), draft)
        moved.append(now.draft_id)
    return moved


def _kept(content: dict[str, Any]) -> str:
    """What a draft says, as it is kept. Raises BadRequest: it holds what no JSON can, and others couldn't read; or too
    much.
    """
    try:
        text = json.dumps(content, ensure_ascii=False, allow_nan=False)
        text.encode()
    except (TypeError, ValueError, RecursionError):
        raise BadRequest("invalid_request") from None
    if len(text) > LONGEST:
        raise BadRequest("too_large")
    return text


def content_of(draft: StoredDraft) -> dict[str, Any]:
    """What a draft says so far; nothing once it was handed in. Raises BadRequest: somebody elsewhere made it up."""
    try:
        content: dict[str, Any] = json.loads(draft.content or "{}")
    except (ValueError, RecursionError):
        raise BadRequest("invalid_request") from None
    return content
