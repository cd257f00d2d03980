"""The servers that Jejak runs on: the embedded stack, where things are, the database's schema."""

import asyncio
import contextlib
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from cyclopts.validators import Number

from cli import output
from cli.options import Common
from texts import text, title

if TYPE_CHECKING:
    from wiring.settings import Settings

Port = Annotated[int | None, Parameter(metavar="PORT", validator=Number(gte=1, lte=65535))]


async def up(
    *,
    port: Annotated[Port, Parameter(help="cli.option.port")] = None,
    ui_port: Annotated[Port, Parameter(help="cli.option.ui_port")] = None,
    console_port: Annotated[Port, Parameter(help="cli.option.console_port")] = None,
    empty: Annotated[bool, Parameter(help="cli.option.empty")] = False,
    options: Common = Common(),
) -> None:
    """Run the embedded stack, a worker, a sealer and the pages, until Ctrl-C."""
    from processes.embedded import living
    from wiring.logs import set_up_logs

    settings = embedded_settings(options)
    loudness = settings.log_level if "log_level" in settings.model_fields_set else "warning"
    set_up_logs("console", loudness)
    try:
        ports = {"temporal_port": port, "ui_port": ui_port, "console_port": console_port}
        async with living(settings, **ports, with_samples=not empty) as worker:
            if options.as_json:
                output.print_json(addresses(settings))
            else:
                _welcome(options, settings)
            await worker.ended()
    except asyncio.CancelledError:
        return  # asked to stop, and everything has


async def serve(*, options: Common = Common()) -> None:
    """Serve the pages to whoever signs in, until Ctrl-C."""
    from processes.web import serving_web
    from wiring.logs import set_up_logs

    settings = options.settings()
    set_up_logs(settings.log_format, settings.log_level)
    async with serving_web(settings):
        with contextlib.suppress(asyncio.CancelledError):  # asked to stop
            await asyncio.Event().wait()


async def status(*, options: Common = Common()) -> None:
    """The addresses in use."""
    found = addresses(options.settings_of_servers())
    if options.as_json:
        output.print_json(found)
    else:
        _show_addresses(options, found)


async def migrate(*, options: Common = Common()) -> None:
    """Bring the database to this release's schema."""
    from service.migrating import migrate

    done = await migrate(options.settings_of_servers())
    if options.as_json:
        output.print_json({"applied": done.applied, "mended": done.mended})
        return
    if done.applied or not done.mended:
        output.say(text("cli.migrated" if done.applied else "cli.up_to_date", options.language, names=done.applied))
    if done.mended:
        output.say(text("cli.mended", options.language))
        output.say("\n".join(f"  {each}" for each in done.mended))


def embedded_settings(options: Common) -> "Settings":
    """The settings for the embedded stack itself, whatever servers the environment names besides."""
    return options.settings().model_copy(update={"database_url": None, "url": None})


def addresses(settings: "Settings") -> dict[str, Any]:
    """Where everything is; None for what isn't there or isn't for everybody.

    Raises:
        SettingsError: nothing runs, and nothing is named.
    """
    from processes.samples.progress import Progress
    from processes.worker_file import served_addresses
    from wiring.temporal import connect_config

    stack = settings.embedded()
    served = served_addresses(settings.home) if stack else {}
    return {
        "console": served.get("console"),
        "database_url": stack.database_url if stack else None,
        "temporal_address": connect_config(settings)["target_host"],
        "temporal_ui": stack.temporal_ui if stack else None,
        "health": served.get("health"),
        "samples": Progress(settings.home).as_json() if stack else None,
    }


def _welcome(options: Common, settings: "Settings") -> None:
    from processes.setup import ADMINISTRATORS, AGENCY, sample_people
    from wiring.settings import default_home

    lang = options.language
    output.heading(text("cli.running", lang, home=settings.home))
    _show_addresses(options, addresses(settings))
    output.heading(text("cli.people", lang))
    people = [
        (person, sample.name, title("role", sample.role, lang), sample.agency, sample.region)
        for person, sample in sample_people().items()
    ]
    role = title("role", "administrator", lang)
    people += [(person, called.name, role, AGENCY, "") for person, called in ADMINISTRATORS.items()]
    output.table(output.columns(("id", "name", "role", "agency", "region"), lang), people)
    output.heading(text("cli.first_steps", lang))
    data = "" if settings.home == default_home() else f" --data {settings.home}"
    for step in (
        "propose examples/kartu-insentif-anak.yaml --as pengusul",
        "inbox --as sekretariat",
        "list --as auditor",
        "--help",
    ):
        output.say(f"  jejak {step}{data if step != '--help' else ''}")
    output.say(f"\n{text('cli.stop', lang)}")


def _show_addresses(options: Common, found: dict[str, Any]) -> None:
    labels = {
        "console": text("cli.console", options.language),
        "temporal_ui": "Temporal UI",
        "temporal_address": "Temporal",
        "database_url": "PostgreSQL",
        "health": text("cli.health", options.language),
    }
    width = max(map(len, labels.values()))
    for key, label in labels.items():
        output.say(f"  {label:{width}}  {found[key] or output.GAP}")
