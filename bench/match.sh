#!/usr/bin/env bash
# What matching a name costs, beside Docker's own matcher written in Go, in Markdown. Both read the
# same rules and names; rounds run one after the other, and the numbers excluded have to agree.
set -euo pipefail
export LC_ALL=C

usage() {
  cat <<'TEXT'
usage: bench/match.sh [OPTION...]

  --names N    match about N names of a tree like that of a Node.js project (80000)
  --rules N    stop at N rules: 10, 100, 1000, 10000 (10000)
  --rounds N   measure N rounds (5)

Runs $TARE_BUILD_DIR/bin/tare_match_side, by default the release build's. Go's side is built from
Debian's golang-github-moby-patternmatcher-dev; without it or Go only tare is measured.
TEXT
}

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
side=$(readlink -m "${TARE_BUILD_DIR:-$here/../build/release}")/bin/tare_match_side
gopath=/usr/share/gocode
source "$here/measuring.sh"

names=80000
rules=10000
rounds=5
take_options "names rules rounds" "$@"
require_numbers "$names" "$rules" "$rounds"
[[ -x $side ]] || fail "there is no $side; build it with './dev bench'"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
machine=$("$here/machine.sh" "$work")

missing=
if ! command -v go >/dev/null; then
  missing=golang-go
elif [[ ! -d $gopath/src/github.com/moby/patternmatcher ]]; then
  missing=golang-github-moby-patternmatcher-dev
else
  env GO111MODULE=off GOFLAGS= GOPATH=$gopath GOCACHE="$work/go-cache" \
    go build -o "$work/peer" "$here/match_peer/main.go"
fi

# measure_alone RULES NAMES TIMES: appends a line "ns walked again, ns walked once, MiB touched, MiB
# reserved" to the file TIMES.
measure_alone() {
  local again once touched reserved
  read -r again once _ touched reserved < <("$side" match "$1" "$2")
  echo "$again $once $touched $reserved" >>"$3"
}

# measure_flatness KIND: measures all counts of a kind in turn; prints the largest over the smallest,
# walked again and walked once.
measure_flatness() {
  local count
  for count in "${counts[@]}"; do
    measure_alone "$1-$count" "$work/tree" "$1-$count.alone"
    tail -n 1 "$1-$count.alone"
  done |
    awk '
      NR == 1 || $1 < least_again { least_again = $1 }
      NR == 1 || $2 < least_once { least_once = $2 }
      $1 > most_again { most_again = $1 }
      $2 > most_once { most_once = $2 }
      END { print most_again / least_again, most_once / least_once }'
}

# measure_both RULES NAMES TIMES: appends a line "ns of tare walked again, ns of Go, their ratio".
measure_both() {
  local ours theirs excluded same
  if [[ -n $missing ]]; then return; fi
  read -r ours _ excluded _ < <("$side" match "$1" "$2")
  read -r theirs same < <("$work/peer" "$1" "$2")
  [[ $excluded == "$same" ]] || fail "$1: tare excludes $excluded of the names, Go $same"
  awk -v ours="$ours" -v theirs="$theirs" 'BEGIN { print ours, theirs, theirs / ours }' >>"$3"
}

# against_go NAMES TIMES: the columns that both tables end in.
against_go() {
  if [[ -n $missing ]]; then
    printf -- '- | - | -'
  else
    printf '%s | %.0f ns | %.0f' "$(grep -c . "$1")" "$(median 2 "$2")" "$(median 3 "$2")"
  fi
}

"$side" names "$names" >"$work/tree"
counts=()
for ((count = 10; count <= rules; count *= 10)); do
  counts+=("$count")
  # Go's time grows with the rules: it gets fewer names then.
  "$side" sample "$((1000000 / count))" "$work/tree" >"$work/sample-$count"
done
((${#counts[@]})) || fail "--rules is from 10 up"

table=()
summary=()
for kind in endings literals mixed existing; do
  echo "$kind" >&2
  at=$work/$kind
  for count in "${counts[@]}"; do "$side" rules "$kind" "$count" "$work/tree" >"$at-$count"; done
  for ((round = 0; round < rounds; ++round)); do
    measure_flatness "$at" >>"$at.flat"
    "$side" compile "$at-${counts[-1]}" >>"$at.compile"
  done
  for count in "${counts[@]}"; do
    for ((round = 0; round < rounds; ++round)); do
      measure_both "$at-$count" "$work/sample-$count" "$at-$count.both"
    done
    table+=("| $kind | $count | $(printf '%.1f ns | %.1f ns' "$(median 1 "$at-$count.alone")" \
      "$(median 2 "$at-$count.alone")") | $(against_go "$work/sample-$count" "$at-$count.both") |")
  done
  summary+=("| $kind | $(printf '%.2f | %.2f | %.1f ms' "$(median 1 "$at.flat")" \
    "$(median 2 "$at.flat")" "$(median 1 "$at.compile")") |")
done

adversarial=()
"$side" rules adversarial 1 "$work/tree" >"$work/adversarial"
for length in 40 200; do
  echo "adversarial, names of $length bytes" >&2
  at=$work/random-$length
  "$side" random "$((names / 4))" "$length" >"$at"
  for ((round = 0; round < rounds; ++round)); do
    measure_alone "$work/adversarial" "$at" "$at.alone"
    measure_both "$work/adversarial" "$at" "$at.both"
  done
  adversarial+=("| $length | $(printf '%.0f ns | %.0f ns | %.1f MiB | %.1f MiB' \
    "$(median 1 "$at.alone")" "$(median 2 "$at.alone")" "$(median 3 "$at.alone")" \
    "$(median 4 "$at.alone")") | $(against_go "$at" "$at.both") |")
done

read -r load _ </proc/loadavg
if [[ -z $missing ]]; then
  peer="$(go version); $(dpkg-query -W -f '${Package} ${Version}' \
    golang-github-moby-patternmatcher-dev 2>/dev/null || echo patternmatcher)"
fi

cat <<TEXT
## Matching

- $machine before, $load after
- ${peer:-without Go: $missing is missing}
- $(awk '{ sub("/$", ""); bytes += length($0); parts += split($0, part, "/") }
  END { printf "%d names, %.0f bytes and %.1f levels on average", NR, bytes / NR, parts / NR }' \
  "$work/tree"); median of $rounds rounds

| rules | number | tare, walked again | walked once | names for both | Go | Go / tare |
|---|--:|--:|--:|--:|--:|--:|
TEXT
printf '%s\n' "${table[@]}"
cat <<TEXT

| rules | largest / smallest, walked again | walked once | compiling ${counts[-1]} |
|---|--:|--:|--:|
TEXT
printf '%s\n' "${summary[@]}"
cat <<TEXT

The adversarial rule, $((names / 4)) names of random \`e\` and \`x\`:

| bytes a name | tare, walked again | walked once | touched | reserved | names for both | Go | Go / tare |
|--:|--:|--:|--:|--:|--:|--:|--:|
TEXT
printf '%s\n' "${adversarial[@]}"
