-- What each role may read. Only the owner writes a table; a view and a function say in their own files who may use them.
GRANT USAGE ON SCHEMA jejak TO jejak_worker, jejak_reader, jejak_auditor, jejak_sealer, jejak_vault, jejak_drafts, jejak_console, jejak_reads;

-- By which schema this is, each sees whether it belongs to this release.
GRANT SELECT ON migrations TO jejak_worker, jejak_reader, jejak_auditor, jejak_sealer, jejak_vault, jejak_drafts, jejak_console, jejak_reads;

GRANT SELECT ON streams, events, unsealed, rows, notices, leaves, tiles, checkpoints, cursors TO jejak_worker;

-- What people see of an innovation, and what proofs need.
GRANT SELECT ON streams, events, unsealed, rows, leaves, tiles, checkpoints, attestations TO jejak_reader;

-- Everything but the vault, the drafts, the sessions and the tokens.
GRANT SELECT ON streams, events, unsealed, rows, notices, leaves, tiles, checkpoints, attestations, cursors, reads, interventions
    TO jejak_auditor;

-- Who read what; the service shows of it what somebody may see.
GRANT SELECT ON reads TO jejak_reads;

GRANT SELECT ON streams, events, unsealed, leaves, tiles, checkpoints, attestations TO jejak_sealer;

-- How many there are of what both may see.
GRANT SELECT ON tallies TO jejak_reader, jejak_auditor;
