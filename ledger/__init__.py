"""The event store on PostgreSQL: streams of events, chained by hashes, that an auditor can prove.

It stores and returns bytes and knows no event classes. `store.Ledger` appends and reads; `db` connects, queries and
brings a database to the schema that this code expects; `log` is the one Merkle log of all events, whose proofs the
package `proof` checks with SHA-256 alone; `seal` gives events their places in it and signs checkpoints; `verify`
recomputes everything; `subscribe` reads the log as it grows; `row_repair` checks and replaces read-model rows;
`notices`, `vault` and `drafts` are the tables beside the events. The specification is docs/ledger.md.
"""
