"""What an auditor runs alone: hashes, signed notes, Merkle proofs, ids, and bundles read and checked.

Needs only Python and `cryptography`, nothing else of ours: every bundle includes this package unchanged.
"""
