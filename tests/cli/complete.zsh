# complete.zsh COMPLETION WORD... prints what zsh offers for the last word.
# zsh completes on a terminal only: this one plays the user of a second one.
zmodload zsh/zpty || exit 1
zpty user 'PS1= zsh -f -i'
say() { zpty -w user "$1" }
say "unsetopt zle_bracketed_paste; PS1=; stty columns 200"
say "fpath=(${(q)1:h} \$fpath); autoload -Uz compinit; compinit -u -D"
# Each match is printed on its own; how lists are drawn does not matter.
say 'compadd() { local -a found; builtin compadd -O found "$@"
  local match; for match in $found; do print -r -- "<$IPREFIX$match>"; done
  builtin compadd "$@" }'
# Only once the line editor has the terminal: the kernel would take the ^U below
# for its own, and throw the line away before the editor has seen it.
say 'zle-line-init() { print READY""NOW }; zle -N zle-line-init'
zpty -r user seen '*READYNOW*' || exit 1
shift
zpty -n -w user "gfetch $*"$'\t'
# The line that is left is thrown away.
zpty -n -w user $'\x15print ALL""DONE\n'
zpty -r user seen '*ALLDONE*'
print -r -- "$seen" | tr -d '\r' | grep -o '<[^<>]*>' | tr -d '<>'
