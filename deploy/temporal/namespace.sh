#!/bin/sh
# Makes the namespace, or gives an existing one the wanted retention.
set -eu
until temporal operator cluster health >/dev/null 2>&1; do
  sleep 1
done
temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION" ||
  temporal operator namespace update --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION"
