"""People as administrators see them: their roles, and the names and contacts that the vault keeps."""

from datetime import UTC, datetime
from typing import Any

from domain.grants import Grant
from ledger import vault
from service.reading import Reader
from wiring.connections import VAULT, Connections


async def everybody(reader: Reader, *, names: bool) -> list[dict[str, Any]]:
    """Everybody who holds or held a role, by id, with their names if asked for, and which roles are in force now."""
    found, regions = await reader.people(), await reader.regions()
    kept = await reader.contacts([each["id"] for each in found]) if names else {}
    now = datetime.now(UTC)
    for each in found:
        each.update({field: kept.get(each["id"], {}).get(field) for field in ("name", "email")})
        for held in each["grants"]:
            held["in_force"] = Grant.model_validate(held).in_force(now)
            region = regions.by_id(held["region"]) if held["region"] else None
            held["region"] = region.code if region else held["region"]
    return found


async def put_contacts(connections: Connections, person: str, contacts: dict[str, str | None]) -> None:
    """Keep a person's name and contacts in the vault; what isn't given stays as it is."""
    for field, value in contacts.items():
        if value is not None:
            await vault.put(await connections.pool(VAULT), person, field, value)
