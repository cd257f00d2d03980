"""Runs commands of the command line in this process, and innovations through the first stages by them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from cli.main import main
from tests.furnished import in_hours
from tests.waiting import until

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
PROPOSAL = EXAMPLES / "kartu-insentif-anak.yaml"
ADMINISTRATORS = ("--as", "administrator", "--with", "administrator-2")
OPERATOR = ("--as", "sekretariat")
PROPOSER = ("--as", "pengusul")
MINISTER = ("--as", "menteri", "--reason", "berita acara")
DEPUTY = ("--as", "deputi", "--reason", "berita acara")
POST = ("--title", "Analis Kebijakan", "--letter", "821.2/7/2026")
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as the one JSON document that it must be; nothing was said beside it."""
        assert self.err == ""
        return json.loads(self.out)


class Cli:
    """Runs commands on the stack in `home`, in English unless they say otherwise."""

    def __init__(self, home: Path) -> None:
        self.home = home

    async def __call__(self, *arguments: str | Path) -> Ran:
        """Run one command."""
        return await self.run(*arguments, *(() if "--lang" in arguments else ("--lang", "en")))

    async def run(self, *arguments: str | Path) -> Ran:
        """Run one command in the language of the environment."""
        with captured() as (out, err):
            code = await main([*map(str, arguments), "--data", str(self.home)])
        return Ran(code, out.getvalue(), err.getvalue())

    async def done(self, *arguments: str | Path) -> Any:
        """Run one command, which must succeed; its JSON."""
        ran = await self(*arguments, "--json")
        assert ran.code == 0, ran
        return ran.json

    async def refused(self, code: str, *arguments: str | Path) -> None:
        """Run one command, which must be refused for that reason."""
        ran = await self(*arguments, "--json")
        assert (ran.code, ran.json["code"]) == (1, code), ran

    async def proposed(self, proposal: Path = PROPOSAL) -> str:
        """A new innovation's id."""
        innovation: str = (await self.done("propose", proposal, *PROPOSER, "--force"))["innovation"]
        return innovation

    async def in_pilot(self, proposal: Path = PROPOSAL) -> str:
        """A new innovation with its pilots planned, half as long as they may last, so that they can be extended."""
        innovation = await self.proposed(proposal)
        await self.done("admit", innovation, *OPERATOR)
        pilots = self.home / "pilots.yaml"
        pilots.write_text(in_hours((EXAMPLES / "pilots.yaml").read_text()).replace("PT60H", "PT30H"))
        await self.done("plan-pilots", innovation, pilots, *OPERATOR)
        return innovation

    async def in_evaluation(self, proposal: Path = PROPOSAL) -> str:
        """A new innovation before its panel, which is three evaluators."""
        innovation = await self.in_pilot(proposal)
        await self.done("close-pilots", innovation, *OPERATOR)
        await self.done("assign-panel", innovation, "evaluator-1", "evaluator-2", "evaluator-3", *OPERATOR)
        return innovation

    async def in_decision(self, proposal: Path = PROPOSAL) -> str:
        """A new innovation that its panel found worth scaling up."""
        innovation = await self.in_evaluation(proposal)
        for evaluator in ("evaluator-1", "evaluator-2", "evaluator-3"):
            await self.done("score", innovation, "--file", EXAMPLES / "score.yaml", "--as", evaluator)
        await self.comes_to(innovation, "decision")
        return innovation

    async def comes_to(self, innovation: str, stage: str) -> None:
        """Wait until an innovation has come to that stage by itself."""

        async def there() -> bool:
            return bool((await self.done("show", innovation))["stage"] == stage)

        await until(there, stage)

    async def awarded(self, proposal: Path = PROPOSAL) -> str:
        """A new innovation that is to be scaled up, its waves not planned yet."""
        innovation = await self.in_decision(proposal)
        await self.done("decide", innovation, "scale_national", EXAMPLES / "decision.yaml", *MINISTER)
        await self.done("endorse", innovation, *DEPUTY)
        return innovation

    async def in_scaling(self) -> str:
        """A new innovation whose first wave has been offered to Bandung and Makassar; its second one is hours away."""
        innovation = await self.awarded()
        waves = self.home / "waves.yaml"
        waves.write_text(in_hours((EXAMPLES / "waves.yaml").read_text()))
        await self.done("plan-waves", innovation, waves, *OPERATOR)
        await self.offered(innovation)
        return innovation

    async def offered(self, innovation: str) -> None:
        """Wait until an innovation has been offered to both regions of its first wave."""

        async def both() -> bool:
            return len((await self.done("show", innovation))["adoptions"]) == 2

        await until(both, "the offers to both regions")


@contextmanager
def captured() -> Iterator[tuple[StringIO, StringIO]]:
    """Both standard streams, while the block runs."""
    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        yield out, err
