#!/bin/sh
# The image's own start, with the password from its file: the server knows it only as a variable.
set -eu
POSTGRES_PWD=$(cat /run/secrets/temporal_password)
export POSTGRES_PWD
exec /etc/temporal/entrypoint.sh
