# complete.zsh COMPLETION WORD... prints what zsh offers for the last word.
# zsh completes on a terminal only, so this script types into a second zsh.
zmodload zsh/zpty || exit 1
zpty user 'PS1= zsh -f -i'
say() { zpty -w user "$1" }
say "unsetopt zle_bracketed_paste; PS1=; stty columns 200"
say "fpath=(${(q)1:h} \$fpath); autoload -Uz compinit; compinit -u -D"
# Each match is printed on a line of its own, whatever the layout of lists.
say 'compadd() { local -a found; builtin compadd -O found "$@"
  local match; for match in $found; do print -r -- "<$IPREFIX$match>"; done
  builtin compadd "$@" }'
# Waits until the line editor controls the terminal. Before that, the kernel
# would handle the ^U below and erase the line.
say 'zle-line-init() { print READY""NOW }; zle -N zle-line-init'
zpty -r user seen '*READYNOW*' || exit 1
shift
zpty -n -w user "gfetch $*"$'\t'
# Erases the rest of the line.
zpty -n -w user $'\x15print ALL""DONE\n'
zpty -r user seen '*ALLDONE*'
print -r -- "$seen" | tr -d '\r' | grep -o '<[^<>]*>' | tr -d '<>'
