#!/usr/bin/env bash
# Fetches a list, then once more what failed; leaves the records of both
# rounds in one file. The JSON records of the first round's failures are the
# input lines of the second.
#
#   try-again.sh urls.txt records.jsonl
set -u
gfetch=${GFETCH:-gfetch}

"$gfetch" -i "$1" -f jsonl -q --no-summary -o "$2" && exit 0
jq -c 'select(.outcome == "failed") | {url, id: .input}' "$2" |
  "$gfetch" -i - -f jsonl -q --no-summary >>"$2"
