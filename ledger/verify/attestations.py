"""Checks what others attest of the stored checkpoints: that it is of these notes, and theirs who are trusted."""

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.x509 import Certificate

from ledger.db.connect import Connection
from ledger.db.queries import query
from ledger.errors import SinkRefused
from ledger.seal.timestamp import TimestampSink, check_imprint, check_timestamp
from ledger.seal.witness import WitnessSink, check_cosignature
from ledger.verify.report import Problem, Report
from proof.note import Verifier

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Attestors:
    """Whom a verifier trusts to attest: time stamping authorities by `roots`, witnesses by their keys.

    None: nobody is known. Then only what they attested is checked, and not who did.
    """

    roots: Sequence[Certificate] | None = None
    witnesses: Sequence[Verifier] | None = None

    def know(self, sink: str) -> bool:
        """Whether anybody is trusted to attest as that sink."""
        return {TimestampSink.name: self.roots, WitnessSink.name: self.witnesses}.get(sink) is not None

    def check(self, sink: str, note: str, body: bytes) -> None:
        """Raises SinkRefused unless `body` is what a sink of that name attests of `note`."""
        if sink == TimestampSink.name and self.roots is not None:
            check_timestamp(note.encode(), body, self.roots)
        elif sink == TimestampSink.name:
            check_imprint(note.encode(), body)
        elif sink == WitnessSink.name:
            check_cosignature(note, body, self.witnesses)
        else:
            raise SinkRefused(reason="unknown_sink", sink=sink)


NOBODY = Attestors()


async def check_attestations(connection: Connection, attestors: Attestors) -> Report:
    """Checks every stored attestation; the caller holds the snapshot."""
    checked = Report()
    async for size, sink, body, note in connection.cursor(query("verify_attestations"), prefetch=AT_ONCE):
        checked.attestations += 1
        checked.unattributed += not attestors.know(sink)
        expected = f"an attestation of the checkpoint of {size} leaves"
        try:
            if note is None:
                raise SinkRefused(reason="no_such_checkpoint")
            attestors.check(sink, note, body)
        except SinkRefused as error:
            checked.problems.append(Problem(f"attestations/{sink}", size, "attestation", expected, str(error)))
    return checked
