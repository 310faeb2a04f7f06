#!/usr/bin/env bash
# Prints the ten slowest URLs of a list, and the phases in which each spent its
# time.
#
#   slowest.sh urls.txt [COUNT]
set -u
gfetch=${GFETCH:-gfetch}

"$gfetch" -i "$1" -f jsonl -q --no-summary |
  jq -rs --argjson count "${2:-10}" '
    sort_by(-.timing.total) | limit($count; .[])
    | [.timing.total, .timing.dns // 0, .timing.connect // 0, .timing.ttfb // 0, .url]
    | @tsv'
