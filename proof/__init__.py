"""What an auditor runs alone: hashes, signed notes, Merkle proofs, ids, and bundles read and checked.

Needs Python and `cryptography`, and nothing else of ours: a bundle carries this package as it stands.
"""
