#!/bin/sh
# Creates or upgrades the tables in Temporal's two databases; the versions already there are left alone.
set -eu
SQL_PASSWORD=$(cat /run/secrets/temporal_password)
export SQL_PASSWORD
for store in temporal visibility; do
  database=temporal
  [ "$store" = temporal ] || database=temporal_visibility
  # Only a database that has no version table yet needs its first one; a second time this changes nothing.
  temporal-sql-tool --database "$database" setup-schema --version 0.0
  temporal-sql-tool --database "$database" update-schema \
    --schema-dir "/etc/temporal/schema/postgresql/v12/$store/versioned"
done
