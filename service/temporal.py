"""The connection to Temporal."""

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.envconfig import ClientConfig, ClientConnectConfig
from temporalio.service import RPCError

from service.settings import Settings

DEFAULT_ADDRESS = "localhost:7233"


class TemporalUnavailable(Exception):
    """Temporal's frontend cannot be reached."""

    code = "unavailable"

    def __init__(self, address: str, reason: str) -> None:
        self.message = f"Temporal at {address} cannot be reached: {reason}."
        self.hint = "Start it, or correct TEMPORAL_ADDRESS and its companions; then try again."
        super().__init__(self.message)

    def __str__(self) -> str:
        return f"{self.message} {self.hint}"


async def connect(settings: Settings) -> Client:
    """A client of the embedded stack's Temporal or, where a database is named, of the cluster in `envconfig`.

    Its converter carries pydantic models. Raises SettingsError when the settings lead nowhere and
    TemporalUnavailable when nobody answers.
    """
    embedded = settings.embedded()
    # A profile for some other cluster must not draw the embedded stack's commands to it.
    config = ClientConnectConfig() if embedded else ClientConfig.load_client_connect_config()
    address = embedded.temporal_address if embedded else config.get("target_host", DEFAULT_ADDRESS)
    config["target_host"] = address
    try:
        return await Client.connect(**config, data_converter=pydantic_data_converter)
    except (RuntimeError, RPCError) as error:
        raise TemporalUnavailable(address, str(error)) from error
