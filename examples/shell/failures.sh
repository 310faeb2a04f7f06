#!/usr/bin/env bash
# Prints the failed URLs of a list and their errors. Exits with gfetch's exit
# code.
#
#   failures.sh urls.txt
set -u
gfetch=${GFETCH:-gfetch}

"$gfetch" -i "$1" -f jsonl -q --no-summary |
  jq -r 'select(.ok | not) | [.error_kind // .reason // .outcome, .input, .url] | @tsv'
exit "${PIPESTATUS[0]}"
