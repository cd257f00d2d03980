"""The activities that workflows call: handle a command, load the progress, start or signal adoptions.

They connect the domain's rules with the ledger, which don't know each other.
"""
