"""The servers and keys that Jejak runs on: the embedded stack, where things are, migrations."""

import asyncio
from typing import Annotated, Any

from typer import Option

from cli import output, texts
from cli.app import app, command
from cli.options import Common
from domain.administration.people import ADMINISTRATOR
from ledger.db.migrate import migrate as migrated
from processes.embedded import health_address, living
from processes.setup import AGENCY, sample_people
from wiring.logs import set_up_logs
from wiring.settings import Settings, default_home
from wiring.temporal import where

PANEL = "Server / Servers"

ADDRESSES = {
    "temporal_ui": ("Temporal UI", "Temporal UI"),
    "temporal_address": ("Temporal", "Temporal"),
    "database_url": ("PostgreSQL", "PostgreSQL"),
    "health": ("Kesehatan worker", "Worker's health"),
}
RUNNING = ("Jejak berjalan di {home}", "Jejak runs on {home}")
PEOPLE = ("Orang rekaan yang dapat dipakai dengan --as", "Invented people to act as with --as")
FIRST_STEPS = ("Langkah pertama, di terminal lain", "First steps, in another terminal")
STOP = ("Ctrl-C menghentikan semuanya; datanya tetap.", "Ctrl-C stops everything; the data stays.")
PERSON_COLUMNS = (("Nomor", "Id"), ("Nama", "Name"), ("Peran", "Role"), ("Instansi", "Agency"), ("Daerah", "Region"))
APPLIED = ("Migrasi diterapkan: {names}", "Migrations applied: {names}")
UP_TO_DATE = ("Basis data sudah sesuai dengan rilis ini.", "The database already is as this release wants it.")


@command(app, "up", PANEL)
async def up(
    common: Common,
    port: Annotated[int | None, Option("--port", min=1, max=65535, help="Port Temporal")] = None,
    ui_port: Annotated[int | None, Option("--ui-port", min=1, max=65535, help="Port Temporal UI")] = None,
) -> None:
    """Jalankan stack tertanam, worker dan penyegel sampai Ctrl-C / run the embedded stack, a worker and a sealer."""
    settings = embedded_settings(common)
    loudness = settings.log_level if "log_level" in settings.model_fields_set else "warning"
    set_up_logs("console", loudness)
    try:
        async with living(settings, temporal_port=port, ui_port=ui_port) as worker:
            if common.as_json:
                output.print_json(addresses(settings))
            else:
                _welcome(common, settings)
            await worker.ended()
    except asyncio.CancelledError:
        return  # told to stop, and everything has


@command(app, "status", PANEL)
async def status(common: Common) -> None:
    """Alamat yang dipakai / the addresses in use."""
    found = addresses(common.settings())
    if common.as_json:
        output.print_json(found)
    else:
        _show_addresses(common, found)


@command(app, "migrate", PANEL)
async def migrate(common: Common) -> None:
    """Sesuaikan skema basis data dengan rilis ini / bring the database to this release's schema."""
    applied = await migrated(common.settings().dsn())
    if common.as_json:
        output.print_json({"applied": applied})
    else:
        sentence = APPLIED if applied else UP_TO_DATE
        output.say(sentence[_english(common)].format(names=", ".join(applied)))


def embedded_settings(common: Common) -> Settings:
    """The settings for the embedded stack itself, whatever servers the environment names besides."""
    return common.settings().model_copy(update={"database_url": None})


def addresses(settings: Settings) -> dict[str, Any]:
    """Where everything is; None for what isn't there or isn't for everybody.

    Raises:
        SettingsError: nothing runs, and nothing is named.
    """
    stack = settings.embedded()
    return {
        "database_url": stack.database_url if stack else None,
        "temporal_address": where(settings)["target_host"],
        "temporal_ui": stack.temporal_ui if stack else None,
        "health": health_address(settings.home) if stack else None,
    }


def _welcome(common: Common, settings: Settings) -> None:
    lang, english = common.language, _english(common)
    output.heading(RUNNING[english].format(home=settings.home))
    _show_addresses(common, addresses(settings))
    output.heading(PEOPLE[english])
    people = [
        (person, sample.name, texts.titled("role", sample.role, lang), sample.agency, sample.region)
        for person, sample in sample_people().items()
    ]
    columns = [column[english] for column in PERSON_COLUMNS]
    administrator = (ADMINISTRATOR, "", texts.titled("role", ADMINISTRATOR, lang), AGENCY, "")
    output.table(columns, [*people, administrator])
    output.heading(FIRST_STEPS[english])
    data = "" if settings.home == default_home() else f" --data {settings.home}"
    for step in (
        "propose examples/kartu-insentif-anak.yaml --as pengusul",
        "inbox --as sekretariat",
        "list",
        "--help",
    ):
        output.say(f"  python starter.py {step}{data if step != '--help' else ''}")
    output.say(f"\n{STOP[english]}")


def _show_addresses(common: Common, found: dict[str, Any]) -> None:
    width = max(len(label[_english(common)]) for label in ADDRESSES.values())
    for key, label in ADDRESSES.items():
        output.say(f"  {label[_english(common)]:{width}}  {found[key] or output.GAP}")


def _english(common: Common) -> bool:
    return common.language == "en"
