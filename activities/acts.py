"""Acts as commands: what was signed becomes what the rules decide on."""

from activities.contract import Envelope
from domain.commands import Command
from proof.acts import Signed, read_signed


def signed_in(envelope: Envelope) -> Signed:
    """The act in an envelope, with its signatures. Raises Malformed, ValueError when it isn't in its one form."""
    signatures = [each.model_dump() for each in envelope.signatures]
    return read_signed(envelope.act.encode(), signatures, envelope.receipt.model_dump())


def command_of(signed: Signed) -> Command:
    """The command that an act is. Raises ValidationError for texts that can't be recorded."""
    act = signed.act
    own, confirming = (*signed.signatures, None, None)[:2]
    return Command(
        id=act.id,
        stream=act.stream,
        type=act.type,
        payload=act.payload,
        actor=act.actor,
        reason=act.reason,
        at=signed.received_at,
        on_version=act.on_version,
        key=own["key"] if own else None,
        confirmed_by=confirming["person"] if confirming else None,
        confirming_key=confirming["key"] if confirming else None,
    )
