"""A visit: one request of whoever is signed in, and the answer in their language."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.menu import menu
from console.rendering import rendered
from domain.keys import Passkey
from domain.names import Names
from domain.readings import Via
from domain.vocabulary import PROPOSING
from service import sessions
from service.names import names_of
from service.pinned_editions import published_editions
from service.reading import Reader
from texts import Lang
from texts.editions import edition_called
from texts.languages import LANGUAGES
from wiring.connections import Connections

MOST_FIELDS, LONGEST = 400, 3_000_000
"""Of a form: fields, and bytes in one of them."""

SESSION, LANGUAGE, RECORDED = "__Host-jejak", "jejak-bahasa", "__Host-tercatat"
"""The cookies: who is signed in, the language of the pages, and what was recorded just now, to say it once."""

WAIT = timedelta(seconds=25)
"""How long a page waits for what becomes of a command."""

REFLECTED = 300_000
"""Bytes of a form that are kept for who is no longer signed in."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of somebody who is signed in."""

    request: Request
    reader: Reader
    lang: Lang

    @property
    def connections(self) -> Connections:
        """Where the record is."""
        return connections_of(self.request)

    @property
    def person(self) -> str:
        """Who it is."""
        return self.reader.who.id

    @property
    def origin(self) -> str:
        """Where a browser believes that these pages are."""
        url = self.request.url
        return self.connections.settings.url or f"{url.scheme}://{url.netloc}"

    @property
    def passkeys(self) -> dict[str, Passkey]:
        """The reader's passkeys that sign here, by their keys."""
        return self.reader.who.passkeys_at(self.origin)

    @property
    def proposes(self) -> bool:
        """Whether the reader proposes innovations, for whatever agency."""
        return any(self.reader.who.grants_of(role, self.reader.at) for role in PROPOSING)

    async def names(self, people: Iterable[str] = ()) -> Names:
        """What regions, agencies and these people are called."""
        return await names_of(self.reader.states, await self.reader.names({*people, self.person}))

    async def zone(self) -> ZoneInfo:
        """In whose time the reader reads."""
        return self.reader.who.zone(await self.reader.regions(), self.reader.at)

    async def editions(self) -> dict[str, str]:
        """What the editions that were published are called, by their names, the newest year first."""
        return {each.name: edition_called(each, self.lang) for each in await published_editions(self.reader)}

    async def page(self, template: str, /, *, status: int = 200, names: Names | None = None, **facts: Any) -> Response:
        """A page with these facts."""
        names = names or await self.names()
        zone = facts.pop("zone", None) or await self.zone()
        facts |= {"names": names, "person": self.person, "zone": zone, "by_passkey": bool(self.passkeys)}
        facts |= {"menu": menu(self.reader.who, self.reader.at)}
        return rendered(self.request, template, self.lang, status=status, **facts)


Page = Callable[[Visit], Awaitable[Response]]


def signed_in(page: Page) -> Callable[[Request], Awaitable[Response]]:
    """A page for who is signed in. Everybody else is asked to sign in first, and then brought there; what they were
    about to send is kept in a form that sends it once they are signed in.
    """

    async def answer(request: Request) -> Response:
        token = request.cookies.get(SESSION)
        person = await sessions.person_of(connections_of(request), token) if token else None
        if person is not None:
            reader = await Reader.on(connections_of(request), person, via=Via.CONSOLE)
            request.state.visit = Visit(request, reader, language_of(request))
            return await page(request.state.visit)
        if request.method in ("GET", "HEAD"):
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"/masuk?lanjut={quote(request.url.path + query)}", 303)
        if int(request.headers.get("content-length", "0")) > REFLECTED:
            return rendered(request, "session_over", language_of(request), status=401, typed=[])
        async with request.form(max_fields=MOST_FIELDS, max_part_size=LONGEST) as form:
            typed = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        return rendered(request, "session_over", language_of(request), status=401, typed=typed)

    return answer


def connections_of(request: Request) -> Connections:
    """The application's connections."""
    found: Connections = request.app.state.connections
    return found


def language_of(request: Request) -> Lang:
    """The language that the browser chose; Indonesian, if it chose none."""
    chosen = request.cookies.get(LANGUAGE)
    return next((lang for lang in LANGUAGES if lang == chosen), LANGUAGES[0])
