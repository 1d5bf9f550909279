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

fail() {
  echo "match.sh: $1" >&2
  exit 2
}

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
side=$(readlink -m "${TARE_BUILD_DIR:-$here/../build/release}")/bin/tare_match_side
gopath=/usr/share/gocode
names=80000
most_rules=10000
rounds=5

while (($#)); do
  case $1 in
    -h | --help)
      usage
      exit
      ;;
    --names | --rules | --rounds)
      (($# > 1)) || fail "$1 needs a value"
      [[ $2 =~ ^[1-9][0-9]*$ ]] || fail "numbers are from 1 up"
      case $1 in
        --names) names=$2 ;;
        --rules) most_rules=$2 ;;
        --rounds) rounds=$2 ;;
      esac
      shift 2
      ;;
    *)
      usage >&2
      fail "there is no option $1"
      ;;
  esac
done
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

# median COLUMN FILE
median() {
  sort -g -k"$1,$1" "$2" | awk -v column="$1" '
    { values[NR] = $column }
    END { print (values[int((NR + 1) / 2)] + values[int(NR / 2) + 1]) / 2 }'
}

# measure RULES NAMES NAMES_FOR_BOTH: fills $work/times, a line a round: ns walked again, ns walked
# once, MiB touched, MiB reserved; then, of the names for both, ns of tare, ns of Go, their ratio.
measure() {
  local rules=$1 all=$2 both=$3 round again once excluded touched reserved ours theirs same
  : >"$work/times"
  for ((round = 0; round < rounds; ++round)); do
    read -r again once excluded touched reserved < <("$side" match "$rules" "$all")
    printf '%s %s %s %s' "$again" "$once" "$touched" "$reserved" >>"$work/times"
    if [[ -z $missing ]]; then
      read -r ours _ excluded _ < <("$side" match "$rules" "$both")
      read -r theirs same < <("$work/peer" "$rules" "$both")
      [[ $excluded == "$same" ]] ||
        fail "$rules: tare excludes $excluded of the names, Go $same"
      awk -v ours="$ours" -v theirs="$theirs" \
        'BEGIN { printf " %s %s %.1f", ours, theirs, theirs / ours }' >>"$work/times"
    fi
    echo >>"$work/times"
  done
}

# against_go NAMES: the columns that both tables end in: names for both, Go, the ratio.
against_go() {
  if [[ -n $missing ]]; then
    printf -- '- | - | -'
  else
    printf '%s | %.0f ns | %.0f' "$(grep -c . "$1")" "$(median 6 "$work/times")" \
      "$(median 7 "$work/times")"
  fi
}

"$side" names "$names" >"$work/tree"
table=()
flat=()
compiling=()
for kind in endings literals mixed existing; do
  : >"$work/$kind.again"
  : >"$work/$kind.once"
  for ((count = 10; count <= most_rules; count *= 10)); do
    echo "$kind, $count rules" >&2
    rules=$work/$kind-$count
    "$side" rules "$kind" "$count" "$work/tree" >"$rules"
    # Go's time grows with the rules: it gets fewer names then.
    "$side" sample "$((1000000 / count))" "$work/tree" >"$work/sample"
    measure "$rules" "$work/tree" "$work/sample"
    median 1 "$work/times" >>"$work/$kind.again"
    median 2 "$work/times" >>"$work/$kind.once"
    table+=("| $kind | $count | $(printf '%.1f ns | %.1f ns' "$(median 1 "$work/times")" \
      "$(median 2 "$work/times")") | $(against_go "$work/sample") |")
  done
  for ((round = 0; round < rounds; ++round)); do "$side" compile "$rules"; done >"$work/times"
  compiling+=("| $kind | $((count / 10)) | $(printf '%.1f' "$(median 1 "$work/times")") ms |")
  flat+=("$kind$(for walk in again once; do
    sort -g "$work/$kind.$walk" | awk 'NR == 1 { least = $1 } END { printf " %.2f", $1 / least }'
  done)")
done

adversarial=()
"$side" rules adversarial 1 "$work/tree" >"$work/adversarial"
for length in 40 200; do
  echo "adversarial, names of $length bytes" >&2
  "$side" random "$((names / 4))" "$length" >"$work/random"
  measure "$work/adversarial" "$work/random" "$work/random"
  adversarial+=("| $length | $(printf '%.0f ns | %.0f ns | %.1f MiB | %.1f MiB' \
    "$(median 1 "$work/times")" "$(median 2 "$work/times")" "$(median 3 "$work/times")" \
    "$(median 4 "$work/times")") | $(against_go "$work/random") |")
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
printf '\nThe largest of a kind over the smallest, walked again and once: '
printf '%s' "${flat[0]}"
printf '; %s' "${flat[@]:1}"
cat <<TEXT


The adversarial rule, $((names / 4)) names of random \`e\` and \`x\`:

| bytes a name | tare, walked again | walked once | touched | reserved | names for both | Go | Go / tare |
|--:|--:|--:|--:|--:|--:|--:|--:|
TEXT
printf '%s\n' "${adversarial[@]}"
cat <<'TEXT'

| rules to compile | number | tare |
|---|--:|--:|
TEXT
printf '%s\n' "${compiling[@]}"
