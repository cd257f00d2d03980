"""Opening: the command in an envelope, once every signature on it is verified."""

import structlog

from activities import metrics
from activities.acts import command_of, signed_in
from activities.contract import RefusedCommand, Work
from activities.refusing import LONGEST_FACT
from domain.commands import PAYLOADS, SYSTEM, Command
from domain.keys import Keys
from domain.refusals import Code, Refusal
from domain.streams import exists
from domain.vocabulary import Purpose
from proof.acts import Signed
from proof.errors import Unfounded

log = structlog.get_logger()


def opened(work: Work, keys: Keys) -> tuple[Command, Signed] | RefusedCommand | None:
    """The command in the work's envelope, if a key of the ledger's own received it for this stream and people may give
    it; otherwise its refusal. None where there is no envelope.

    Such a refusal isn't recorded: an unauthenticated command must not use up somebody's command id.
    """
    envelope = work.envelope
    if envelope is None:
        return None
    try:
        signed = signed_in(envelope)
        if not keys.serves(signed.key, Purpose.RECEIPTS):
            raise Unfounded("received_by_other", key=signed.key)
        signed.check(keys.genesis)
        command = command_of(signed)
    except Exception as error:  # whatever a forged envelope breaks is a reason to refuse it, never to try it again
        reason = error.facts["reason"] if isinstance(error, Unfounded) else None
        if reason == "signed_ahead":
            return RefusedCommand(command_id=None, refusal=Refusal(code=Code.SIGNED_AHEAD))
        expired = reason == "expired"
        if not expired:
            metrics.FORGED.inc()
        log.warning("envelope not authentic", stream=work.stream, key=envelope.receipt.key, reason=str(error))
        return RefusedCommand(command_id=None, refusal=Refusal(code=Code.EXPIRED if expired else Code.NOT_AUTHENTIC))
    payload = PAYLOADS.get(command.type)
    if command.actor == SYSTEM or (payload is not None and payload.system):
        refusal = Refusal(code=Code.SYSTEM_ONLY, facts={"command": command.type}).within(LONGEST_FACT)
    elif command.stream != work.stream or not exists(work.stream):
        refusal = Refusal(code=Code.WRONG_STREAM, facts={"stream": work.stream})
    else:
        return command, signed
    return RefusedCommand(command_id=command.id, refusal=refusal)
