"""PostgreSQL as the ledger uses it: connections, queries, migrations, group commit."""
