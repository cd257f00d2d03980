"""Text that shows all that is in it: what acts on a terminal, or turns the order of reading, stands there escaped."""

import re

UNSEEN = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069]")
"""Controls but tab and line feed, and the overrides and isolates of direction."""


def visible(text: str) -> str:
    """The text with controls, but tab and line feed, and overrides of direction as `\\x1b` or `\\u202e`.

    No command brings these in; whoever may append to the ledger can.
    """
    return UNSEEN.sub(lambda found: ascii(found[0])[1:-1], text)
