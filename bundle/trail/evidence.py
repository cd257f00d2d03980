"""What a reader can check with the bundle that the page is in, and what isn't shown by that: no more and no less."""

from dataclasses import dataclass

from bundle.trail.facts import Facts
from bundle.trail.words import Both, both
from ledger.log.attestations import TIMESTAMP, WITNESS
from proof.checkpoint import parse_checkpoint


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the verifier shows when it succeeds, what is checked in another way, and what nothing here shows."""

    continued: bool
    """Whether there is a proof that the log continues an earlier checkpoint."""
    shown: list[Both]
    otherwise: list[Both]
    unshown: list[Both]


def evidence(facts: Facts) -> Evidence:
    """By what the bundle holds: a proof from an earlier checkpoint, a time stamp, a cosignature, or none of them."""
    checkpoint = parse_checkpoint(facts.note)
    streams = len({each.stored.stream_id for each in facts.entries})
    shown = [
        both("trail.shown_whole", origin=checkpoint.origin),
        both("trail.shown_chain", events=len(facts.entries), streams=streams, size=checkpoint.size),
        both("trail.shown_latest", at=facts.closed_at),
        both("trail.shown_origin"),
    ]
    otherwise = [both("trail.otherwise_state")]
    unshown = [both("trail.unshown_page")]
    if facts.since is None:
        unshown.append(both("trail.unshown_growth"))
    else:
        shown.append(both("trail.shown_growth", earlier=parse_checkpoint(facts.since).size))
    if TIMESTAMP in facts.attested:
        otherwise.append(both("trail.otherwise_stamp"))
    else:
        unshown.append(both("trail.unshown_stamp"))
    if WITNESS in facts.attested:
        otherwise.append(both("trail.otherwise_witness"))
    else:
        unshown.append(both("trail.unshown_witness"))
    unshown += [
        both("trail.unshown_keyholder"),
        both("trail.unshown_origin"),
        both("trail.unshown_truth"),
        both("trail.unshown_later", at=facts.closed_at),
    ]
    return Evidence(facts.since is not None, shown, otherwise, unshown)
