"""What a verification found, in sentences."""

from collections.abc import Mapping
from typing import Any, Protocol

from proof.errors import JejakError
from texts.errors import cause_of
from texts.filling import text
from texts.languages import Lang


class Valued(Protocol):
    """What was expected or found: a code with facts."""

    @property
    def code(self) -> str:
        """What it is."""

    @property
    def facts(self) -> dict[str, object]:
        """What the sentence names."""


def verdict(report: Mapping[str, Any], lang: Lang) -> list[str]:
    """Whether all is intact, by the report as JSON, and from where on it was looked."""
    said = ["cli.verified" if report["ok"] else "cli.not_verified"]
    said += ["cli.only_since"] if report["since"] is not None else []
    return _all(said, report, lang)


def reservations(report: Mapping[str, Any], lang: Lang, *, whole_ledger: bool) -> list[str]:
    """What the verdict stands on, and what wasn't looked at."""
    said = []
    if report["genesis"] is not None and not any(each["expected"]["code"] == "genesis" for each in report["problems"]):
        said.append("cli.genesis_pinned" if report["genesis_pinned"] else "cli.genesis_believed")
    if whole_ledger:
        signed = "cli.log_signed" if report["signed"] or not report["leaves"] else "cli.log_contradicted"
        said.append(signed if report["signatures_checked"] else "cli.log_unsigned")
        said += ["cli.attested"] if report["attestations"] else []
        said += ["cli.unattributed"] if report["unattributed"] else []
        said += ["cli.open_reads"] if report["open_reads"] else []
        said += ["cli.open_interventions"] if report["open_interventions"] else []
    elif report["ok"]:
        said.append("cli.ends_signed" if report["signed"] else "cli.ends_unsigned")
        said += ["cli.signatures_unchecked"] if report["signed"] and not report["signatures_checked"] else []
    said += ["cli.delayed"] if report["delayed"] else []
    said += ["cli.outside_unchecked"] if report["outside"] is None else []
    return _all(said, report, lang)


def shown(value: Valued | JejakError, lang: Lang) -> str:
    """What should be there, or what is."""
    return cause_of(value, lang) if isinstance(value, JejakError) else text(f"found.{value.code}", lang, **value.facts)


def _all(codes: list[str], report: Mapping[str, Any], lang: Lang) -> list[str]:
    counted = {**report, "problems": len(report["problems"])}
    return [text(code, lang, **counted) for code in codes]
