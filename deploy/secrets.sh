#!/bin/sh
# Makes what the compose file names of secrets/, each in a file of its own; what is there already stays as it is.
# The directory is closed to others; its files are read by the users of several containers.
set -eu
directory=${1:-secrets}
mkdir -p "$directory"
chmod 700 "$directory"
umask 022

keep() {
  if [ ! -e "$directory/$1" ]; then
    cat >"$directory/$1"
  fi
}

for name in postgres temporal migrator worker sealer serve backup reader auditor vault; do
  openssl rand -hex 24 | keep "${name}_password"
done
for name in migrator worker sealer serve backup; do
  printf 'postgresql://jejak_%s_login:%s@postgres:5432/jejak\n' "$name" "$(cat "$directory/${name}_password")" |
    keep "${name}_database_url"
done
openssl rand -hex 24 | keep oidc_client_secret
for name in notice_smtp_url notice_webhook_url; do
  : | keep "$name"
done
