#!/bin/bash
# Databases, roles and logins of a new PostgreSQL server, made once by its superuser: Temporal and Jejak share the
# server and nothing else. The roles of Jejak carry rights (its migrations grant them), the logins take them on.
set -euo pipefail
secrets=${SECRETS:-/run/secrets}

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
  --set temporal_password="$(cat "$secrets/temporal_password")" \
  --set migrator_password="$(cat "$secrets/migrator_password")" \
  --set worker_password="$(cat "$secrets/worker_password")" \
  --set sealer_password="$(cat "$secrets/sealer_password")" \
  --set serve_password="$(cat "$secrets/serve_password")" \
  --set backup_password="$(cat "$secrets/backup_password")" \
  --set reader_password="$(cat "$secrets/reader_password")" \
  --set auditor_password="$(cat "$secrets/auditor_password")" \
  --set vault_password="$(cat "$secrets/vault_password")" <<'SQL'
CREATE ROLE temporal LOGIN PASSWORD :'temporal_password';
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;

CREATE ROLE jejak_owner NOLOGIN;
CREATE ROLE jejak_worker NOLOGIN;
CREATE ROLE jejak_reader NOLOGIN;
CREATE ROLE jejak_auditor NOLOGIN;
CREATE ROLE jejak_sealer NOLOGIN;
CREATE ROLE jejak_vault NOLOGIN;
CREATE ROLE jejak_drafts NOLOGIN;
CREATE ROLE jejak_console NOLOGIN;
CREATE ROLE jejak_reads NOLOGIN;
CREATE DATABASE jejak OWNER jejak_owner;

CREATE ROLE jejak_migrator_login LOGIN PASSWORD :'migrator_password' IN ROLE jejak_owner;
CREATE ROLE jejak_worker_login LOGIN PASSWORD :'worker_password' IN ROLE jejak_worker;
CREATE ROLE jejak_sealer_login LOGIN PASSWORD :'sealer_password' IN ROLE jejak_sealer;
-- What serves the pages and the API reads, and keeps what stands beside the ledger; it appends nothing.
CREATE ROLE jejak_serve_login LOGIN PASSWORD :'serve_password'
    IN ROLE jejak_reader, jejak_auditor, jejak_vault, jejak_drafts, jejak_console, jejak_reads;
CREATE ROLE jejak_backup_login LOGIN PASSWORD :'backup_password' IN ROLE pg_read_all_data;
-- For people: who reads with SQL, who audits, who erases names.
CREATE ROLE jejak_reader_login LOGIN PASSWORD :'reader_password' IN ROLE jejak_reader;
CREATE ROLE jejak_auditor_login LOGIN PASSWORD :'auditor_password' IN ROLE jejak_auditor;
CREATE ROLE jejak_vault_login LOGIN PASSWORD :'vault_password' IN ROLE jejak_vault;

REVOKE CONNECT ON DATABASE temporal, temporal_visibility, jejak FROM PUBLIC;
GRANT CONNECT ON DATABASE jejak TO
    jejak_migrator_login, jejak_worker_login, jejak_sealer_login, jejak_serve_login, jejak_backup_login,
    jejak_reader_login, jejak_auditor_login, jejak_vault_login,
    jejak_worker, jejak_reader, jejak_auditor, jejak_sealer, jejak_vault, jejak_drafts, jejak_console, jejak_reads;

\connect jejak
-- Migrations take away what else everybody may; this only a superuser can.
REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC;
SQL
