"""What a sender says while its attempts come to nothing: only, in the end, that no answer came."""

import asyncio
import gc
from datetime import timedelta
from uuid import uuid4

import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from activities.command_keys import PrivateKey
from service.asking import Asked
from service.sending import NoAnswer, Sender


async def test_attempts_without_an_outcome_leave_no_errors_in_the_log(
    temporal_address: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = await Client.connect(temporal_address, namespace="nowhere", data_converter=pydantic_data_converter)
    sender = Sender(client, PrivateKey.generate(), "0" * 64, "jejak")
    command, envelope = sender.sign(Asked(uuid4(), "person/budi", "grant_role", {}, "administrator"))
    gc.collect()  # what other tests have left behind says so now
    caplog.clear()
    with pytest.raises(NoAnswer):
        await sender.execute(command, envelope, timedelta(seconds=0.5))
    await asyncio.sleep(0)
    gc.collect()
    assert [record.message for record in caplog.records if record.name == "asyncio"] == []
