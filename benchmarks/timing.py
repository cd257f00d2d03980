"""How long something takes that is awaited."""

import gc
import time
from collections.abc import Awaitable, Callable


async def milliseconds(work: Callable[[], Awaitable[object]]) -> float:
    """How long it takes once; nobody pays for garbage of before."""
    gc.collect()
    start = time.perf_counter()
    await work()
    return (time.perf_counter() - start) * 1000
