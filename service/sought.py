"""What lists are searched by: the words of what somebody typed, which are no more than anybody means."""

from domain.rows import words
from wiring.errors import BadRequest

LONGEST = 300
"""Characters; a query of very many words keeps the database busy for seconds."""


def sought(search: str) -> frozenset[str]:
    """The words of what was typed.

    Raises:
        BadRequest: there are none, or it is too long.
    """
    if len(search) > LONGEST:
        raise BadRequest("long_search", most=LONGEST)
    if not (found := words(search)):
        raise BadRequest("nothing_to_search", given=search)
    return found
