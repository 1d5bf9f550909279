# What each shell offers: commands, options, their words, and files where they belong.
tare completions bash >../tare.bash
tare completions zsh >../_tare
tare completions fish >../tare.fish
mkdir dir && : >dir/file && : >data.tar

# bash WORD...: the last one is being completed
bash() {
  command bash -c 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _tare; echo "${COMPREPLY[*]}"' - ../tare.bash "$@"
}
echo "--- bash"
bash tare ''
bash tare p
bash tare --v
bash tare pack --o
bash tare pack --context-only --
bash tare --format = j
bash tare report --dialect c
bash tare d
bash tare pack -o d
bash tare ls d
bash tare diff dir d
bash tare completions ''

# What is offered is what the help names, for every command.
for command in report pack ls why check lint suggest diff build completions; do
  tare $command --help | grep -oE '^  (-[a-zA-Z0-9]|--[a-z-]+)(,--[a-z-]+)?' | tr -d ' ' | tr ',' '\n' | sort >../help
  bash tare $command -- | tr ' ' '\n' >../offered
  bash tare $command - | tr ' ' '\n' | sort >../all
  diff ../help ../all >../difference || { echo "$command:" && cat ../difference; }
done

echo "--- fish"
# shellcheck disable=SC2016
fish() { command fish --no-config -c 'source ../tare.fish; complete -C $argv[1]' "$1" | cut -f 1 | tr '\n' ' ' && echo; }
fish 'tare '
fish 'tare pack --o'
fish 'tare --format '
fish 'tare report --dialect c'
fish 'tare pack -o d'
fish 'tare ls d'
fish 'tare diff dir d'

echo "--- zsh"
zsh -fn ../_tare
zsh -f -c 'autoload -Uz compinit; compinit -u -D; source ../_tare; echo $_comps[tare]'
