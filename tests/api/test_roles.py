"""Each command by each role is allowed or refused as `may` says, and for no other reason."""

import pytest

from api.app import PATH
from domain.adoption.decider import may as may_in_adoption
from domain.adoption.state import Adoption
from domain.commands import PAYLOADS, Payload
from domain.innovation.decider import may
from domain.innovation.state import Innovation
from domain.refusals import Code, Refusal
from domain.streams import innovation_stream
from service.reading import Reader
from tests.api.calling import Office
from tests.api.payloads import payload
from tests.cli.running import Cli

pytestmark = pytest.mark.minutes

PEOPLE = (
    "pengusul", "admin-surakarta", "sekretariat", "evaluator-1", "evaluator-surakarta", "menteri", "petugas-bandung",
    "auditor", "administrator",
)  # fmt: skip
OF_INNOVATIONS = [
    cls for cls in PAYLOADS.values() if cls.scope == "innovation" and not cls.system and cls.name != "propose"
]
OF_ADOPTIONS = [cls for cls in PAYLOADS.values() if cls.scope == "adoption" and not cls.system and cls.name != "adopt"]
BANDUNG = "32.73"
BY_ROLE = {Code.ROLE_MISSING, Code.OTHER_AGENCY, Code.SAME_AGENCY, Code.WRONG_STAGE, Code.NO_ROLE, Code.OTHER_REGION}


@pytest.mark.parametrize("stage", ["proposal", "evaluation"])
@pytest.mark.parametrize("person", PEOPLE)
async def test_what_a_role_may_not_ask_is_refused_for_that_reason(
    office: Office, innovations: dict[str, str], stage: str, person: str
) -> None:
    client, refused = await office.of(person), 0
    for cls in OF_INNOVATIONS:
        expected = await _refusal(office, person, cls, innovations[stage])
        if expected is None:
            continue
        refused += 1
        body = {"payload": payload(cls.name), "reason": "Sesuai berita acara."}
        answer = await client.post(f"/innovations/{innovations[stage]}/acts/{cls.name}", json=body)
        assert answer.status_code in (403, 409), (cls.name, answer.text)
        assert answer.json()["code"] == expected.code, (cls.name, expected)
    assert refused > 10


@pytest.mark.parametrize("person", ["pengusul", "sekretariat", "admin-surakarta"])
async def test_what_a_role_may_ask_is_never_refused_for_the_role(office: Office, person: str) -> None:
    client, allowed, done = await office.of(person), 0, 0
    innovation = await Cli(office.connections.settings.home).proposed()
    for cls in OF_INNOVATIONS:
        if await _refusal(office, person, cls, innovation) is not None:
            continue
        allowed += 1
        body = {"payload": payload(cls.name), "reason": "Sesuai berita acara."}
        answer = await client.post(f"/innovations/{innovation}/acts/{cls.name}", json=body)
        assert answer.status_code in (200, 409), (cls.name, answer.text)
        if answer.status_code == 200:
            done += 1
            innovation = await Cli(office.connections.settings.home).proposed()  # it may have led anywhere
        else:
            assert answer.json()["code"] not in BY_ROLE, (cls.name, answer.text)
    assert allowed
    assert done


@pytest.mark.parametrize("person", PEOPLE)
async def test_what_may_not_be_asked_of_an_adoption_is_refused_too(office: Office, scaling: str, person: str) -> None:
    client = await office.of(person)
    for cls in OF_ADOPTIONS:
        reader = await Reader.on(office.connections, person)
        adoption = await reader.states.get(Adoption, await reader.adoption(scaling, BANDUNG))
        state = await reader.states.get(Innovation, innovation_stream(scaling))
        tables = (await reader.regions(), await reader.agencies())
        expected = may_in_adoption(reader.who, cls, adoption, state, *tables, reader.at)
        if expected is None:
            continue
        body = {"payload": payload(cls.name), "reason": "Sesuai berita acara."}
        answer = await client.post(f"/innovations/{scaling}/adoptions/{BANDUNG}/acts/{cls.name}", json=body)
        assert answer.json()["code"] == expected.code, (cls.name, answer.text)


async def test_every_command_has_an_address(office: Office) -> None:
    described = (await office.client(None).get("/openapi.json")).json()
    named = {operation["operationId"] for path in described["paths"].values() for operation in path.values()}
    assert {cls.name for cls in PAYLOADS.values() if not cls.system} <= named
    assert described["servers"] == [{"url": PATH}]


async def _refusal(office: Office, person: str, cls: type[Payload], innovation: str) -> Refusal | None:
    reader = await Reader.on(office.connections, person)
    state = await reader.states.get(Innovation, innovation_stream(innovation))
    return may(reader.who, cls, state, await reader.agencies(), reader.at)


@pytest.fixture(scope="module")
async def innovations(office: Office) -> dict[str, str]:
    """An innovation in each of two stages."""
    cli = Cli(office.connections.settings.home)
    return {"proposal": await cli.proposed(), "evaluation": await cli.in_evaluation()}


@pytest.fixture(scope="module")
async def scaling(office: Office) -> str:
    """An innovation whose first wave has opened."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("JEJAK_PERSON", "auditor")
        return await Cli(office.connections.settings.home).in_scaling()
