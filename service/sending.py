"""Sending: a person's command is stamped, signed, and brought to the workflow of its stream.

With an answer it is an update-with-start, without one a signal-with-start: proposing, reviving a lost workflow and
revoking an award that ended years ago are no different from any other command.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.service import RPCError, RPCStatusCode

from activities import contract
from activities.acts import command_of, signed_in
from activities.command_keys import PrivateKey
from activities.contract import Envelope, Outcome, PersonsSignature
from activities.starting import make_way, start, start_options, workflow_of
from domain.commands import Command
from proof.event import microseconds
from service.asking import Asked, End, Signer, act_of
from wiring.errors import Unavailable

log = logging.getLogger(__name__)

PASSING = (
    RPCStatusCode.RESOURCE_EXHAUSTED,
    RPCStatusCode.UNAVAILABLE,
    RPCStatusCode.ABORTED,
    RPCStatusCode.NOT_FOUND,
    RPCStatusCode.DEADLINE_EXCEEDED,
    RPCStatusCode.CANCELLED,
    RPCStatusCode.FAILED_PRECONDITION,  # the workflow's task failed under the update, and is tried again itself
)
"""What a stage change, a burst or a restart of the server looks like: the same command is tried again."""

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.05, 2.0
PATIENCE_S = 2.0
"""After each such time without an answer it is looked whether the workflow is one of ours."""


class NoAnswer(Unavailable):
    """The deadline came before an answer. The command may still be handled; sending it again is safe."""

    def __init__(self, command_id: UUID, timeout: timedelta) -> None:
        super().__init__(reason="no_answer", command_id=str(command_id), timeout=timeout)


class Sender:
    """Sends people's commands to one ledger, received with one key, through one client."""

    def __init__(self, client: Client, key: PrivateKey, genesis: str, task_queue: str) -> None:
        self._client = client
        self._key = key
        self._genesis = genesis
        self._task_queue = task_queue

    def sign(self, asked: Asked, signers: Sequence[Signer] = (), seen: End | None = None) -> tuple[Command, Envelope]:
        """What somebody asks as a command received now, in its envelope.

        `signers` are whoever asks with their own key, and whoever confirms it; then `seen` is where the stream ended
        for them, None where it doesn't exist. Raises ValidationError for what can't be recorded.
        """
        act = act_of(asked, self._genesis, signed_at=datetime.now(UTC) if signers else None, seen=seen)
        return self.receive(act, tuple(key.signs(person, act) for person, key in signers))

    def receive(self, act: bytes, signatures: tuple[PersonsSignature, ...]) -> tuple[Command, Envelope]:
        """An act as received now with the signatures under it. Raises ValidationError for what can't be recorded."""
        envelope = self._key.receives(self._genesis, act, signatures, microseconds(datetime.now(UTC)))
        return command_of(signed_in(envelope)), envelope

    async def execute(self, command: Command, envelope: Envelope, timeout: timedelta) -> Outcome:
        """Send a command and wait for its outcome.

        Raises:
            NoAnswer: none came in time; the same command may be sent again.
            RPCError: Temporal refused the request for good.
        """
        over = asyncio.Event()
        clearing = asyncio.create_task(self._keep_clear(command.stream, over))
        try:
            return await self._execute(command, envelope, timeout)
        finally:
            over.set()
            await clearing  # a run that is being replaced has signals that aren't lost only when that is finished

    async def submit(self, command: Command, envelope: Envelope) -> None:
        """Leave a command with the workflow; it is handled when a worker runs.

        Raises:
            RPCError: Temporal can't be reached, or refused the request.
        """
        await start(self._client, command.stream, self._task_queue, contract.SUBMIT, envelope)

    async def _keep_clear(self, stream: str, over: asyncio.Event) -> None:
        """Now and then replace what has taken the workflow's id, until it is over."""
        while not over.is_set():
            try:
                async with asyncio.timeout(PATIENCE_S):
                    await over.wait()
            except TimeoutError:
                try:
                    await make_way(self._client, stream, self._task_queue)
                except RPCError as error:
                    log.debug("the workflow of %s wasn't looked at: %s", stream, error)

    async def _execute(self, command: Command, envelope: Envelope, timeout: timedelta) -> Outcome:
        deadline = asyncio.get_running_loop().time() + timeout.total_seconds()
        known_id = f"{command.id}-{envelope.digest()[:16]}"
        foreign, pause = False, FIRST_PAUSE_S
        while (left := deadline - asyncio.get_running_loop().time()) > 0:
            # Somebody else may have used the id that can be known; nobody can have used one made just now.
            update_id = f"{known_id}-{uuid4()}" if foreign else known_id
            outcome = await self._try(command, envelope, update_id, left)
            if outcome is not None:
                if foreign or outcome.command_id == command.id:
                    return outcome
                foreign = True
            await asyncio.sleep(min(pause, max(0.0, deadline - asyncio.get_running_loop().time())))
            pause = min(2 * pause, LONGEST_PAUSE_S)
        raise NoAnswer(command.id, timeout)

    async def _try(self, command: Command, envelope: Envelope, update_id: str, left: float) -> Outcome | None:
        """The outcome, or None if the attempt failed and may be repeated."""
        starting: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
            workflow_of(command.stream), command.stream, **start_options(command.stream, self._task_queue)
        )
        # The client leaves a failed start's error there too, and asyncio logs what nobody reads.
        started = asyncio.ensure_future(starting.workflow_handle())
        try:
            async with asyncio.timeout(left):
                outcome: Outcome | None = await self._client.execute_update_with_start_workflow(
                    contract.EXECUTE,
                    envelope,
                    id=update_id,
                    start_workflow_operation=starting,
                    result_type=cast(type, Outcome),
                )
                return outcome
        except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError, WorkflowUpdateFailedError) as error:
            log.debug("update of command %s came to nothing: %s", command.id, error)
        except RPCError as error:
            if error.status not in PASSING:
                raise
            log.debug("update of command %s will be tried again: %s", command.id, error)
        finally:
            started.cancel()
        return None
