"""Drafts are kept beside the record, and no more of them than a page can list."""

import pytest

from service import drafts
from service.drafts import Desk
from wiring.connections import Connections
from wiring.errors import NotPossible


async def test_nobody_keeps_more_in_all_their_drafts_than_can_be_listed(
    connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "MOST_TOGETHER", 500)
    desk = await Desk.of(connections, "proposer")
    first = str((await desk.save({"title": "a" * 200}, None)).draft_id)
    for given in (None, first):  # beside the first, and in its place
        with pytest.raises(NotPossible) as refused:
            await desk.save({"title": "a" * (300 if given is None else 500)}, given)
        assert refused.value.code == "drafts_too_large"
    await desk.save({"title": "a" * 400}, first)
    monkeypatch.setattr(drafts, "MOST_TOGETHER", 100)  # what a successor took over may be more
    await desk.save({"title": "a" * 350}, first)
    monkeypatch.setattr(drafts, "MOST_TOGETHER", 500)
    await desk.discard(first)
    await desk.save({"title": "a" * 400}, None)
