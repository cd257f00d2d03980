"""Samples come into every stage by real acts, survive being stopped in the middle, and are made once."""

from collections import Counter
from pathlib import Path

import pytest

from domain.editions import parse_edition
from domain.vocabulary import Stage
from processes.embedded import living
from processes.samples.cast import cast, samples
from processes.samples.editions import LASTING, MADE_OF, SHORT, edition_text
from processes.samples.plots import PLOTS
from processes.samples.progress import Progress
from processes.samples.seeding import seed
from processes.setup import ROOT
from service.listing import Wanted, innovations
from service.reading import Reader
from service.verifying import verified
from tests.waiting import until
from wiring.connections import Connections
from wiring.settings import Settings, load_settings

pytestmark = pytest.mark.minutes


async def stages(settings: Settings) -> Counter[str]:
    """How many innovations there are in each stage."""
    async with Connections(settings) as connections:
        found = await innovations(await Reader.on(connections, "auditor"), Wanted(), after=None, limit=500)
    return Counter(each["stage"] for each in found)


async def made(settings: Settings, enough: int) -> None:
    """Wait until so many samples are made, each for as long as it takes."""
    for number in range(1, enough + 1):

        async def there(number: int = number) -> bool:
            return len(Progress(settings.home).made()) >= number

        await until(there, f"sample {number}")


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory for a stack."""
    return tmp_path_factory.mktemp("samples") / "data"


async def test_every_stage_has_some_after_a_stop_in_the_middle_and_a_later_start_adds_none(home: Path) -> None:
    settings = load_settings(home=home, database_url=None)
    async with living(settings, with_samples=True):
        await made(settings, 5)
    async with living(settings, with_samples=True):
        await made(settings, len(samples()))
        found = await stages(settings)
        async with Connections(settings) as connections:
            report = (await verified(connections, None)).report
    assert found.total() == len(samples())
    assert found.keys() == set(Stage), found
    assert report.problems == []
    async with living(settings, with_samples=True):
        await seed(settings, Progress(home))  # as this start does beside
        assert await stages(settings) == found


def test_each_plot_is_told_by_some_sample_whose_people_exist() -> None:
    assert {each.plot for each in samples()} == PLOTS.keys()
    assert {each.proposer for each in samples()} <= cast().keys()
    titles = [each.title for each in samples()]
    assert len(set(titles)) == len(titles) > 60


@pytest.mark.parametrize("name", [LASTING, SHORT])
def test_the_editions_of_the_samples_keep_the_rules_of_editions(name: str) -> None:
    edition = parse_edition(edition_text(name, (ROOT / "editions" / f"{MADE_OF[name]}.toml").read_text()))
    assert edition.name == name
    assert "contoh" in edition.title.id
