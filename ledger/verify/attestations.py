"""Checks the attestations of the stored checkpoints: that they are of these notes, and by trusted attestors."""

from ledger.db.connect import Connection
from ledger.db.queries import query
from ledger.errors import NotAttested
from ledger.log.attestations import TrustedAttestors
from ledger.verify.report import Problem, Report, value

AT_ONCE = 200


async def check_attestations(connection: Connection, trusted: TrustedAttestors) -> Report:
    """Checks every stored attestation; the caller holds the snapshot."""
    checked = Report()
    async for size, kind, body, note in connection.cursor(query("verify_attestations"), prefetch=AT_ONCE):
        checked.attestations += 1
        checked.unattributed += not trusted.know(kind)
        expected = value("attestation_of", size=size)
        try:
            if note is None:
                raise NotAttested(reason="no_such_checkpoint")
            trusted.check(kind, note, body)
        except NotAttested as error:
            checked.problems.append(Problem(f"attestations/{kind}", size, "attestation", expected, error))
    return checked
