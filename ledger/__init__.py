"""The event store on PostgreSQL: streams of events, chained by hashes, that an auditor can prove.

It takes and gives bytes and knows no event classes. `store.Ledger` appends and reads; `sealer` gives every event its
place in one Merkle log and signs checkpoints of it; `proofs` makes what `audit` checks with SHA-256 alone; `verify`
recomputes everything; `subscribe` reads the log as it grows; `migrate` brings a database to the schema that this code
expects; `notices` and `vault` are the two tables beside the events. The specification is docs/ledger.md.
"""
