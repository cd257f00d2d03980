"""Whoever is concerned is notified, at least once, and a repeat can be recognised."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest
import structlog
from pydantic import SecretStr
from structlog.testing import capture_logs

from domain.editions import parse_edition
from domain.streams import AGENCIES
from ledger import vault
from ledger.db.connect import open_pool
from processes.delivery import LogSink, MailSink, Message, WebhookSink, sink_of
from processes.notices import FIRST_RETRY, LAST_RETRY, Notices, pause_after
from stack.postgres import EmbeddedPostgres
from tests.agencies import PANRB
from tests.conftest import copied
from tests.domain.world import POST
from tests.forms import sheet
from tests.furnished import BANDUNG, MAKASSAR, ROOT, edition, now, region_id
from tests.processes.receiving import SENDER, Hook, Mailbox, hook, mailbox
from tests.service.conftest import Doing
from wiring.settings import Settings

__all__ = ["hook", "mailbox"]

INDICATOR: dict[str, str] = {"key": "k", "name": "Cakupan", "unit": "persen", "baseline": "1", "target": "2"}
ASPECTS = [each.key for each in parse_edition(edition("ringkas")).aspects]
PILOT = {"region": BANDUNG, "lasts": "PT60S", "indicators": [INDICATOR]}


@pytest.fixture
async def database(postgres: EmbeddedPostgres, furnished: str) -> AsyncIterator[str]:
    """A database of each test's own: they look at all the notices that there are."""
    async with copied(postgres, furnished) as dsn:
        yield dsn


async def put(database: str, person: str, field: str, value: str) -> None:
    """The vault holds that of a person."""
    async with await open_pool(
        database, role="jejak_vault", min_size=1, max_size=1, application_name="test vault"
    ) as pool:
        await vault.put(pool, person, field, value)


@pytest.fixture
async def known(database: str) -> None:
    """People whose names and addresses the vault holds."""
    async with await open_pool(
        database, role="jejak_vault", min_size=1, max_size=1, application_name="test vault"
    ) as pool:
        for person in ("proposer", "operator", f"officer-{BANDUNG}", f"officer-{MAKASSAR}"):
            await vault.put(pool, person, "name", f"Nama {person}")
            await vault.put(pool, person, "email", f"{person}@jejak.example")


@pytest.fixture
async def returned(do: Doing, proposed: str) -> str:
    """The stream of a proposal that was returned, about which its proposer gets a notice."""
    await do("operator", proposed, "return_proposal", {}, reason="Belum lengkap.")
    return proposed


@pytest.fixture
async def evaluated(do: Doing, proposed: str) -> str:
    """The stream of an innovation whose panel hasn't scored yet."""
    await do("operator", proposed, "admit", {})
    await do("operator", proposed, "plan_pilots", {"pilots": [PILOT]})
    await do("operator", proposed, "close_pilots", {})
    panel = [f"evaluator-{number}" for number in (1, 2, 3)]
    await do("operator", proposed, "assign_panel", {"evaluators": panel})
    return proposed


async def state(database: str) -> list[asyncpg.Record]:
    """How every notice stands, as the administrator sees it, oldest first."""
    connection = await asyncpg.connect(database)
    try:
        return list(
            await connection.fetch(
                "SELECT notice_id, attempts, last_error, sent_at, next_attempt_at FROM jejak.notices ORDER BY version"
            )
        )
    finally:
        await connection.close()


async def make_due(database: str) -> None:
    """Let the time pass that failed notices rest."""
    connection = await asyncpg.connect(database)
    await connection.execute("UPDATE jejak.notices SET next_attempt_at = clock_timestamp() WHERE sent_at IS NULL")
    await connection.close()


@pytest.mark.usefixtures("known")
async def test_a_mail_says_in_indonesian_what_happened_what_waits_until_when_and_how_to_do_it(
    pool: asyncpg.Pool, database: str, returned: str, mailbox: tuple[Mailbox, MailSink]
) -> None:
    box, sink = mailbox
    assert await Notices(pool, sink).send_due() == 1
    (mail,) = box.mails
    (notice,) = await state(database)
    assert box.recipients == [["proposer@jejak.example"]]
    assert mail["Message-ID"].startswith(f"<{notice['notice_id']}.")
    assert mail["Message-ID"].endswith("@menpan.example>")
    assert mail["From"] == SENDER
    assert mail["Subject"].strip() == "[Jejak] Kartu Anak: Usulan dikembalikan"
    assert mail["Content-Language"] == "id"
    happened, by, waiting, act, line = [each for each in mail.get_content().splitlines()[1:] if each][:5]
    assert happened == "Usulan dikembalikan dari tahap usulan untuk diperbaiki."
    assert by == f"Oleh Nama operator, Analis Kebijakan Ahli Muda, {PANRB}."
    assert waiting == "Yang menunggu Anda:"
    assert re.fullmatch(r"Perbaiki usulan, paling lambat \d+ \w+ \d{4} [\d.]+ WIB:", act)
    assert line == f"    jejak revise {returned.removeprefix('innovation/')} BERKAS"
    assert notice["sent_at"] is not None
    assert await Notices(pool, sink).send_due() == 0


@pytest.mark.usefixtures("known")
async def test_a_mail_is_in_the_language_that_the_vault_has_for_its_reader(
    pool: asyncpg.Pool, database: str, returned: str, mailbox: tuple[Mailbox, MailSink]
) -> None:
    box, sink = mailbox
    await put(database, "proposer", "language", "en")
    assert await Notices(pool, sink).send_due() == 1
    (mail,) = box.mails
    assert mail["Subject"].strip() == "[Jejak] Kartu Anak: Proposal returned"
    assert "What waits for you:" in mail.get_content()
    assert f"jejak revise {returned.removeprefix('innovation/')} FILE" in mail.get_content()


@pytest.mark.usefixtures("known")
async def test_an_officer_is_reminded_in_the_time_of_their_region_of_what_is_theirs_to_do(
    do: Doing, pool: asyncpg.Pool, proposed: str, mailbox: tuple[Mailbox, MailSink]
) -> None:
    box, sink = mailbox
    plans = [{"region": region, "lasts": "PT60S", "indicators": [INDICATOR]} for region in (BANDUNG, MAKASSAR)]
    await do("operator", proposed, "admit", {})
    await do("operator", proposed, "plan_pilots", {"pilots": plans})
    await do("operator", proposed, "note", {"text": "Sembilan detik kemudian."}, at=now() + timedelta(seconds=9))
    await Notices(pool, sink).send_due()
    mails = {to[0]: mail for to, mail in zip(box.recipients, box.mails, strict=True)}
    for region, zone in ((BANDUNG, "WIB"), (MAKASSAR, "WITA")):
        mail = mails[f"officer-{region}@jejak.example"]
        assert mail["Subject"].strip() == "[Jejak] Kartu Anak: Pengingat: laporan capaian uji coba"
        assert f" {zone}:" in mail.get_content()
        line = f"jejak report {proposed.removeprefix('innovation/')} --region {region} INDIKATOR=CAPAIAN"
        assert line in mail.get_content()


async def test_nobody_is_reminded_of_what_was_done_meanwhile(do: Doing, pool: asyncpg.Pool, proposed: str) -> None:
    await do("operator", proposed, "admit", {})
    await do("operator", proposed, "plan_pilots", {"pilots": [PILOT]})
    await do("operator", proposed, "note", {"text": "Sembilan detik kemudian."}, at=now() + timedelta(seconds=9))
    measured = {"region": BANDUNG, "values": {"k": "1"}}
    await do(f"officer-{BANDUNG}", proposed, "report_measurement", measured, at=now() + timedelta(seconds=9))
    with capture_logs() as logs:
        await Notices(pool, LogSink()).send_due()
    assert not [line for line in logs if "Diingatkan" in line.get("text", "")]


async def test_who_is_partial_is_not_asked_to_see_to_what_is_overdue(
    do: Doing, pool: asyncpg.Pool, proposed: str
) -> None:
    for person, agency in (("colleague", "kemenpanrb"), ("partial", "kemenpanrb"), ("citizen", "kota-surakarta")):
        grant = {"role": "operator", "agency": agency, "post": POST}
        await do("administrator", f"person/{person}", "grant_role", grant)
    await do("partial", proposed, "declare_conflict", {}, reason="Pernah menjadi penasihat kota ini.", signed=False)
    late = now() + timedelta(seconds=61)  # screening reminds after forty, and is overdue after sixty
    await do("operator", proposed, "note", {"text": "Satu menit kemudian."}, at=late)
    with capture_logs() as logs:
        assert await Notices(pool, LogSink()).send_due() == 2
    said = [line for line in logs if line.get("stream") == proposed]
    assert [line["to"] for line in said] == [["colleague", "operator"]] * 2
    assert any("dieskalasikan" in line["text"] for line in said)
    assert all("jejak admit" in line["text"] for line in said)


@pytest.mark.usefixtures("known")
async def test_a_sheet_that_is_amended_is_told_to_whom_it_is_open_and_to_no_log(
    do: Doing, pool: asyncpg.Pool, database: str, evaluated: str, mailbox: tuple[Mailbox, MailSink]
) -> None:
    """Who has a seat is told nothing, though they are an operator; nor who may still get one what the sheet says."""
    box, sink = mailbox
    await do("administrator", "person/guru", "grant_role", {"role": "evaluator", "agency": "bappenas", "post": POST})
    for person, agency in (("evaluator-1", "universitas-a"), ("evaluator-2", "universitas-b"), ("guru", "bappenas")):
        await put(database, person, "email", f"{person}@jejak.example")
        grant = {"role": "operator", "agency": agency, "post": POST}
        await do("administrator", f"person/{person}", "grant_role", grant)
    await do("evaluator-1", evaluated, "score", sheet(ASPECTS, 90))
    await Notices(pool, LogSink()).send_due()
    await do("evaluator-1", evaluated, "amend_score", sheet(ASPECTS, 61))
    assert await Notices(pool, sink).send_due() == 1
    said = {to: mail.get_content() for tos, mail in zip(box.recipients, box.mails, strict=True) for to in tos}
    assert said.keys() == {"operator@jejak.example", "guru@jejak.example"}
    assert "Ralat ke-1 diajukan atas lembar penilaian evaluator-1: nilai 61." in said["operator@jejak.example"]
    assert "Ralat ke-1 diajukan atas (tidak terbuka bagi Anda)." in said["guru@jejak.example"]
    assert "nilai 61" not in said["guru@jejak.example"]
    await do("operator", evaluated, "accept_amendment", {"amendment": 1})
    with capture_logs() as logs:
        assert await Notices(pool, LogSink()).send_due() == 1
    [line] = [each for each in logs if each.get("stream") == evaluated]
    assert line["to"] == ["evaluator-1"]
    assert "Ralat ke-1 diterima; yang berlaku sejak ini: (tidak terbuka bagi Anda)." in line["text"]
    assert "nilai 61" not in line["text"]


async def test_the_whole_panel_hears_of_an_answer_also_who_is_an_operator_beside_that(
    do: Doing, pool: asyncpg.Pool, evaluated: str
) -> None:
    grant = {"role": "operator", "agency": "universitas-a", "post": POST}
    await do("administrator", "person/evaluator-1", "grant_role", grant)
    await do("evaluator-1", evaluated, "score", sheet(ASPECTS, 90))
    await do("operator", evaluated, "ask_clarification", {"question": "Berapa puskesmas yang ikut?"})
    await Notices(pool, LogSink()).send_due()
    await do("proposer", evaluated, "answer_clarification", {"clarification": 1, "answer": "Tujuh belas."})
    with capture_logs() as logs:
        assert await Notices(pool, LogSink()).send_due() == 1
    told = {person for line in logs if line.get("stream") == evaluated for person in line["to"]}
    assert told == {"operator", "evaluator-1", "evaluator-2", "evaluator-3"}


async def test_who_holds_no_role_any_more_is_told_nothing(do: Doing, pool: asyncpg.Pool, evaluated: str) -> None:
    await do("administrator", "person/evaluator-3", "end_role", {"role": "evaluator"})
    with capture_logs() as logs:
        await Notices(pool, LogSink()).send_due()
    told = {person for line in logs if "panel" in line.get("text", "") for person in line["to"]}
    assert told == {"evaluator-1", "evaluator-2"}


@pytest.mark.usefixtures("known", "returned")
async def test_a_crash_after_sending_sends_again_under_the_same_id(
    pool: asyncpg.Pool, database: str, mailbox: tuple[Mailbox, MailSink]
) -> None:
    box, sink = mailbox

    class Dying:
        async def send(self, message: Message) -> None:
            await sink.send(message)
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await Notices(pool, Dying()).send_due()
    (notice,) = await state(database)
    assert (notice["attempts"], notice["sent_at"]) == (0, None)
    assert await Notices(pool, sink).send_due() == 1
    first, second = box.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert [notice["sent_at"] is not None for notice in await state(database)] == [True]


@pytest.mark.usefixtures("known", "returned")
async def test_a_webhook_gets_the_notices_id_with_every_attempt(
    pool: asyncpg.Pool, database: str, hook: tuple[Hook, WebhookSink]
) -> None:
    hooked, sink = hook
    hooked.answers = [503]
    notices, begun = Notices(pool, sink), now()
    assert await notices.send_due() == 1
    (notice,) = await state(database)
    assert (notice["attempts"], notice["sent_at"]) == (1, None)
    assert notice["last_error"] == "OSError: the webhook answered 503"
    assert begun + FIRST_RETRY <= notice["next_attempt_at"] <= now() + FIRST_RETRY
    assert await notices.send_due() == 0  # it rests
    await make_due(database)
    assert await notices.send_due() == 1
    (key, first), (again, second) = hooked.got
    assert key == again == first["notice_id"] == str(notice["notice_id"])
    assert first == second
    assert first["event"] == "ProposalReturned"
    [letter] = first["letters"]
    assert letter["recipients"] == [{"person": "proposer", "name": "Nama proposer", "email": "proposer@jejak.example"}]
    assert letter["lang"] == "id"
    assert letter["text"].startswith(
        "Kartu Anak\nUsulan dikembalikan dari tahap usulan untuk diperbaiki.\n"
        f"Oleh Nama operator, Analis Kebijakan Ahli Muda, {PANRB}.\n"
    )


async def test_one_that_fails_holds_up_no_other(
    do: Doing, pool: asyncpg.Pool, database: str, returned: str, hook: tuple[Hook, WebhookSink]
) -> None:
    await do("proposer", returned, "revise", {"summary": "Lebih jelas."})
    await do("operator", returned, "admit", {})
    hooked, sink = hook
    hooked.answers = [500]
    assert await Notices(pool, sink).send_due() == 2
    assert sorted(notice["sent_at"] is not None for notice in await state(database)) == [False, True]


@pytest.mark.usefixtures("known", "returned")
async def test_two_workers_never_send_the_same_notice_at_once(
    pool: asyncpg.Pool, mailbox: tuple[Mailbox, MailSink]
) -> None:
    box, sink = mailbox
    sent = await asyncio.gather(Notices(pool, sink).send_due(), Notices(pool, sink).send_due())
    assert sorted(sent) == [0, 1]
    assert len(box.mails) == 1


async def test_only_present_holders_of_the_role_are_notified(do: Doing, pool: asyncpg.Pool, returned: str) -> None:
    await do(
        "administrator",
        "person/successor",
        "grant_role",
        {"role": "proposer", "agency": "kota-surakarta", "post": POST},
    )
    await do(
        "administrator", "person/elsewhere", "grant_role", {"role": "proposer", "agency": "kota-bandung", "post": POST}
    )
    await do("administrator", "person/proposer", "end_role", {"role": "proposer"})
    with capture_logs() as logs:
        assert await Notices(pool, LogSink()).send_due() == 1
    # Whatever else this process does meanwhile logs as well.
    assert [line["to"] for line in logs if line.get("stream") == returned] == [["successor"]]


async def test_the_officers_of_a_region_that_is_late_are_reminded_and_no_others(
    do: Doing, pool: asyncpg.Pool, proposed: str
) -> None:
    plans = [{"region": region, "lasts": "PT60S", "indicators": [INDICATOR]} for region in (BANDUNG, MAKASSAR)]
    measured = {"region": MAKASSAR, "values": {"k": "1"}}
    await do("operator", proposed, "admit", {})
    await do("operator", proposed, "plan_pilots", {"pilots": plans})
    await do(f"officer-{MAKASSAR}", proposed, "report_measurement", measured)
    late = now() + timedelta(seconds=9)  # regions are reminded after seven
    await do("operator", proposed, "note", {"text": "Sembilan detik kemudian."}, at=late)
    with capture_logs() as logs:
        assert await Notices(pool, LogSink()).send_due() == 2
    reminder = next(line for line in logs if "Diingatkan" in line["text"])
    assert reminder["to"] == [f"officer-{BANDUNG}"]
    assert "Kota Bandung" in reminder["text"]


async def test_the_officers_of_the_regions_that_one_was_split_into_are_notified_as_well(
    do: Doing, pool: asyncpg.Pool, proposed: str
) -> None:
    split = f"kota-baru,32.98,Kota Baru,kota,Jawa Barat,Asia/Jakarta,2026-01-01,,UU 1/2026,{region_id(BANDUNG)}"
    regions = (ROOT / "reference/regions.csv").read_text() + split + "\n"
    source = {"kind": "regions", "source": "reference/SOURCES.md"}
    await do("administrator", "reference/regions", "publish_reference", {"content": regions} | source)
    government = {"id": "kota-baru", "name": "Pemerintah Kota Baru", "kind": "kota", "region": "32.98"}
    await do("administrator", AGENCIES, "add_agency", government)
    officer = {"role": "regional_officer", "agency": "kota-baru", "region": "32.98", "post": POST}
    await do("administrator", "person/officer-baru", "grant_role", officer)
    await do("operator", proposed, "admit", {})
    plan = {"region": BANDUNG, "lasts": "PT60S", "indicators": [INDICATOR]}
    await do("operator", proposed, "plan_pilots", {"pilots": [plan]})
    late = now() + timedelta(seconds=9)
    await do("operator", proposed, "note", {"text": "Sembilan detik kemudian."}, at=late)
    with capture_logs() as logs:
        await Notices(pool, LogSink()).send_due()
    reminder = next(line for line in logs if "Diingatkan" in line["text"])
    assert reminder["to"] == [f"officer-{BANDUNG}", "officer-baru"]


async def test_whoever_proposes_for_what_an_agency_was_merged_into_is_notified_and_told_what_waits(
    do: Doing, pool: asyncpg.Pool, returned: str
) -> None:
    for person, role in (("heir", "proposer"), ("heirs-own", "local_administrator")):
        at = {"role": role, "agency": "kota-bandung", "post": POST}
        await do("administrator", f"person/{person}", "grant_role", at)
    await do("administrator", AGENCIES, "merge_agency", {"agency": "kota-surakarta", "into": "kota-bandung"})
    with capture_logs() as logs:
        assert await Notices(pool, LogSink()).send_due() == 1
    [line] = [line for line in logs if line.get("stream") == returned]
    assert line["to"] == ["heir", "heirs-own", "proposer"]
    assert "jejak revise" in line["text"]


@pytest.mark.usefixtures("returned")
async def test_without_an_address_nobody_is_mailed_and_it_is_said(
    pool: asyncpg.Pool, database: str, mailbox: tuple[Mailbox, MailSink]
) -> None:
    box, sink = mailbox
    with capture_logs() as logs:
        assert await Notices(pool, sink).send_due() == 1
    assert box.mails == []
    assert [line["event"] for line in logs] == ["nobody has an address for a notice"]
    assert [notice["sent_at"] is not None for notice in await state(database)] == [True]


@pytest.mark.usefixtures("returned")
async def test_a_log_line_names_people_by_opaque_ids_only(pool: asyncpg.Pool, known: None) -> None:
    with capture_logs() as logs:
        assert await Notices(pool, LogSink()).send_due() == 1
    (line,) = logs
    assert line["to"] == ["proposer"]
    assert "dikembalikan" in line["text"]
    assert "Nama" not in str(line)
    assert "@" not in str(line)


@pytest.mark.usefixtures("known", "returned")
@pytest.mark.parametrize("unknown", [{"proposer@jejak.example"}, set()])
async def test_an_address_that_a_mail_server_refuses_stands_in_no_log_and_no_table(
    pool: asyncpg.Pool, database: str, mailbox: tuple[Mailbox, MailSink], unknown: set[str]
) -> None:
    box, sink = mailbox
    box.unknown, box.answer = unknown, "554 5.7.1 <proposer@jejak.example>: nobody here"
    with capture_logs([structlog.processors.format_exc_info]) as logs:
        assert await Notices(pool, sink).send_due() == 1
    (notice,) = await state(database)
    assert notice["last_error"] == f"OSError: the mail server answered {550 if unknown else 554}"
    assert [line["event"] for line in logs] == ["notice not sent"]
    assert "@" not in str(logs)


def test_retries_come_ever_more_rarely_up_to_an_hour() -> None:
    rests = [pause_after(attempts) for attempts in range(30)]
    assert rests[:4] == [FIRST_RETRY, 2 * FIRST_RETRY, 4 * FIRST_RETRY, 8 * FIRST_RETRY]
    assert rests[-1] == LAST_RETRY
    assert rests == sorted(rests)


def test_the_setting_names_the_sink() -> None:
    mail = Settings(notice_sink="smtp", notice_smtp_url=SecretStr("smtp://localhost"), notice_from=SENDER)
    hook = Settings(notice_sink="webhook", notice_webhook_url=SecretStr("https://gateway.example/jejak"))
    assert [type(sink_of(settings)) for settings in (Settings(), mail, hook)] == [LogSink, MailSink, WebhookSink]
