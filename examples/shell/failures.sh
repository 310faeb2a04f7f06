#!/usr/bin/env bash
# Prints what failed of a URL list, and why; exits as gfetch does.
#
#   failures.sh urls.txt
set -u
gfetch=${GFETCH:-gfetch}

"$gfetch" -i "$1" -f jsonl -q --no-summary |
  jq -r 'select(.ok | not) | [.error_kind // .reason // .outcome, .input, .url] | @tsv'
exit "${PIPESTATUS[0]}"
