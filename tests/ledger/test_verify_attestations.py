"""What others attest of a checkpoint is checked against it: by whom, where they are known, and of what in any case."""

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.db.process_pool import Processes
from ledger.db.queries import query
from ledger.errors import NotAttested
from ledger.log.attestations import NOBODY, TrustedAttestors
from ledger.store import Ledger
from ledger.verify.report import Report
from ledger.verify.whole import verify
from proof.note import COSIGNATURE, Verifier

from .attesting import WITNESS, cosign, stamp, trusting
from .authority import Authority
from .books import KEYS, Books
from .builders import append

OTHER_WITNESS = Verifier("witness.example/w2", Ed25519PrivateKey.generate().public_key(), COSIGNATURE)


def found(report: Report) -> list[tuple[str, int]]:
    """Where attestations aren't what they should be; nothing else is wrong."""
    assert {problem.layer for problem in report.problems} <= {"attestation"}
    return [(problem.stream_id, problem.version) for problem in report.problems]


@pytest.fixture
def authority() -> Authority:
    """Who stamps."""
    return Authority()


@pytest.fixture
async def attested(ledger: Ledger, books: Books, sealer_pool: asyncpg.Pool, authority: Authority) -> list[int]:
    """The sizes of two checkpoints that both have stamped and cosigned."""
    for stream_id in ("s", "t"):
        await ledger.append(append(stream_id))
        await books.step()
    sizes = []
    for note in books.notes()[-2:]:
        sizes.append(KEYS.open(note).size)
        for kind, body in (("rfc3161", stamp(authority, note)), ("witness", cosign(note))):
            await sealer_pool.execute(query("store_attestation"), sizes[-1], kind, body)
    return sizes


async def test_good_attestations_are_counted_by_whoever_knows_their_makers_and_by_whoever_does_not(
    auditor: asyncpg.Pool, database: str, attested: list[int], authority: Authority
) -> None:
    for attestors, unattributed in (
        (NOBODY, 4),
        (TrustedAttestors([authority.root], None), 2),
        (trusting(authority), 0),
        (TrustedAttestors([Authority().root, authority.root], [OTHER_WITNESS, WITNESS]), 0),
    ):
        report = await verify(auditor, keys=KEYS, trusted=attestors)
        assert (found(report), report.attestations, report.unattributed) == ([], 4, unattributed)
    with Processes(database, role="jejak_auditor") as processes:
        assert report == await verify(auditor, keys=KEYS, trusted=trusting(authority), processes=processes)


async def test_attestations_of_nobody_who_is_trusted_are_found(
    auditor: asyncpg.Pool, attested: list[int], authority: Authority
) -> None:
    one, other = attested
    stranger = TrustedAttestors([Authority().root], [OTHER_WITNESS])
    assert found(await verify(auditor, trusted=stranger)) == [
        (f"attestations/{kind}", size) for size in (one, other) for kind in ("rfc3161", "witness")
    ]


@pytest.mark.parametrize("known", [True, False])
async def test_a_stamp_of_another_checkpoint_is_found_whether_its_authority_is_known_or_not(
    auditor: asyncpg.Pool, admin: asyncpg.Connection, attested: list[int], authority: Authority, known: bool
) -> None:
    one, other = attested
    await admin.execute(
        "UPDATE jejak.attestations a SET body = b.body FROM jejak.attestations b"
        " WHERE a.tree_size = $1 AND b.tree_size = $2 AND a.kind = 'rfc3161' AND b.kind = 'rfc3161'",
        *(one, other),
    )
    attestors = trusting(authority) if known else NOBODY
    assert found(await verify(auditor, trusted=attestors)) == [("attestations/rfc3161", one)]


@pytest.mark.parametrize("body", [b"", b"nonsense", b"\xff\xfe", b"\xe2\x80\x94 witness.example/w1 AAAA"])
@pytest.mark.parametrize("known", [True, False])
async def test_what_is_no_attestation_is_found_and_stops_nothing(
    auditor: asyncpg.Pool,
    admin: asyncpg.Connection,
    attested: list[int],
    authority: Authority,
    known: bool,
    body: bytes,
) -> None:
    one, _ = attested
    await admin.execute("UPDATE jejak.attestations SET body = $2 WHERE tree_size = $1", one, body)
    report = await verify(auditor, trusted=trusting(authority) if known else NOBODY)
    assert found(report) == [("attestations/rfc3161", one), ("attestations/witness", one)]
    assert report.attestations == 4


async def test_a_cosignature_of_a_text_that_goes_on_below_the_checkpoint_is_none_of_the_checkpoint(
    auditor: asyncpg.Pool, admin: asyncpg.Connection, books: Books, attested: list[int]
) -> None:
    """The witness signed something that only begins with the note."""
    one, _ = attested
    longer = books.notes()[-2] + "and more\n\n"
    line = cosign(longer + "— x AAAAAAAA\n")
    await admin.execute(
        "UPDATE jejak.attestations SET body = $2 WHERE tree_size = $1 AND kind = 'witness'", one, b"and more\n\n" + line
    )
    for attestors in (NOBODY, TrustedAttestors(None, [WITNESS])):
        assert found(await verify(auditor, trusted=attestors)) == [("attestations/witness", one)]


async def test_an_attestation_of_no_checkpoint_or_of_nobody_is_found(
    auditor: asyncpg.Pool, admin: asyncpg.Connection, attested: list[int]
) -> None:
    one, other = attested
    await admin.execute("SET session_replication_role = replica")
    await admin.execute("UPDATE jejak.attestations SET tree_size = 99 WHERE tree_size = $1 AND kind = 'rfc3161'", one)
    await admin.execute("UPDATE jejak.attestations SET kind = 'x' WHERE tree_size = $1 AND kind = 'witness'", other)
    report = await verify(auditor)
    assert found(report) == [("attestations/x", other), ("attestations/rfc3161", 99)]
    assert [str(problem.found) for problem in report.problems] == [
        "not_attested reason='unknown_kind' kind='x'",
        "not_attested reason='no_such_checkpoint'",
    ]


def test_a_stamp_with_any_bit_changed_is_refused_or_holds_and_is_never_an_accident(authority: Authority) -> None:
    note = "example.org/jejak\n1\nAAAA\n\n— example.org/jejak AAAAAAAA\n"
    body = stamp(authority, note)
    attestors = [NOBODY, trusting(authority)]
    refused = 0
    for bit in range(len(body) * 8):
        changed = bytearray(body)
        changed[bit // 8] ^= 1 << bit % 8
        for who in attestors:
            try:
                who.check("rfc3161", note, bytes(changed))
            except NotAttested:
                refused += 1
    assert refused > len(body) * 8
