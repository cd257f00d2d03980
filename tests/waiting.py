"""How tests wait: for a condition, never for a time. The limit only ends what would never come, on any machine."""

import asyncio
from collections.abc import Awaitable, Callable

LIMIT_S = 300.0


async def until(condition: Callable[[], Awaitable[bool]], what: str) -> None:
    """Wait for a condition; fail with what was waited for."""
    try:
        async with asyncio.timeout(LIMIT_S):
            while not await condition():
                await asyncio.sleep(0.03)
    except TimeoutError:
        raise AssertionError(f"waited {LIMIT_S:g} s for {what}") from None
