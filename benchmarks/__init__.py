"""How fast the ledger is, each figure beside a baseline of the same run: `make bench`, or `python -m benchmarks`.

Absolute figures say little about another machine; the ratios are what is promised.
"""
