#!/usr/bin/env bash
# Waits until every URL responds, as a deployment script does.
#
#   wait-for.sh SECONDS URL...
set -u
gfetch=${GFETCH:-gfetch}
deadline=$((SECONDS + $1))
shift

until "$gfetch" --connect-timeout 1 --max-time 5 -q --no-summary -o /dev/null "$@"; do
  [ $SECONDS -lt $deadline ] || { echo "wait-for: gave up" >&2; exit 1; }
  sleep 0.2
done
echo "wait-for: $# answered"
