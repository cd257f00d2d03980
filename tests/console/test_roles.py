"""Each role is given the forms and pages that the rules open to it, and refused all others.

Asked over HTTP, without a browser, of innovations in three stages; the API is asked the same in `tests/api`.
"""

import re
from base64 import b64encode
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta

import pytest
from httpx import ASGITransport, AsyncClient, Response
from starlette.routing import Match, Route

from console.app import console
from console.forms.of_acts import FORMS
from console.pages.acts import MEANWHILE
from console.visit import SESSION
from domain.adoption.decider import may as may_in_adoption
from domain.adoption.state import Adoption
from domain.commands import PAYLOADS
from domain.innovation.decider import may
from domain.innovation.state import Innovation
from domain.refusals import Refusal, Refused
from domain.streams import innovation_stream
from domain.vocabulary import Stage
from service import sessions, tokens
from service.reading import Reader
from service.statuses import status_of
from service.tokens import Scope
from tests.api.test_roles import BANDUNG, PEOPLE
from tests.cli.running import Cli
from tests.waiting import LIMIT_S
from wiring.connections import Connections
from wiring.settings import Settings, load_settings

ACTS = [name for name in FORMS if name not in ("propose", "adopt")]
SENT = ("admit", "suspend", "discontinue", "commit_adoption")
HERE = {"Sec-Fetch-Site": "same-origin"}
EVERYBODY = frozenset(PEOPLE)
ADMINISTRATORS, AUDITORS = frozenset({"administrator"}), frozenset({"auditor"})
APPOINTING = ADMINISTRATORS | {"admin-surakarta"}
SEEING_PEOPLE = APPOINTING | {"sekretariat", "auditor"}
SEE_LEAST = ("evaluator-surakarta", "administrator")
"""Who would be the first from whom what is open to everybody was closed."""

PAGES = {
    **dict.fromkeys(
        (
            *("/beranda", "/tugas", "/rancangan", "/inovasi", "/daerah", "/daerah/32", "/daerah/32.73"),
            *("/rekapitulasi", "/rekapitulasi/kasus?edisi=ringkas&tahap=proposal", "/pengaturan/bacaan-saya"),
            *("/inovasi/{innovation}", "/inovasi/{innovation}/berkas", "/inovasi/{innovation}/penilaian"),
            *("/inovasi/{innovation}/keputusan", "/inovasi/{innovation}/riwayat", "/inovasi/{innovation}/keadaan"),
            *("/pengaturan", "/pengaturan/instansi", "/pengaturan/instansi/kota-surakarta", "/pengaturan/edisi"),
            *("/pengaturan/edisi/ringkas", "/pengaturan/kalender", "/pengaturan/token", "/pengaturan/kunci"),
            *("/inovasi.xlsx", "/rekapitulasi.xlsx", "/inovasi/{innovation}/ringkasan.pdf", "/pengaturan/konfirmasi"),
        ),
        EVERYBODY,
    ),
    **dict.fromkeys(
        (
            *("/audit", "/audit/catatan", "/audit/peristiwa?riwayat=keys/service&versi=1", "/audit/verifikasi"),
            *("/audit/andaikan", "/audit/bundel", "/audit/bacaan"),
        ),
        AUDITORS,
    ),
    **dict.fromkeys(
        (
            *("/pengaturan/permintaan", "/pengaturan/kunci/menunggu"),
            *("/pengaturan/terbitkan", "/pengaturan/terbitkan/edisi"),
        ),
        ADMINISTRATORS,
    ),
    "/audit/akun": AUDITORS | ADMINISTRATORS,
    "/pengaturan/instansi/baru/daftar": ADMINISTRATORS,
    "/pengaturan/pengguna/baru/beri-peran": APPOINTING,
    "/pengaturan/pengguna": SEEING_PEOPLE,
    "/pengaturan/pengguna/deputi": SEEING_PEOPLE - {"admin-surakarta"},
    "/pengaturan/pengguna/deputi/kontak": ADMINISTRATORS,
}
"""Who is shown each page of whoever is signed in."""

LEFT_OUT = {
    **dict.fromkeys(("/", "/masuk", "/masuk/penyedia", "/masuk/kembali"), "before anybody is signed in"),
    **dict.fromkeys(("/publik", "/publik/checkpoint", "/publik/verifikasi", "/publik/{innovation}"), "for everybody"),
    "/statis/{name}": "for everybody",
    **dict.fromkeys(("/masuk/perintah", "/masuk/perangkat"), "of the command line that waits for whoever is asked"),
    **dict.fromkeys(("/inovasi/baru", "/inovasi/{innovation}/tindakan/{act}"), "asked of each act"),
    "/inovasi/{innovation}/tindakan/{act}/lampiran": "of what the reader did",
    "/inovasi/{innovation}/langsung": "a stream, of the same as the history",
    "/rancangan/{draft}": "of who works on the draft",
    **dict.fromkeys(("/tugas/alihkan", "/tugas/sekaligus"), "of the reader's own tasks"),
    "/pengaturan/pengguna/{orang}/serah-terima": "of who may grant each post that is handed over",
    "/pengaturan/kunci/menunggu/{key}": "of a key that waits",
    "/pengaturan/konfirmasi/{naskah}": "of an act that waits",
    "/audit/verifikasi/{run}": "of a verification that was begun",
}
"""Addresses whose readers aren't in that table, and why."""


class Pages:
    """The pages in this process, for one person at a time."""

    def __init__(self, connections: Connections) -> None:
        transport = ASGITransport(console(connections), raise_app_exceptions=False)
        self.connections = connections
        self._client = AsyncClient(transport=transport, base_url="http://localhost", timeout=LIMIT_S)
        self._tokens: dict[str, str] = {}

    async def get(self, person: str, path: str) -> Response:
        """A page, as somebody."""
        if person not in self._tokens:
            self._tokens[person] = await sessions.begin(self.connections, person)
        return await self.with_token(self._tokens[person], path)

    async def with_token(self, token: str, path: str) -> Response:
        """A page, by a session's token."""
        return await self._client.get(path, headers={"Cookie": f"{SESSION}={token}"})

    async def post(self, person: str, path: str, **form: str) -> Response:
        """A form, sent by somebody who may never have been given it."""
        # Of a session each, as many are sent as nobody sends by hand.
        token = await sessions.begin(self.connections, person)
        return await self._client.post(path, data=form, headers={**HERE, "Cookie": f"{SESSION}={token}"})


@pytest.fixture(scope="module")
async def pages(stack: Settings) -> AsyncIterator[Pages]:
    """The pages of the stack."""
    async with Connections(stack, vouched=True) as connections:
        yield Pages(connections)


@pytest.fixture(scope="module")
async def innovations(stack: Settings) -> dict[str, str]:
    """An innovation in each of three stages."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("JEJAK_PERSON", "auditor")
        cli = Cli(stack.home)
        return {
            "proposal": await cli.proposed(),
            "evaluation": await cli.in_evaluation(),
            "scaling": await cli.in_scaling(),
        }


@pytest.mark.parametrize("person", PEOPLE)
async def test_a_role_is_given_the_form_of_each_act_that_it_may_ask_and_of_no_other(
    pages: Pages, innovations: dict[str, str], person: str
) -> None:
    found, expected = dict[str, tuple[int, bool]](), dict[str, tuple[int, bool]]()
    for act, innovation, why in await _asked(pages.connections, person, ACTS, innovations):
        answer = await pages.get(person, f"{_of(innovation, act)}?daerah={BANDUNG}")
        found[act] = (answer.status_code, _form(answer))
        expected[act] = (200, True) if why is None else (status_of(Refused(why)), False)
    assert found == expected
    assert (409, False) in expected.values() or (403, False) in expected.values()


@pytest.mark.parametrize("person", PEOPLE)
async def test_what_a_role_may_not_ask_is_refused_when_it_is_sent_without_a_form(
    pages: Pages, innovations: dict[str, str], person: str
) -> None:
    for act, innovation, why in await _asked(pages.connections, person, SENT, innovations):
        if why is not None and why.code not in MEANWHILE:
            answer = await pages.post(person, _of(innovation, act), alasan="Sesuai berita acara.")
            assert (answer.status_code, _form(answer)) == (status_of(Refused(why)), False), (act, answer.text)


@pytest.mark.parametrize("person", PEOPLE)
async def test_a_page_is_shown_to_whom_it_is_open_and_closed_to_all_others(
    pages: Pages, innovations: dict[str, str], person: str
) -> None:
    wanted = {path: who for path, who in PAGES.items() if who != EVERYBODY or person in SEE_LEAST}
    found = {path: await pages.get(person, path.format(innovation=innovations["evaluation"])) for path in wanted}
    assert {path: answer.status_code == 200 for path, answer in found.items()} == {
        path: person in people for path, people in wanted.items()
    }
    assert {answer.status_code for answer in found.values()} <= {200, 403, 409}


def test_every_page_says_to_whom_it_is_open_or_why_that_is_tried_elsewhere() -> None:
    routes = console(Connections(load_settings(database_url=None))).routes
    pages = [each for each in routes if isinstance(each, Route) and "GET" in (each.methods or ())]
    asked = {_route(pages, path.partition("?")[0].format(innovation="x")) for path in PAGES}
    assert {each.path for each in pages} == asked | LEFT_OUT.keys()
    assert not asked & LEFT_OUT.keys()


async def test_no_file_is_read_of_who_may_not_publish_it(pages: Pages) -> None:
    broken = b64encode(b"name = [").decode()
    answer = await pages.post("evaluator-1", "/pengaturan/terbitkan/edisi", content=broken)
    assert (answer.status_code, _form(answer)) == (403, False)


async def test_nobody_revokes_anothers_token_on_a_page(pages: Pages) -> None:
    token = await tokens.issue(pages.connections, "auditor", label="uji", scopes=[Scope.READ], lasts=timedelta(days=1))
    found = await tokens.find(pages.connections, token)
    assert found is not None
    answer = await pages.post("pengusul", "/pengaturan/token", cabut=str(found.token_id))
    assert (answer.status_code, "govuk-error-summary" in answer.text) == (404, True)
    assert await tokens.find(pages.connections, token) is not None


def _route(pages: Iterable[Route], path: str) -> str:
    """The route that answers at an address."""
    scope = {"type": "http", "method": "GET", "path": path, "root_path": ""}
    return next(each.path for each in pages if each.matches(scope)[0] is Match.FULL)


def _of(innovation: str, act: str) -> str:
    return f"/inovasi/{innovation}/tindakan/{act.replace('_', '-')}"


def _form(answer: Response) -> bool:
    return re.search(r'<form method="post"[^>]* novalidate>', answer.text) is not None


async def _asked(
    connections: Connections, person: str, acts: Iterable[str], innovations: dict[str, str]
) -> list[tuple[str, str, Refusal | None]]:
    """Each act with an innovation of which somebody may ask it, if there is one; else with one of which they may not,
    and why.
    """
    reader = await Reader.on(connections, person)
    regions, agencies = await reader.regions(), await reader.agencies()
    states = [await reader.states.get(Innovation, innovation_stream(each)) for each in innovations.values()]
    scaled = next(each for each in states if each.stage == Stage.SCALING)
    adoption = await reader.states.get(Adoption, await reader.adoption(scaled.id, BANDUNG))
    found = []
    for act in acts:
        payload = PAYLOADS[act]
        if payload.scope == "adoption":
            why = may_in_adoption(reader.who, payload, adoption, scaled, regions, agencies, reader.at)
            found.append((act, scaled.id, why))
        else:
            refusals = {each.id: may(reader.who, payload, each, agencies, reader.at) for each in states}
            innovation = next((id for id, why in refusals.items() if why is None), states[1].id)
            found.append((act, innovation, refusals[innovation]))
    return found
