"""Whoever asks too often waits, and nobody else does."""

import pytest

from service import rates
from service.rates import Rates


def test_so_many_at_once_then_at_the_rate() -> None:
    now = [0.0]
    own = Rates(2, 0.5, lambda: now[0])
    assert [own.wait("ratih"), own.wait("ratih"), own.wait("ratih")] == [0.0, 0.0, 2.0]
    now[0] = 1.0
    assert own.wait("ratih") == 1.0
    now[0] = 2.0
    assert [own.wait("ratih"), own.wait("ratih")] == [0.0, 2.0]
    now[0] = 1000.0
    assert [own.wait("ratih") for _ in range(3)] == [0.0, 0.0, 2.0]


def test_each_key_has_its_own() -> None:
    own = Rates(1, 1.0, lambda: 0.0)
    assert [own.wait("ratih"), own.wait("wira"), own.wait("ratih")] == [0.0, 0.0, 1.0]


def test_it_remembers_no_more_than_it_can_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MOST_KEYS", 2)
    own = Rates(1, 1.0, lambda: 0.0)
    for key in ("ratih", "wira", "sari"):
        own.wait(key)
    assert [own.wait("wira"), own.wait("ratih")] == [1.0, 0.0]
