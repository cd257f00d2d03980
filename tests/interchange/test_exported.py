"""What every format shows of an event is what it says, or nothing is shown."""

from dataclasses import replace

import pytest

from domain.codec import UnreadableEvent
from interchange.exported import Exported
from service.auditing import command_id
from tests.interchange.conftest import Recorded


@pytest.mark.parametrize("data", [b"x", b"[]", b'{"by":"operator"}', b'{"by":{"person":"operator"}}'])
def test_an_event_that_does_not_say_who_did_it_as_it_should_is_unreadable(recorded: Recorded, data: bytes) -> None:
    placed = recorded.placed[0]
    row = Exported(replace(placed, event=replace(placed.event, data=data)))
    for shown in ("actor", "role"):
        with pytest.raises(UnreadableEvent):
            getattr(row, shown)


@pytest.mark.parametrize("metadata", [b"x", b"[]", b'{"act":"x"}', b'{"act":[]}', b'{"cause":{"id":7}}'])
def test_an_event_whose_command_cannot_be_read_is_unreadable(recorded: Recorded, metadata: bytes) -> None:
    with pytest.raises(UnreadableEvent):
        command_id(replace(recorded.placed[0].event, metadata=metadata))
