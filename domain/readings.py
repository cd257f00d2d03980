"""Readings: what is written down of who was shown what."""

from enum import StrEnum


class Reading(StrEnum):
    """The kinds of what isn't open to everybody, and of exports."""

    STANDING = "standing"
    """How an innovation stands now, with more than its outline."""
    FILE = "file"
    """The dossier."""
    HISTORY = "history"
    PAST = "past"
    """How it stood at another moment."""
    WHAT_IF = "what_if"
    BUNDLE = "bundle"
    EXPORT = "export"
    LIST = "list"
    """The list of innovations, as a file."""
    PEOPLE = "people"
    """The list of people with their names and roles, and no address: one read, however many they are."""
    CONTACTS = "contacts"
    """The roles, the name and the address of somebody."""
    KEYS = "keys"
    SEARCH = "search"
    """Events of all streams, by whom, what and when."""
    EVENT = "event"
    """One event as it is stored."""


EXPORTS = (Reading.EXPORT, Reading.BUNDLE, Reading.LIST)
"""What is taken away as a file."""


class Via(StrEnum):
    """From where something was read."""

    CONSOLE = "console"
    API = "api"
    CLI = "cli"


EVERYTHING, INNOVATIONS, EVERYBODY = "ledger", "innovations", "people"
"""What is read that is about no single stream: the whole ledger, and the lists of innovations and of people."""
