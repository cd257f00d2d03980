"""Without signing in everybody reads what was proposed, piloted, decided and lasts; nothing of a person, and no end."""

import re
from functools import partial

import pytest
from httpx import ASGITransport, AsyncClient
from starlette.responses import PlainTextResponse

from console import guard
from domain.vocabulary import Stage
from processes.setup import sample_people
from processes.worker_file import served_addresses
from service.public import Public
from tests.cli.running import Cli
from tests.console.desk import Desk
from tests.waiting import LIMIT_S
from wiring.connections import Connections
from wiring.rates import Rates
from wiring.settings import Settings


@pytest.mark.usefixtures("long_pages")
async def test_the_catalogue_and_an_innovation_are_read_by_everybody(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_scaling()
    await desk.open("/publik")
    assert await desk.page.locator(f'a[href="/publik/{innovation}"]').count() == 1
    await desk.open(f"/publik/{innovation}")
    page = await desk.text()
    for each in ("Kartu Insentif Anak", "Pemerintah Kota Surakarta", "Kota Bandung", "Permendagri Nomor 2 Tahun 2016"):
        assert each in page
    assert "Edisi ringkas untuk peragaan (2025)" in page
    assert await desk.page.get_attribute("html", "lang") == "id"


async def test_no_person_and_no_judgement_stands_on_a_public_page(stack: Settings, cli: Cli) -> None:
    innovation = await cli.in_scaling()
    names = list(sample_people()) + [each.name for each in sample_people().values()]
    async with AsyncClient(base_url=served_addresses(stack.home)["console"], timeout=LIMIT_S) as client:
        paths = ("/publik", "/publik?tahap=evaluation", "/publik?cari=kartu&provinsi=33", "/publik/verifikasi")
        for path in (*paths, "/publik/checkpoint", f"/publik/{innovation}"):
            answer = await client.get(path)
            assert answer.headers["cache-control"] == "public, max-age=60"
            shown = answer.text.split("<main")[-1]
            assert not [each for each in names if re.search(rf"\b{re.escape(each)}\b", shown)]
            assert "90,4" not in answer.text


@pytest.mark.parametrize("act", ["reject", "withdraw"])
async def test_of_what_has_ended_nothing_is_said(stack: Settings, cli: Cli, act: str) -> None:
    innovation = await cli.proposed()
    async with AsyncClient(base_url=served_addresses(stack.home)["console"], timeout=LIMIT_S) as client:
        assert (await client.get(f"/publik/{innovation}")).status_code == 200
        who = "sekretariat" if act == "reject" else "pengusul"
        await cli.done(act, innovation, "--reason", "Sudah ada", "--as", who)
        assert (await client.get(f"/publik/{innovation}")).status_code == 404
        assert (await client.get("/publik/tidak-ada")).status_code == 404
        assert (await client.get("/publik?tahap=rejected")).status_code == 200
    async with Connections(stack) as connections:
        ended = Stage.REJECTED if act == "reject" else Stage.WITHDRAWN
        assert await Public(connections).listed(ended, after=None, limit=50) == []


async def test_the_signed_checkpoint_is_there_to_be_kept(stack: Settings, cli: Cli) -> None:
    await cli.proposed()
    async with AsyncClient(base_url=served_addresses(stack.home)["console"], timeout=LIMIT_S) as client:
        answer = await client.get("/publik/checkpoint")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    origin, size, _ = answer.text.split("\n", 2)
    assert origin
    assert int(size) > 0


async def test_of_a_region_that_gave_up_or_declined_nothing_is_said(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_pilot()
    await cli.done("abort-pilot", innovation, "--region", "73.71", "--reason", "Bencana", "--as", "sekretariat")
    await desk.open(f"/publik/{innovation}")
    assert ("Kota Bandung" in await desk.text(), "Kota Makassar" in await desk.text()) == (True, False)
    scaling = await cli.in_scaling()
    await cli.done("decline-adoption", scaling, "--reason", "Anggaran", "--as", "petugas-makassar")
    await desk.open(f"/publik/{scaling}")
    assert "Tidak bersedia" not in await desk.text()


@pytest.mark.usefixtures("long_pages")
async def test_the_catalogue_is_searched_and_narrowed_and_what_is_unknown_is_told(desk: Desk, cli: Cli) -> None:
    innovation = await cli.in_scaling()
    link = f'a[href="/publik/{innovation}"]'
    for query, found in (("cari=kartu+insentif", 1), ("cari=kartu&tahap=scaling&provinsi=33", 1), ("provinsi=11", 0)):
        await desk.open(f"/publik?{query}")
        assert await desk.page.locator(link).count() == found, query
    await desk.open("/publik?tahap=rejected&provinsi=99")
    assert await desk.page.locator(".govuk-error-message").count() == 2
    assert (await desk.open("/publik?cari=!!!")).status == 400
    await desk.open(f"/publik/{innovation}")
    assert "Kondisi awal" in await desk.text()
    await desk.open("/publik/verifikasi")
    assert "python -m proof.verify" in await desk.text()


async def test_a_page_that_a_browser_has_is_not_sent_again(stack: Settings, cli: Cli) -> None:
    innovation = await cli.proposed()
    async with AsyncClient(base_url=served_addresses(stack.home)["console"], timeout=LIMIT_S) as client:
        tag = (await client.get(f"/publik/{innovation}")).headers["etag"]
        again = await client.get(f"/publik/{innovation}", headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        other = await client.get(f"/publik/{innovation}", headers={"If-None-Match": tag, "Cookie": "jejak-bahasa=en"})
        assert other.status_code == 200


async def test_who_reads_too_fast_is_asked_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "READ_AT_ONCE", 2)
    monkeypatch.setattr(guard, "Rates", partial(Rates, clock=lambda: 0.0))
    served = guard.Guard(PlainTextResponse("Publik"))
    async with AsyncClient(transport=ASGITransport(served), base_url="http://localhost") as client:
        answers = [await client.get("/publik") for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert int(answers[-1].headers["retry-after"]) > 0
