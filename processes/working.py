"""A worker as a process of its own, with settings from the environment."""

import asyncio
import sys
from datetime import UTC, datetime

import structlog

from activities.command_keys import BadKey
from processes.serving import serving
from proof.errors import JejakError
from texts import Lang, language
from texts.errors import advised, said
from texts.languages import BadLanguage, language_of_locale
from wiring.logs import set_up_logs
from wiring.settings import SettingsError, load_settings

BAD_SETTINGS = 2


async def work() -> int:
    """Work until the process is stopped, what is under way is finished first; returns its exit code."""
    try:
        lang = language()
    except BadLanguage as error:
        return _stopped_by(error, language_of_locale())
    try:
        settings = load_settings()
        set_up_logs(settings.log_format, settings.log_level)
        async with serving(settings, clock=lambda: datetime.now(UTC)) as process:
            try:
                await process.ended()
            except asyncio.CancelledError:
                structlog.get_logger().info("worker stopping")
    except (SettingsError, BadKey) as error:
        return _stopped_by(error, lang)
    return 0


def _stopped_by(error: JejakError, lang: Lang) -> int:
    print(f"{said(error, lang)}\n→ {advised(error, lang)}", file=sys.stderr)
    return BAD_SETTINGS
