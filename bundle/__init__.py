"""What an auditor takes away: everything about one innovation in one file that proves itself without the servers.

`build` makes a bundle out of the ledger, `trail` its readable page; the package `proof` travels inside and checks it
with nothing but Python and `cryptography`. `replay` compares what it says of the state with the present rules.
"""
