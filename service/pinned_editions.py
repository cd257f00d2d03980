"""Editions as innovations are pinned to them, for pages that name their aspects; and those published last."""

from collections.abc import Collection
from functools import lru_cache

from domain.editions import Edition, EditionInvalid, content_hash, parse_edition
from domain.model import Pinned
from domain.published import Published
from domain.streams import EDITION, edition_stream, exists
from engine.states import States
from service.reading import Reader

_parsed = lru_cache(maxsize=32)(parse_edition)


async def pinned_editions(states: States, pins: Collection[Pinned]) -> dict[str, Edition]:
    """The editions by the SHA-256 of their text. One of which no such text was published, or none that is an edition,
    isn't among them.

    Raises:
        UnreadableEvent: an event that this version doesn't know.
    """
    streams = {pin: edition_stream(pin.name) for pin in pins if exists(edition_stream(pin.name))}
    basis = await states.basis(streams.values())
    found = {}
    for pin, stream in streams.items():
        text = basis.state(Published, stream).texts.get(pin.sha256)
        if text is not None and content_hash(text) == pin.sha256:
            try:
                found[pin.sha256] = _parsed(text)
            except EditionInvalid:  # nobody published it by the rules
                continue
    return found


async def published_editions(reader: Reader) -> list[Edition]:
    """The editions as published last, the newest year first. Raises as `pinned_editions`."""
    pins = [Pinned(name=each["name"], sha256=each["sha256"]) for each in await reader.publications(EDITION)]
    found = await pinned_editions(reader.states, pins)
    return sorted(found.values(), key=lambda each: (-each.year, each.name))
