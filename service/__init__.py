"""What people ask for, a use-case a module: sign-in, sending commands, reading, time travel, verification.

Commands are signed here and sent to workflows, and the ledger is read here, so that the command line imports neither
the ledger nor Temporal.
"""
