# Made by scripts/generate from the option table; do not edit.
_gfetch() {
  local cur prev words cword split
  _init_completion -s -n : || return
  case $prev in
    --mode)
      COMPREPLY=($(compgen -W 'async sync' -- "$cur"))
      return ;;
    --netrc)
      $split && _filedir && return ;;
    --private)
      COMPREPLY=($(compgen -W 'auto allow deny' -- "$cur"))
      return ;;
    --hash)
      COMPREPLY=($(compgen -W 'sha256' -- "$cur"))
      return ;;
    -f | --format)
      COMPREPLY=($(compgen -W 'text jsonl json csv tsv junit markdown' -- "$cur"))
      return ;;
    --color)
      COMPREPLY=($(compgen -W 'auto always never' -- "$cur"))
      return ;;
    --progress)
      COMPREPLY=($(compgen -W 'auto bar plain json none' -- "$cur"))
      return ;;
    --scope)
      COMPREPLY=($(compgen -W 'page prefix host domain any' -- "$cur"))
      return ;;
    --robots)
      COMPREPLY=($(compgen -W 'obey ignore report' -- "$cur"))
      return ;;
    -i | --input | --cookie-jar | --hsts | --cacert | --crlfile | --key | -o | --output | --config)
      _filedir
      return ;;
    -H | --header | -d | --data | -w | --write-out)
      if [[ $cur == @* ]]; then
        cur=${cur#@}
        _filedir
        COMPREPLY=("${COMPREPLY[@]/#/@}")
      fi
      return ;;
    -c | --concurrency | --host-concurrency | --delay | --rate | --host-rate | --limit-rate | -m | --max-time | --dns-timeout | --connect-timeout | --idle-timeout | --deadline | --retry | --retry-budget | --retry-on | --retry-max-delay | -X | --request | -A | --user-agent | --range | -e | --referer | -u | --user | --bearer | -b | --cookie | --cert | --resolve | --dns-servers | -x | --proxy | --noproxy | --interface | --unix-socket | --max-redirs | --max-filesize | -O | --output-dir | --fields | --accept | --fail-on | --max-failures | -l | --depth | --include | --exclude | --max-pages | --max-pages-per-host | --max-pages-per-domain | --max-queued | --max-crawl-delay | --runs)
      return ;;
  esac
  $split && return
  if [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W '-i --input --sitemap --expand --lines-set-host --mode -c --concurrency --host-concurrency --adaptive --no-adaptive --delay --rate --host-rate --limit-rate -m --max-time --dns-timeout --connect-timeout --idle-timeout --deadline --retry --retry-budget --retry-on --retry-max-delay -X --request -H --header --header-everywhere -d --data -A --user-agent -I --head --range -e --referer -u --user --digest --anyauth --bearer --netrc -b --cookie --cookie-jar -k --insecure --hsts --cacert --crlfile --cert --key --resolve --dns-servers --http1.1 --http2 --http3 -4 --ipv4 -6 --ipv6 --private -x --proxy --noproxy --interface --unix-socket -L --location --no-location --max-redirs --compressed --no-compressed --max-filesize -O --output-dir --convert-links --continue --body --hash -f --format -w --write-out -o --output --fields --summary --no-summary -q --quiet -v --verbose --color --progress --accept --fail-on --max-failures --fail-early -l --depth --scope --include --exclude --max-pages --max-pages-per-host --max-pages-per-domain --max-queued --assets --no-assets --sitemaps --robots --max-crawl-delay --traps --no-traps --ignore-session-ids --ignore-tracking --check-external --anchors --no-anchors --runs --config --dry-run -h --help -V --version' -- "$cur"))
  elif ((cword == 1)); then
    COMPREPLY=($(compgen -W 'fetch crawl check compare' -- "$cur"))
  fi
} &&
  complete -F _gfetch gfetch
