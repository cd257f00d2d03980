"""What every command takes besides its own arguments."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from uuid import UUID

from typer import Option

from texts import Lang
from wiring.connections import Connections
from wiring.settings import PREFIX, Settings, language_of_locale, load_settings

PANEL = "Bersama / Shared"
DEFAULT_TIMEOUT_S = 30.0


def language_by_default() -> Lang:
    """The language of JEJAK_LANG or else of the locale; Indonesian unless that says English."""
    match os.environ.get(f"{PREFIX}LANG"):
        case "id":
            return "id"
        case "en":
            return "en"
    return language_of_locale()


@dataclass(frozen=True, slots=True)
class Common:
    """Taken by every command."""

    as_json: Annotated[
        bool, Option("--json", help="JSON menurut docs/json.md / JSON as in docs/json.md", rich_help_panel=PANEL)
    ] = False
    lang: Annotated[Lang | None, Option("--lang", help="Bahasa / language (JEJAK_LANG)", rich_help_panel=PANEL)] = None
    data: Annotated[
        Path | None,
        Option(
            "--data",
            help="Direktori data stack tertanam / data of the embedded stack (JEJAK_HOME)",
            rich_help_panel=PANEL,
        ),
    ] = None
    timeout: Annotated[
        float, Option("--timeout", min=0.1, help="Batas tunggu, detik / longest wait, seconds", rich_help_panel=PANEL)
    ] = DEFAULT_TIMEOUT_S

    @property
    def language(self) -> Lang:
        """The language of everything that is told."""
        return self.lang or language_by_default()

    def settings(self) -> Settings:
        """The settings of the environment under what the command line says. Raises SettingsError."""
        # Whoever names a directory means its stack, whatever servers the environment points at.
        named = {} if self.data is None else {"home": self.data, "database_url": None}
        return load_settings(**named)


@dataclass(frozen=True, slots=True)
class Reading(Common):
    """Taken by every command that reads."""

    acting_as: Annotated[
        str | None, Option("--as", metavar="PERSON", help="Sebagai siapa / who is asking", rich_help_panel=PANEL)
    ] = None


@dataclass(frozen=True, slots=True)
class Asking(Reading):
    """Taken by every command that asks for a change."""

    reason: Annotated[str | None, Option("--reason", help="Alasan / why", rich_help_panel=PANEL)] = None
    command_id: Annotated[
        UUID | None,
        Option("--command-id", help="Ulangi dengan nomor ini / repeat under this id", rich_help_panel=PANEL),
    ] = None
    by_signal: Annotated[
        bool,
        Option(
            "--signal", help="Titipkan tanpa menunggu jawaban / leave it, wait for no answer", rich_help_panel=PANEL
        ),
    ] = False
    on_version: Annotated[
        int | None,
        Option(
            "--on-version",
            min=0,
            help="Hanya bila masih versi ini / only if it is still at this version",
            rich_help_panel=PANEL,
        ),
    ] = None


def connected(common: Common) -> Connections:
    """Connections to whatever the settings lead to, none of them open yet."""
    return Connections(common.settings(), patience_s=common.timeout)
