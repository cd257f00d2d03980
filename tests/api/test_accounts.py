"""An administrator lets in whoever asks for an account, declines them, and ends accounts; nobody else does."""

from uuid import uuid4

import pytest

from service import accounts
from service.provider import Identity
from tests.api.calling import Office, problem


async def asked(office: Office) -> tuple[str, Identity]:
    """The id of a request of somebody's at the identity provider whom no other test knows."""
    somebody = Identity("https://sso.example", str(uuid4()), "Nova Rekaan", "nova@rekaan.example")
    assert await accounts.person_of(office.connections, somebody) is None
    found = (await (await office.of("administrator")).get("/account-requests")).json()
    [request] = [each for each in found if each["subject"] == somebody.subject]
    assert request["name"] == "Nova Rekaan"
    return request["request_id"], somebody


async def test_who_is_accepted_signs_in_as_that_person_until_their_account_ends(office: Office) -> None:
    client = await office.of("administrator")
    request, somebody = await asked(office)
    path = f"/account-requests/{request}/accept"
    problem(await client.post(path, json={"person": "administrator"}), 409, "own_account")
    problem(await client.post(path, json={"person": "tidak-ada"}), 409, "unknown_person")
    assert (await client.post(path, json={"person": "auditor"})).status_code == 204
    assert await accounts.person_of(office.connections, somebody) == "auditor"
    [bound] = [each for each in (await client.get("/accounts")).json() if each["subject"] == somebody.subject]
    assert (bound["person"], bound["bound_by"]) == ("auditor", "administrator")
    another, _ = await asked(office)
    problem(await client.post(f"/account-requests/{another}/accept", json={"person": "auditor"}), 409, "has_account")
    assert (await client.delete("/accounts/auditor")).status_code == 204
    office.renew("auditor")  # their tokens have ended with it
    assert await accounts.person_of(office.connections, somebody) is None
    problem(await client.delete("/accounts/auditor"), 409, "no_account")


async def test_who_is_declined_is_nobody_and_has_to_ask_again(office: Office) -> None:
    client = await office.of("administrator")
    request, _ = await asked(office)
    assert (await client.post(f"/account-requests/{request}/decline")).status_code == 204
    problem(await client.post(f"/account-requests/{request}/decline"), 409, "no_request")


@pytest.mark.parametrize("person", ["auditor", "sekretariat", "admin-surakarta"])
async def test_nobody_else_lets_anybody_in_or_sees_who_asks(office: Office, person: str) -> None:
    request, _ = await asked(office)
    client = await office.of(person)
    for path in ("/account-requests", "/accounts"):
        problem(await client.get(path), 403, "not_open")
    for answer in (
        await client.post(f"/account-requests/{request}/accept", json={"person": "pengusul"}),
        await client.post(f"/account-requests/{request}/decline"),
        await client.delete("/accounts/pengusul"),
    ):
        problem(answer, 403, "not_open")
    waiting = (await (await office.of("administrator")).get("/account-requests")).json()
    assert request in {each["request_id"] for each in waiting}
