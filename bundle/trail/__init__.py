"""The readable trail: one self-contained page of HTML in Indonesian and English, for screen and paper.

`page.py` makes it of `facts.py`. A file for each part of a life gathers what that part shows, mirroring how a state is
folded: `proposal.py`, `pilots.py`, `evaluation.py`, `clarifications.py`, `decision.py`, `adoptions.py`, `checks.py`;
`happenings.py` says one event, `record.py` every event, and `evidence.py` what can be checked and what can't.
"""

from bundle.trail.facts import Facts
from bundle.trail.page import TRAIL, trail
from bundle.trail.proposal import pins

__all__ = ["TRAIL", "Facts", "pins", "trail"]
