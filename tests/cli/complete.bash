# complete.bash COMPLETION WORD... prints what bash offers for the last word.
source /usr/share/bash-completion/bash_completion
source "$1"
shift
COMP_WORDS=(gfetch "$@")
COMP_CWORD=$#
COMP_LINE="${COMP_WORDS[*]}"
COMP_POINT=${#COMP_LINE}
_gfetch
((${#COMPREPLY[@]})) && printf '%s\n' "${COMPREPLY[@]}"
