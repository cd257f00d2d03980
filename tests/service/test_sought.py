"""A search is a few words, whoever sends more and however."""

import pytest

from service.listing import Wanted, innovations
from service.public import Public
from service.reading import Reader
from service.sought import LONGEST
from wiring.connections import Connections
from wiring.errors import BadRequest


async def test_no_list_is_searched_by_more_than_anybody_means(connections: Connections, reader: Reader) -> None:
    public = Public(connections)
    for search, code in (("a" * (LONGEST + 1), "long_search"), ("?!", "nothing_to_search")):
        for asked in (
            innovations(reader, Wanted(search=search), after=None, limit=1),
            public.listed(None, search=search, after=None, limit=1),
        ):
            with pytest.raises(BadRequest) as refused:
                await asked
            assert refused.value.code == code
    assert await public.listed(None, search="a " * (LONGEST // 2), after=None, limit=1) == []
