#!/usr/bin/env bash
# Each command has a page; the options there are those that its help names, and what a page refers to
# is there.
#
#   man_test.sh TARE PAGES
set -euo pipefail
tare=$1 pages=$2
status=0

# complain MESSAGE
complain() {
  echo "man: $*"
  status=1
}

# Names of options, one a line, of a text: `-q,--quiet` or `.BR \-q ", " \-\-quiet`.
options() { sed 's/\\-/-/g; s/\\f.//g' | grep -oE -- '(^|[ ,"])(--[a-z][a-z-]*|-[a-zA-Z0-9])\b' | tr -d ' ,"' | sort -u; }

of_help() { "$tare" "$@" --help | grep -E '^  -' | sed -E 's/^  (-[^ ]*).*/\1/' | options; }

of_page() { sed -n '/^\.SH OPTIONS/,/^\.SH [^O]/p' "$1" | grep -A1 '^\.TP' | grep '^\.B' | options; }

commands=$("$tare" --help | sed -nE '/^Commands:/,$s/^  ([a-z]+) .*/\1/p')
(($(wc -w <<<"$commands") > 8)) || complain "which commands are there? $commands"
for command in '' $commands; do
  page=$pages/tare${command:+-$command}.1
  [[ -e $page ]] || { complain "tare $command has no page"; continue; }
  # shellcheck disable=SC2086 # no command is no argument
  diff --label "tare $command --help" <(of_help $command) --label "${page##*/}" <(of_page "$page") -U 0 || status=1
  if grep -n '@[a-zA-Z_]*@' "$page"; then complain "$page: a part is missing"; fi
done

for page in "$pages"/*.1; do
  while read -r other; do
    [[ -e $pages/$other.1 ]] || complain "${page##*/} refers to $other(1)"
  done < <(sed 's/\\-/-/g' "$page" | grep -oE '^\.BR tare[a-z-]* \(1\)' | cut -d ' ' -f 2 | sort -u)
  command=$(basename "$page" .1)
  command=${command#tare}
  command=${command#-}
  grep -qx -- "${command:-report}" <<<"$commands" || complain "${page##*/} is about no command"
done
exit "$status"
