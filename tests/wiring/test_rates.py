"""Whoever asks too often waits, and nobody else does."""

import pytest

from wiring import rates
from wiring.rates import Rates, of_address, weight_of


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


def test_a_heavy_request_counts_as_several_and_never_as_more_than_there_can_be() -> None:
    own = Rates(4, 1.0, lambda: 0.0)
    assert [own.wait("ratih", 3), own.wait("ratih", 3), own.wait("ratih"), own.wait("ratih")] == [0.0, 2.0, 0.0, 1.0]
    assert [own.wait("wira", 99), own.wait("wira", 99)] == [0.0, 4.0]


@pytest.mark.parametrize(
    ("length", "weight"),
    [("0", 1), ("24999", 1), ("25000", 2), ("2500000", 101), ("9" * 5000, 101), ("", 101), ("-1", 101), ("x", 101)],
)
def test_a_body_counts_by_its_size_and_one_that_does_not_say_it_as_a_large_one(length: str, weight: int) -> None:
    assert weight_of(length) == weight


def test_it_remembers_no_more_than_it_can_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MOST_KEYS", 2)
    own = Rates(1, 1.0, lambda: 0.0)
    for key in ("ratih", "wira", "sari"):
        own.wait(key)
    assert [own.wait("wira"), own.wait("ratih")] == [1.0, 0.0]


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_whoever_changes_their_address_within_their_network_is_counted_as_one(address: str, counted: str) -> None:
    assert of_address(address) == counted
