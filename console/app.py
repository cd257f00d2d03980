"""The application: which address leads to which page, and what is answered when something goes wrong."""

import gzip
from collections.abc import Awaitable, Callable
from functools import cache

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from console import problems
from console.guard import Guard
from console.pages import (
    accounts,
    acts,
    annexed,
    as_of,
    claiming,
    command_line,
    deciding,
    drafts,
    evaluating,
    history,
    home,
    innovation,
    innovations,
    interventions,
    letters,
    live,
    many,
    public,
    readings,
    recap,
    regions,
    sign_in,
    tasks,
)
from console.pages.audit import ledger, lives, search, verification
from console.pages.settings import agencies, editions, enrolling, index, keys, people, publishing, tokens, waiting
from console.rendering import STATIC, Problem, rendered
from console.visit import Visit, language_of, signed_in
from service.provider import RETURN
from service.verification_runs import runs_of
from texts import text
from wiring.connections import Connections

log = structlog.get_logger()

KINDS = {
    "govuk-frontend.css": "text/css",
    "jejak.css": "text/css",
    "jejak.svg": "image/svg+xml",
    "live.js": "text/javascript",
    "passkey.js": "text/javascript",
}
"""The static files."""

A_YEAR = "public, max-age=31536000, immutable"


def console(connections: Connections) -> Starlette:
    """The pages, on these connections."""
    app = Starlette(
        routes=[
            Route("/", _home),
            _page("/masuk", sign_in.choose),
            _page("/masuk", sign_in.begin, "POST"),
            _page("/masuk/penyedia", sign_in.go),
            _page(RETURN, sign_in.come_back),
            _page("/masuk/perintah", signed_in(command_line.show)),
            _page("/masuk/perintah", signed_in(command_line.allow), "POST"),
            _page("/masuk/perangkat", signed_in(command_line.show_device)),
            _page("/masuk/perangkat", signed_in(command_line.allow_device), "POST"),
            _page("/masuk/perangkat/mulai", command_line.begin_device, "POST"),
            _page("/masuk/token", command_line.token, "POST"),
            _page("/masuk/token/cabut", command_line.revoke, "POST"),
            _page(accounts.HERE, signed_in(accounts.show)),
            _page(accounts.HERE, signed_in(accounts.answer), "POST"),
            _page("/keluar", sign_in.leave, "POST"),
            _page("/bahasa", sign_in.speak, "POST"),
            _page("/beranda", signed_in(home.show)),
            _page("/tugas", signed_in(tasks.show)),
            _page("/tugas/ambil", signed_in(claiming.take), "POST"),
            _page("/tugas/lepas", signed_in(claiming.let_go), "POST"),
            _page("/tugas/alihkan", signed_in(claiming.show)),
            _page("/tugas/alihkan", signed_in(claiming.hand_over), "POST"),
            _page("/tugas/sekaligus", signed_in(many.show)),
            _page("/tugas/sekaligus", signed_in(many.send), "POST"),
            _page("/inovasi", signed_in(innovations.show)),
            _page("/inovasi.xlsx", signed_in(innovations.download)),
            _page("/inovasi/baru", signed_in(acts.show)),
            _page("/inovasi/baru", signed_in(acts.send), "POST"),
            _page("/inovasi/{innovation}", signed_in(innovation.show)),
            _page("/inovasi/{innovation}/berkas", signed_in(innovation.show_file)),
            _page("/inovasi/{innovation}/ringkasan.pdf", signed_in(letters.show)),
            _page("/inovasi/{innovation}/penilaian", signed_in(evaluating.show)),
            _page("/inovasi/{innovation}/keputusan", signed_in(deciding.show)),
            _page("/inovasi/{innovation}/riwayat", signed_in(history.show)),
            _page("/inovasi/{innovation}/keadaan", signed_in(as_of.show)),
            _page("/inovasi/{innovation}/langsung", signed_in(live.show)),
            _page("/inovasi/{innovation}/tindakan/{act}/lampiran", signed_in(annexed.show)),
            _page("/inovasi/{innovation}/tindakan/{act}/lampiran", signed_in(annexed.send), "POST"),
            _page("/inovasi/{innovation}/tindakan/{act}", signed_in(acts.show)),
            _page("/inovasi/{innovation}/tindakan/{act}", signed_in(acts.send), "POST"),
            _page("/rancangan", signed_in(drafts.show_all)),
            _page("/rancangan", signed_in(drafts.begin), "POST"),
            _page("/rancangan/formulir/hapus", signed_in(drafts.discard_form), "POST"),
            _page("/rancangan/{draft}", signed_in(drafts.show)),
            _page("/rancangan/{draft}", signed_in(drafts.save), "POST"),
            _page("/rancangan/{draft}/hapus", signed_in(drafts.discard), "POST"),
            *_settings(),
            _page("/daerah", signed_in(regions.show)),
            _page("/daerah/{code}", signed_in(regions.show_one)),
            _page("/rekapitulasi", signed_in(recap.show)),
            _page("/rekapitulasi.xlsx", signed_in(recap.download)),
            _page("/rekapitulasi/kasus", signed_in(recap.show_cases)),
            _page("/audit/bacaan", signed_in(readings.show)),
            _page("/pengaturan/bacaan-saya", signed_in(readings.show_own)),
            _page("/audit/akun", signed_in(interventions.show)),
            _page("/audit", signed_in(search.show)),
            _page("/audit/catatan", signed_in(ledger.show)),
            _page("/audit/peristiwa", signed_in(ledger.show_event)),
            _page("/audit/verifikasi", signed_in(verification.show)),
            _page("/audit/verifikasi", signed_in(verification.begin), "POST"),
            _page("/audit/verifikasi/{run}", signed_in(verification.watch)),
            _page("/audit/andaikan", signed_in(lives.suppose)),
            _page("/audit/bundel", signed_in(lives.bundle)),
            _page("/publik", public.show),
            _page("/publik/checkpoint", public.checkpoint),
            _page("/publik/verifikasi", public.explain),
            _page("/publik/{innovation}", public.show_one),
            Route("/statis/{name}", _static),
        ],
        middleware=[Middleware(Guard)],
        exception_handlers={HTTPException: _not_found},
    )
    app.state.connections = connections
    app.state.verifications = runs_of(connections)
    return app


def _settings() -> list[Route]:
    """What there is to look up and to administer."""
    person, agency = "/pengaturan/pengguna/{orang}", "/pengaturan/instansi/{instansi}"
    return [
        _page("/pengaturan", signed_in(index.show)),
        _page("/pengaturan/pengguna", signed_in(people.show)),
        _page(person, signed_in(people.show_one)),
        _page(f"{person}/kontak", signed_in(people.show_contacts)),
        _page(f"{person}/kontak", signed_in(people.send_contacts), "POST"),
        _page(f"{person}/serah-terima", signed_in(people.show_hand_over)),
        _page(f"{person}/serah-terima", signed_in(people.send_hand_over), "POST"),
        _page(f"{person}/{{tindakan}}", signed_in(people.show_form)),
        _page(f"{person}/{{tindakan}}", signed_in(people.send_form), "POST"),
        _page("/pengaturan/instansi", signed_in(agencies.show)),
        _page(agency, signed_in(agencies.show_one)),
        _page(f"{agency}/{{tindakan}}", signed_in(agencies.show_form)),
        _page(f"{agency}/{{tindakan}}", signed_in(agencies.send_form), "POST"),
        _page("/pengaturan/edisi", signed_in(editions.show)),
        _page("/pengaturan/edisi/{edisi}", signed_in(editions.show_one)),
        _page("/pengaturan/kalender", signed_in(editions.show_calendar)),
        _page(publishing.HERE, signed_in(publishing.show)),
        _page(publishing.HERE + "/{naskah}", signed_in(publishing.show_form)),
        _page(publishing.HERE + "/{naskah}", signed_in(publishing.send_form), "POST"),
        _page("/pengaturan/token", signed_in(tokens.show)),
        _page("/pengaturan/token", signed_in(tokens.answer), "POST"),
        _page(keys.HERE, signed_in(keys.show)),
        _page(keys.HERE, signed_in(keys.send), "POST"),
        _page(enrolling.HERE, signed_in(enrolling.show)),
        _page(enrolling.HERE + "/{key}", signed_in(enrolling.show_key)),
        _page(enrolling.HERE + "/{key}", signed_in(enrolling.enrol), "POST"),
        _page("/pengaturan/konfirmasi", signed_in(waiting.show)),
        _page("/pengaturan/konfirmasi/{naskah}", signed_in(waiting.show_one)),
        _page("/pengaturan/konfirmasi/{naskah}", signed_in(waiting.answer), "POST"),
    ]


def _page(path: str, page: Callable[[Request], Awaitable[Response]], method: str = "GET") -> Route:
    """A page that says what went wrong, if anything does."""

    async def answer(request: Request) -> Response:
        try:
            return await page(request)
        except HTTPException:
            raise
        except Exception as error:
            return await _went_wrong(request, error)

    return Route(path, answer, methods=[method])


async def _home(request: Request) -> Response:
    return RedirectResponse("/beranda", 303)


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in KINDS:
        raise HTTPException(404)
    headers = {"Cache-Control": A_YEAR, "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response((STATIC / name).read_bytes(), media_type=KINDS[name], headers=headers)
    return Response(_packed(name), media_type=KINDS[name], headers=headers | {"Content-Encoding": "gzip"})


@cache
def _packed(name: str) -> bytes:
    """A static file in a third of its bytes. Pages aren't packed: their length would tell of what is in them."""
    return gzip.compress((STATIC / name).read_bytes(), mtime=0)


async def _not_found(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    lang = language_of(request)
    problem = Problem(error.status_code, text("console.not_found", lang), text("console.not_found.hint", lang))
    return await _said(request, problem)


async def _went_wrong(request: Request, error: Exception) -> Response:
    problem = problems.of_error(error, language_of(request))
    if problem.status >= 500:
        log.error("page failed", path=request.url.path, error=type(error).__name__, exc_info=error)
    return await _said(request, problem)


async def _said(request: Request, problem: Problem) -> Response:
    """A page that says so: with the menu, if whoever is signed in got as far as a page and the servers answer."""
    visit: Visit | None = getattr(request.state, "visit", None)
    if visit is None or problem.status >= 500:
        return rendered(request, "problem", language_of(request), problem=problem)
    return await visit.page("problem", problem=problem)
