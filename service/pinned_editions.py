"""Editions as innovations are pinned to them, for pages that name their aspects."""

from collections.abc import Collection

from domain.editions import Edition, EditionInvalid, content_hash, parse_edition
from domain.model import Pinned
from domain.published import Published
from domain.streams import edition_stream, exists
from engine.states import States


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
                found[pin.sha256] = parse_edition(text)
            except EditionInvalid:  # nobody published it by the rules
                continue
    return found
