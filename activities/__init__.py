"""What workflows make happen: a command is handled, progress loaded, adoptions seen to, notices sent.

Here the domain's rules and the ledger meet; neither knows of the other.
"""
