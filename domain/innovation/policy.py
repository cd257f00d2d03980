"""How a stage's policy is stated: who may ask what, which of them is barred, what goes on while suspended."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from domain.innovation.case import Case
from domain.policy import Answer, P, PolicyOf, Rule, as_roles
from domain.vocabulary import Capacity, Role, Stage


@dataclass(frozen=True, slots=True)
class StageRule(Rule[Case]):
    """One thing that may be asked of an innovation."""

    own_agency: bool
    """Only who proposes for the agency that proposed may."""
    impartial: bool
    """It is power over the innovation: barred is whoever belongs to the agency that proposed."""
    capacity: Capacity | None
    """In which capacity it is done; None: in that of the role. Barred is whoever acted in one that excludes it."""
    anybody: bool
    """Nobody is barred, and it is done in no capacity."""
    while_suspended: bool
    """Also while the innovation is suspended."""


class StagePolicy(PolicyOf[Case, StageRule]):
    """What may be asked and what falls due in some stages."""

    def __init__(self, *stages: Stage) -> None:
        super().__init__()
        self.stages = stages

    def on(
        self,
        payload: type[P],
        *,
        by: Role | tuple[Role, ...] = (),
        reason: bool = False,
        confirmed: bool = False,
        own_agency: bool = False,
        impartial: bool = False,
        capacity: Capacity | None = None,
        anybody: bool = False,
        while_suspended: bool = False,
    ) -> Callable[[Answer[Case, P]], Answer[Case, P]]:
        """State who may ask something, on which terms (see `Rule` and `StageRule`), and what answers it."""

        def register(answer: Answer[Case, P]) -> Answer[Case, P]:
            self.rules[payload] = StageRule(
                answer,
                as_roles(by),
                reason,
                confirmed,
                own_agency,
                impartial,
                capacity,
                anybody,
                while_suspended,
            )
            return answer

        return register


def merged(policies: Iterable[StagePolicy]) -> StagePolicy:
    """All that some policies state, the later ones over the earlier."""
    merged = StagePolicy()
    for each in policies:
        merged.take_over(each)
    return merged
