# complete.fish COMPLETION WORD... prints what fish offers for the last word.
source $argv[1]
complete -C "gfetch $argv[2..]" | string replace -r '\t.*' ''
