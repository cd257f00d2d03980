"""When a server is down the page says what can't be done now; reading goes on, and what was typed is kept."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from console.app import console
from console.pages import act_form
from console.visit import SESSION
from processes.health import served
from stack.state import StackState
from tests.cli.running import Cli
from tests.console.desk import Desk
from tests.console.test_roles import Pages, pages
from tests.console.test_settings import proposed, somebody
from wiring.connections import Connections
from wiring.rates import Rates
from wiring.settings import Settings

__all__ = ["pages"]

CLOSED = "127.0.0.1:1"


class WithoutTemporal(Settings):
    """The same stack, but its Temporal isn't reached."""

    def embedded(self) -> StackState | None:
        """Where it is, and where Temporal isn't."""
        found = super().embedded()
        return replace(found, temporal_address=CLOSED) if found else None


class WithoutDatabase(Settings):
    """The same stack, but its PostgreSQL isn't reached."""

    def embedded(self) -> StackState | None:
        """Where it is, and where PostgreSQL isn't."""
        found = super().embedded()
        return replace(found, database_url=f"postgresql://postgres@{CLOSED}/jejak") if found else None


@pytest.fixture
async def crippled(desk: Desk, stack: Settings, request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    """The desk, at pages that don't reach a server."""
    settings = request.param(home=stack.home, database_url=None)
    async with Connections(settings) as connections, served(console(connections), "127.0.0.1", 0) as at:
        yield Desk(desk.page, at.replace("127.0.0.1", "localhost"))


@pytest.mark.parametrize("crippled", [WithoutTemporal], indirect=True)
async def test_without_temporal_people_read_and_what_they_send_is_kept_to_be_sent_again(
    crippled: Desk, cli: Cli
) -> None:
    innovation = await cli.proposed()
    await crippled.sign_in("sekretariat")
    assert (await crippled.open(f"/inovasi/{innovation}/riwayat")).status == 200
    await crippled.open(f"/inovasi/{innovation}/tindakan/note")
    number = await crippled.page.input_value("[name=nomor]")
    await crippled.fill({"text": "Ditulis saat Temporal mati."})
    await crippled.send()
    assert "Temporal" in await crippled.page.inner_text(".govuk-error-summary")
    assert await crippled.page.input_value("#i-text") == "Ditulis saat Temporal mati."
    assert await crippled.page.input_value("[name=nomor]") == number
    assert "Ditulis saat" not in str(await cli.done("history", innovation))


@pytest.mark.parametrize("crippled", [WithoutDatabase], indirect=True)
async def test_without_the_database_every_page_says_so(crippled: Desk) -> None:
    headers = {"Cookie": f"{SESSION}=guessed"}
    for path in ("/masuk", "/tugas"):
        answer = await crippled.page.request.get(crippled.address + path, headers=headers)
        assert answer.status == 503
        assert "PostgreSQL" in await answer.text()


async def test_while_no_worker_answers_what_was_typed_is_kept_and_sent_again_it_is_done_once(
    pages: Pages, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    innovation = await cli.proposed()
    path, typed = f"/inovasi/{innovation}/tindakan/note", {"nomor": str(uuid4()), "text": "Belum dijawab."}
    with monkeypatch.context() as hurried:
        hurried.setattr(act_form, "WAIT", timedelta(0))
        unanswered = await pages.post("sekretariat", path, **typed)
    assert unanswered.status_code == 503
    assert f'name="nomor" value="{typed["nomor"]}"' in unanswered.text
    assert typed["text"] in unanswered.text
    assert "govuk-error-summary" in unanswered.text
    for _ in range(2):
        assert (await pages.post("sekretariat", path, **typed)).status_code == 303
    assert sum(each["type"] == "NoteMade" for each in await cli.done("history", innovation)) == 1


def used_up_by(person: str) -> Rates:
    """A share of which somebody has nothing left for 17 minutes."""
    used = Rates(1, 0.001, clock=lambda: 0.0)
    used.wait(person)
    return used


async def test_what_somebody_sends_beyond_their_share_of_the_record_is_kept_to_be_sent_later(
    pages: Pages, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    innovation = await cli.proposed()
    monkeypatch.setattr(pages.connections, "shares", used_up_by("sekretariat"))
    path, typed = f"/inovasi/{innovation}/tindakan/note", {"nomor": str(uuid4()), "text": "Bagiannya habis."}
    answer = await pages.post("sekretariat", path, **typed)
    assert answer.status_code == 429
    assert "17 menit" in answer.text
    assert typed["text"] in answer.text
    assert f'name="nomor" value="{typed["nomor"]}"' in answer.text
    assert typed["text"] not in str(await cli.done("history", innovation))


async def test_somebody_who_read_beyond_their_share_of_the_record_is_told_when_to_go_on(
    pages: Pages, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    innovation = await cli.proposed()
    monkeypatch.setattr(pages.connections, "reads", used_up_by("sekretariat"))
    answer = await pages.get("sekretariat", f"/inovasi/{innovation}")
    assert answer.status_code == 429
    assert "17 menit" in answer.text
    assert "Surakarta" not in answer.text
    assert (await pages.get("sekretariat", "/tugas")).status_code == 200


async def test_what_was_not_sent_may_be_declined_at_once_by_who_was_to_confirm_it(
    desk: Desk, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, second = await proposed(desk, somebody()), "administrator-2"
    shown = re.search(r'name="([a-z]+)" value="([0-9a-f]{64})"', (await pages.get(second, waiting)).text)
    assert shown
    with monkeypatch.context() as sparing:
        sparing.setattr(pages.connections, "shares", used_up_by(second))
        answer = await pages.post(second, waiting, pilihan="konfirmasi", **{shown[1]: shown[2]})
    assert answer.status_code == 429
    declined = await pages.post(second, waiting, pilihan="tolak", alasan="Keliru.", **{shown[1]: shown[2]})
    assert declined.status_code == 303
