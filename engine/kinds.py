"""The kinds of streams, and the decider of each."""

from collections.abc import Mapping
from typing import Any

from domain.administration.agencies import REGISTER
from domain.administration.keys import SERVICE_KEYS
from domain.administration.people import PEOPLE
from domain.administration.publications import PUBLICATIONS
from domain.adoption.decider import ADOPTIONS
from domain.decider import Decider
from domain.innovation.decider import INNOVATIONS
from domain.streams import ADOPTION, AGENCIES_KIND, EDITION, INNOVATION, KEYS_KIND, PERSON, REFERENCE, Kind

DECIDERS: Mapping[Kind, Decider[Any]] = {
    INNOVATION: INNOVATIONS,
    ADOPTION: ADOPTIONS,
    PERSON: PEOPLE,
    EDITION: PUBLICATIONS,
    REFERENCE: PUBLICATIONS,
    AGENCIES_KIND: REGISTER,
    KEYS_KIND: SERVICE_KEYS,
}


def decider_of(stream: str) -> Decider[Any]:
    """The decider of a stream, by the beginning of its name. Raises KeyError for an unknown kind."""
    kind, _, _ = stream.partition("/")
    return DECIDERS[kind]  # type: ignore[index]  # any name may be asked about
