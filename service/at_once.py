"""How many answers that go on for long somebody has at once: streams of events, files."""

from collections import Counter

AGAIN_S = 60
"""After how many seconds whoever has too many may ask again."""


class AtOnce:
    """Those that go on in this process, counted for each key."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._open: Counter[str] = Counter()

    def begun(self, key: str) -> bool:
        """Whether there was room for one more, which counts from now on until `ended`."""
        if self.of(key) >= self.most:
            return False
        self._open[key] += 1
        return True

    def ended(self, key: str) -> None:
        """One that had begun goes on no more."""
        self._open[key] -= 1
        if not self._open[key]:
            del self._open[key]

    def of(self, key: str) -> int:
        """How many go on."""
        return self._open.get(key, 0)
