#!/bin/sh
# A backup of the database and the checkpoints: `once`, `daily`, or whether there is a `recent` one. The private keys
# aren't in it. Checkpoints are copied before the dump begins, so that none was signed which the dump lacks.
set -eu
umask 077
backups=${BACKUPS:-/backups}
checkpoints=${CHECKPOINTS:-/checkpoints}

once() {
  name=$(date -u +%Y%m%dT%H%M%SZ)
  part="$backups/$name.part"
  rm -rf "$backups"/*.part
  mkdir "$part"
  cp -R "$checkpoints" "$part/checkpoints"
  pg_dump --format=custom --file="$part/jejak.dump" "$(cat "${SECRETS:-/run/secrets}/backup_database_url")"
  pg_restore --list "$part/jejak.dump" >/dev/null
  mv "$part" "$backups/$name"
  ls -1 "$backups" | grep -E '^[0-9]{8}T[0-9]{6}Z$' | sort -r | tail -n "+$((${BACKUP_DAYS:-14} + 1))" |
    while read -r old; do rm -rf "${backups:?}/$old"; done
  echo "backed up: $name"
}

case "$1" in
once) once ;;
daily)
  trap 'exit 0' TERM INT
  while true; do
    # As a process of its own, which ends at the first thing that fails.
    sh "$0" once || echo "backup failed" >&2
    sleep 86400 &
    wait $!
  done
  ;;
recent)
  found=$(find "$backups" -mindepth 1 -maxdepth 1 -name '*Z' -mmin -1560)
  [ -n "$found" ]
  ;;
*) exit 2 ;;
esac
