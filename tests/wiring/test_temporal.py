"""The connection goes to the embedded stack, or where Temporal's own variables say."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import BaseModel

from stack.embedded import EmbeddedStack
from stack.temporal import free_port
from wiring.settings import load_settings
from wiring.temporal import TemporalUnavailable, connect

SOMEWHERE = "postgresql://u@db.example/jejak"


class Model(BaseModel):
    at: datetime


async def test_a_named_database_goes_with_temporals_own_variables(
    monkeypatch: pytest.MonkeyPatch, temporal_address: str
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal_address)
    monkeypatch.setenv("TEMPORAL_NAMESPACE", "elsewhere")
    client = await connect(load_settings(database_url=SOMEWHERE))
    assert client.service_client.config.target_host == temporal_address
    assert client.namespace == "elsewhere"
    value = Model(at=datetime(2026, 1, 1, tzinfo=UTC))
    assert await client.data_converter.decode(await client.data_converter.encode([value]), [Model]) == [value]


async def test_a_profile_for_another_cluster_does_not_touch_the_embedded_stack(
    monkeypatch: pytest.MonkeyPatch, data: Path
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "elsewhere.example:7233")
    monkeypatch.setenv("TEMPORAL_NAMESPACE", "elsewhere")
    async with EmbeddedStack(data, ui=False) as stack:
        client = await connect(load_settings(home=data))
        assert client.service_client.config.target_host == stack.temporal.address
        assert client.namespace == "default"


async def test_when_nobody_answers_the_error_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"127.0.0.1:{free_port()}"
    monkeypatch.setenv("TEMPORAL_ADDRESS", address)
    with pytest.raises(TemporalUnavailable, match=address):
        await connect(load_settings(database_url=SOMEWHERE))
