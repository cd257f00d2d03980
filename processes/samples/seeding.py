"""Making the samples, in the background of a stack that just began; stopped in the middle, it goes on the next time."""

import asyncio

import structlog

from domain.editions import parse_edition
from domain.refusals import Refused
from domain.rules import REGIONS, regions_from
from domain.streams import edition_stream
from engine.states import States
from ledger.db.logged import logged
from ledger.db.together import together
from ledger.store import Ledger
from processes.samples.cast import Sample, cast, samples
from processes.samples.editions import LASTING, MADE_OF, SHORT, edition_text
from processes.samples.play import Ground, Play
from processes.samples.plots import PLOTS
from processes.samples.progress import Progress
from processes.setup import ROOT, done, is_last, unknown
from processes.setup import name as name_in_vault
from wiring.connections import READER, Connections
from wiring.settings import Settings

log = structlog.get_logger()

AT_ONCE = {LASTING: 3, SHORT: 4}
"""How many lives under an edition are under way at a time: what people ask meanwhile hardly waits, and who has short
deadlines is asked in time.
"""


async def seed(settings: Settings, progress: Progress) -> None:
    """Make the samples that aren't made yet. What fails is logged, and tried again by the next start."""
    missing = [each for each in samples() if each.title not in set(progress.made())]
    if not missing:
        return
    try:
        async with Connections(settings) as connections:
            ground = await _ground(connections)
            async with together() as tasks:
                gates = {name: asyncio.Semaphore(number) for name, number in AT_ONCE.items()}
                for sample in missing:
                    tasks.create_task(_made(ground, sample, progress, gates[PLOTS[sample.plot][0]]))
    except Exception as error:  # the stack itself goes on
        log.warning("samples can't be made", error=logged(error))


async def _made(ground: Ground, sample: Sample, progress: Progress, gate: asyncio.Semaphore) -> None:
    edition, acts = PLOTS[sample.plot]
    async with gate:
        try:
            await acts(Play(ground, sample, edition))
        except Refused as refused:  # time, or somebody, was quicker: it stays as it has become
            log.info("a sample took another course", title=sample.title, code=refused.refusal.code)
        except Exception as error:  # a server is away, or it took too long: the next start goes on with it
            log.warning("a sample isn't complete", title=sample.title, error=logged(error))
            return
        progress.add(sample.title)


async def _ground(connections: Connections) -> Ground:
    """Publish the samples' editions, and appoint the people of the samples."""
    states = States(Ledger(await connections.pool(READER)))
    texts = {
        name: edition_text(name, (ROOT / "editions" / f"{MADE_OF[name]}.toml").read_text(encoding="utf-8"))
        for name in (LASTING, SHORT)
    }
    new = [
        (edition_stream(name), "publish_edition", {"content": text})
        for name, text in texts.items()
        if not await is_last(states, edition_stream(name), text)
    ]
    people = cast()
    await done(connections, [*new, *await unknown(states, people)])
    await name_in_vault(connections, people)
    regions = regions_from(await states.basis([REGIONS]))
    editions = {name: parse_edition(text) for name, text in texts.items()}
    return Ground(connections, states, regions, editions)
