"""Who may determine a decision: whoever holds the rank that the edition names, in a post of their own."""

from domain.editions import DecisionRules
from domain.grants import Grant
from domain.refusals import Code, require
from domain.vocabulary import Tenure

ACTING = (Tenure.PLT, Tenure.PLH)
"""Acting officials take no decision that changes what the office stands for (UU 30/2014, pasal 14 ayat 7)."""


def determining(grants: tuple[Grant, ...], rules: DecisionRules, reason: str | None) -> tuple[Grant, ...]:
    """Those of a person's grants under which they may determine: of the edition's rank, or else of its substitute's.

    Raises:
        Refused: there are none; or they are of the substitute's rank and no reason says why nobody of the first was
            free.
    """
    free = [each for each in grants if each.post and (rules.by_acting or each.post.tenure not in ACTING)]
    held = tuple(each for each in free if each.post and each.post.counts_as is rules.determined_by)
    if held or rules.substitute is None:
        require(held, Code.RANK_REQUIRED, rank=rules.determined_by)
        return held
    held = tuple(each for each in free if each.post and each.post.counts_as is rules.substitute)
    require(held, Code.RANK_REQUIRED, rank=rules.determined_by)
    require(reason and reason.strip(), Code.REASON_REQUIRED)
    return held
