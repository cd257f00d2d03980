"""Bundles: everything about one innovation in one file that can be verified without the servers.

`build` makes a bundle from the ledger, `trail` its readable page; the package `proof` is included and checks the bundle
with only Python and `cryptography`. `replay` compares the bundle's state with a replay by the rules of this release.
"""
