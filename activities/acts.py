"""Acts as commands: what was signed becomes what the rules decide on."""

from datetime import datetime

from activities.contract import Envelope
from domain.commands import Command
from proof.acts import Act, Signed, read_signed


def signed_in(envelope: Envelope) -> Signed:
    """The act in an envelope, with its signatures. Raises Malformed, ValueError when it isn't in its one form."""
    signatures = [each.model_dump() for each in envelope.signatures]
    return read_signed(envelope.act.encode(), signatures, envelope.receipt.model_dump())


def command_of(signed: Signed) -> Command:
    """The command that a received act is. Raises ValidationError for texts that can't be recorded."""
    own, confirming = (*signed.signatures, None, None)[:2]
    return asked_in(
        signed.act,
        signed.received_at,
        key=own["key"] if own else None,
        confirmed_by=confirming["person"] if confirming else None,
        confirming_key=confirming["key"] if confirming else None,
    )


def asked_in(act: Act, at: datetime, **signatories: str | None) -> Command:
    """What an act asks, as received at an instant. Raises as `command_of`."""
    return Command(
        id=act.id,
        stream=act.stream,
        type=act.type,
        payload=act.payload,
        actor=act.actor,
        reason=act.reason,
        at=at,
        on_version=act.on_version,
        grant=act.grant,
        **signatories,
    )
