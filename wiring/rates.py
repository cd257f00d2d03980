"""How much somebody may have: so many requests or bytes at once, and so many a second from then on."""

from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Network, ip_address
from time import monotonic

MOST_KEYS = 10_000
"""Of how many is remembered when they asked; whoever didn't ask for longest is forgotten first."""

WEIGHED, HEAVIEST = 25_000, 2_500_000
"""Bytes of a body that count as one more request, and beyond which none counts as more."""


class Rates:
    """A bucket of tokens for each key, in this process: what is asked takes some, and they come back at a rate."""

    def __init__(self, at_once: int, per_second: float, clock: Callable[[], float] = monotonic) -> None:
        self._at_once = at_once
        self._per_second = per_second
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, key: str, weight: int = 1) -> float:
        """0.0 if that one may go on, who has taken so many then; otherwise in how many seconds they may."""
        now, needed = self._clock(), min(weight, self._at_once)
        left, since = self._buckets.pop(key, (float(self._at_once), now))
        left = min(self._at_once, left + (now - since) * self._per_second)
        allowed = left >= needed
        self._buckets[key] = (left - needed if allowed else left, now)
        if len(self._buckets) > MOST_KEYS:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (needed - left) / self._per_second


def weight_of(length: str) -> int:
    """How many requests one counts as, by the bytes of its body that its header tells; one that doesn't tell counts as
    large. A large body takes long to read, and what it asks for may stay in the record.
    """
    return 1 + min(int(length) if length.isdecimal() and len(length) < 10 else HEAVIEST, HEAVIEST) // WEIGHED


def of_address(given: str) -> str:
    """By what requests from an address are counted: of IPv6 the network of a customer (/64), in which whoever has it
    may take any address; one that stands for an IPv4 address counts as that.
    """
    try:
        address = ip_address(given.partition("%")[0])
    except ValueError:
        return given
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Network((address, 64), strict=False))
