"""PostgreSQL as the ledger uses it: connections, queries, migrations, appends sent together."""
