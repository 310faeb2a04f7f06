#!/usr/bin/env bash
# Fetches a list, and then the failed URLs once more. Writes the records of both
# rounds to one file. The JSON records of the failures in the first round are
# the input lines of the second.
#
#   try-again.sh urls.txt records.jsonl
set -u
gfetch=${GFETCH:-gfetch}

"$gfetch" -i "$1" -f jsonl -q --no-summary -o "$2" && exit 0
jq -c 'select(.outcome == "failed") | {url, id: .input}' "$2" |
  "$gfetch" -i - -f jsonl -q --no-summary >>"$2"
