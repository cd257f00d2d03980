"""The connection to Temporal."""

from typing import TYPE_CHECKING

from wiring.errors import Unavailable
from wiring.settings import Settings

if TYPE_CHECKING:  # the SDK takes longest of all to import, and many a process never needs it
    from temporalio.client import Client
    from temporalio.envconfig import ClientConnectConfig

DEFAULT_ADDRESS = "localhost:7233"


class TemporalUnavailable(Unavailable):
    """Temporal's frontend cannot be reached; `detail` is what the SDK says."""

    def __init__(self, address: str, detail: str) -> None:
        super().__init__(reason="temporal_unreachable", address=address, detail=detail)


def connect_config(settings: Settings) -> "ClientConnectConfig":
    """How to connect to Temporal: to the embedded stack's or, where a database is named, as `envconfig` says.

    Raises SettingsError when the settings name no server.
    """
    if embedded := settings.embedded():
        # A profile for some other cluster must not draw the embedded stack's commands to it.
        return {"target_host": embedded.temporal_address}
    from temporalio.envconfig import ClientConfig

    return {"target_host": DEFAULT_ADDRESS, **ClientConfig.load_client_connect_config()}


async def connect(settings: Settings) -> "Client":
    """A client of the Temporal that the settings name; its converter carries pydantic models.

    Raises SettingsError when the settings name no server, and TemporalUnavailable when it doesn't answer.
    """
    from temporalio.client import Client
    from temporalio.contrib.pydantic import pydantic_data_converter
    from temporalio.service import RPCError

    config = connect_config(settings)
    address = config["target_host"]
    try:
        return await Client.connect(**config, data_converter=pydantic_data_converter)
    except (RuntimeError, RPCError) as error:
        raise TemporalUnavailable(address, str(error)) from error
