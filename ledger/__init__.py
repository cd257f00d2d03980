"""The event store on PostgreSQL: streams of events, chained by hashes, that an auditor can prove.

It takes and gives bytes and knows no event classes. `store.Ledger` appends and reads, `verify` recomputes
every hash, `migrate` brings a database to the schema that this code expects; `notices` and `vault` are the
two tables beside the events. The specification is docs/ledger.md.
"""
