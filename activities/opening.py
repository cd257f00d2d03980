"""Opening: the command in an envelope, once its signature is verified."""

import structlog

from activities import metrics
from activities.command_keys import KeyRing
from activities.contract import RefusedCommand, Work
from activities.refusing import LONGEST_FACT
from domain.commands import PAYLOADS, SYSTEM, Command
from domain.refusals import Code, Refusal
from domain.streams import exists

log = structlog.get_logger()


def opened(work: Work, keys: KeyRing) -> Command | RefusedCommand | None:
    """The command in the work's envelope, if a trusted key signed it for this stream and people may give it; otherwise
    its refusal. None where there is no envelope.

    Such a refusal isn't recorded: an unauthenticated command must not use up somebody's command id.
    """
    envelope = work.envelope
    if envelope is None:
        return None
    try:
        if not keys.trusts(envelope):
            raise ValueError("the signature doesn't verify")
        command = Command.model_validate_json(envelope.command)
    except ValueError as error:
        metrics.FORGED.inc()
        log.warning("envelope not authentic", stream=work.stream, key_id=envelope.key_id, reason=str(error))
        return RefusedCommand(command_id=None, refusal=Refusal(code=Code.NOT_AUTHENTIC))
    payload = PAYLOADS.get(command.type)
    if command.actor == SYSTEM or (payload is not None and payload.system):
        refusal = Refusal(code=Code.SYSTEM_ONLY, facts={"command": command.type}).within(LONGEST_FACT)
    elif command.stream != work.stream or not exists(work.stream):
        refusal = Refusal(code=Code.WRONG_STREAM, facts={"stream": work.stream})
    else:
        return command
    return RefusedCommand(command_id=command.id, refusal=refusal)
