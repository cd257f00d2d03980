"""Exports and bundles are given to whom the record is open, recorded as read, and few at a time."""

from io import BytesIO
from tarfile import TarFile

import pytest

from api.routes.files import FILES
from bundle.build import Bundler
from service.tokens import Scope
from tests.api.calling import Office, problem
from tests.api.test_reads import read
from tests.api.test_roles import PEOPLE

__all__ = ["read"]

ONE = ("auditor", "sekretariat")


@pytest.mark.parametrize("person", PEOPLE)
async def test_who_is_given_which_file(office: Office, read: str, person: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Bundler, "innovations", property(lambda _: [read]))
    client = await office.of(person)
    wanted = {
        f"/innovations/{read}/export?format=csv": ONE,
        f"/innovations/{read}/bundle": ONE,
        "/export?format=csv": ("auditor",),
        "/bundles": ("auditor",),
    }
    for path, given in wanted.items():
        answer = await client.get(path)
        if person not in given:
            problem(answer, 403, "not_open")
            continue
        assert answer.status_code == 200, answer.text
        kind, about = ("bundle" if "bundle" in path else "export", read if read in path else "ledger")
        [last] = (await client.get("/reads", params={"by": person, "limit": 1})).json()["items"]
        assert (last["what"], last["subject"].removeprefix("innovation/"), last["via"]) == (kind, about, "api")
    assert not FILES.of(person)


async def test_a_tar_of_bundles_begins_with_their_ids(
    office: Office, read: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Bundler, "innovations", property(lambda _: [read]))
    answer = await (await office.of("auditor")).get("/bundles")
    with TarFile(fileobj=BytesIO(answer.content)) as tar:
        assert tar.getnames() == ["contents.txt", f"{read}.zip"]
        contents = tar.extractfile("contents.txt")
        assert contents is not None
        assert contents.read().decode() == f"{read}\n"


async def test_no_file_is_given_by_a_token_that_only_acts_nor_too_many_at_a_time(office: Office, read: str) -> None:
    paths = (f"/innovations/{read}/export?format=xes", f"/innovations/{read}/bundle", "/export?format=ocel", "/bundles")
    only_acts = office.client(await office.token("auditor", [Scope.ACT]))
    for path in paths:
        problem(await only_acts.get(path), 403, "scope_missing")
    client = await office.of("auditor")
    while FILES.begun("auditor"):
        pass
    try:
        for path in paths:
            problem(await client.get(path), 429, "too_often")
    finally:
        for _ in range(FILES.most):
            FILES.ended("auditor")


async def test_a_checkpoint_that_is_none_of_this_log_is_refused(office: Office, read: str) -> None:
    client = await office.of("auditor")
    other = "elsewhere/log\n1\n" + "A" * 43 + "=\n\n— elsewhere/log AAAAAAAA\n"
    for since in ("", "x", "\n\n", other):
        for path in (f"/innovations/{read}/bundle", "/bundles"):
            problem(await client.get(path, params={"since": since}), 400, "nothing_to_compare")
    problem(await client.get("/export", params={"format": "pdf"}), 422, "invalid_request")
