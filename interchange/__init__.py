"""Exports for auditors' own tools: CloudEvents, OCEL, XES and CSV, each row with its leaf index and event hash.

They are views and never the evidence: that is the ledger itself, and the bundles made of it. Each format is an async
generator of text, so that an export of any size is written in constant memory.
"""

from enum import StrEnum


class Format(StrEnum):
    """What an export can be written in."""

    CLOUDEVENTS = "cloudevents"
    OCEL = "ocel"
    XES = "xes"
    CSV = "csv"


class Sheet(StrEnum):
    """What a list can be written in, for spreadsheets."""

    CSV = "csv"
    XLSX = "xlsx"
