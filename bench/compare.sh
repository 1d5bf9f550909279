#!/usr/bin/env bash
# Runs tare and other programs over the same tree and prints how their times compare, in Markdown.
# Times of separate runs drift with the machine, so each round runs both sides of a comparison, one
# after the other, and what counts is the median of the ratios.
set -euo pipefail
export LC_ALL=C

usage() {
  cat <<'TEXT'
usage: bench/compare.sh [OPTION...]

  --entries N   make a tree of N entries (80000) in a temporary directory, below $TMPDIR or /tmp
  --tree DIR    use DIR instead
  --rounds N    measure N rounds (7) after one that does not count

Runs $TARE_BUILD_DIR/bin/tare, by default the release build's.
TEXT
}

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
tare=$(readlink -m "${TARE_BUILD_DIR:-$here/../build/release}")/bin/tare
rules=$here/rules.dockerignore
source "$here/measuring.sh"

entries=80000
rounds=7
tree=
take_options "entries tree rounds" "$@"
require_numbers "$entries" "$rounds"
[[ -x $tare ]] || fail "there is no $tare; build it with './dev build'"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
everything=$work/everything.dockerignore
echo '*' >"$everything"
if [[ -z $tree ]]; then
  tree=$work/tree
  made="corpus.py --entries $entries"
  "$here/corpus.py" --entries "$entries" "$tree"
fi
# ripgrep takes the rules of an --ignore-file as relative to the directory it runs in.
cd -- "$tree"

# Everything goes through a pipe: some programs skip work when they see /dev/null.
drain() { cat >/dev/null; }

pack_tare() { "$tare" pack -q --no-ignore . | drain; }
pack_tar() { tar --sort=name -cf - . | drain; }
pack_bsdtar() { bsdtar -cf - . | drain; }
list_tare() { "$tare" ls --ignore-file "$rules" . | drain; }
list_rg() { rg --files -uu --ignore-file "$rules" | drain; }
list_find() { find . | drain; }
report_tare() { "$tare" report --ignore-file "$rules" . | drain; }
report_all_tare() { "$tare" report --ignore-file "$everything" . | drain; }
report_1_tare() { "$tare" report --threads 1 --ignore-file "$rules" . | drain; }
report_2_tare() { "$tare" report --threads 2 --ignore-file "$rules" . | drain; }
report_all_1_tare() { "$tare" report --threads 1 --ignore-file "$everything" . | drain; }
report_all_2_tare() { "$tare" report --threads 2 --ignore-file "$everything" . | drain; }
size_du() { du -s --apparent-size . | drain; }

# Sets `micros`.
measure() {
  local begin=$EPOCHREALTIME end
  "$1"
  end=$EPOCHREALTIME
  micros=$((${end/./} - ${begin/./}))
}

# summarise FILE: of lines "OURS THEIRS RATIO", times in seconds.
summarise() {
  local ratios
  mapfile -t ratios < <(awk '{ printf "%.2f\n", $3 }' "$1" | sort -g)
  printf '%.3f s | %.3f s | **%.2f** | %s-%s' "$(median 1 "$1")" "$(median 2 "$1")" \
    "$(median 3 "$1")" "${ratios[0]}" "${ratios[-1]}"
}

table=()
missing=()

# compare JOB OURS PROGRAM NAME THEIRS: measures the functions OURS and THEIRS in turn, if there is
# such a PROGRAM.
compare() {
  local job=$1 ours=$2 program=$3 name=$4 theirs=$5 round times='' micros
  if ! command -v "$program" >/dev/null; then
    missing+=("$program")
    return
  fi
  echo "$job, against $name" >&2
  "$ours"
  "$theirs"
  for ((round = 0; round < rounds; ++round)); do
    measure "$ours"
    times+="$micros "
    measure "$theirs"
    times+="$micros"$'\n'
  done
  printf %s "$times" | awk '{ print $1 / 1e6, $2 / 1e6, $1 / $2 }' >"$work/times"
  table+=("| $job | $name | $(summarise "$work/times") |")
}

machine=$("$here/machine.sh" .)

compare 'pack everything to a pipe' pack_tare tar "GNU tar \`--sort=name\`" pack_tar
compare 'pack everything to a pipe' pack_tare bsdtar bsdtar pack_bsdtar
compare 'list with rules' list_tare rg "\`rg --files -uu --ignore-file\`" list_rg
compare 'list with rules' list_tare find "\`find\`, without rules" list_find
compare 'report with rules' report_tare du "\`du -s --apparent-size\`" size_du
compare 'report, everything excluded' report_all_tare du "\`du -s --apparent-size\`" size_du
compare "report with rules, \`--threads 2\`" report_2_tare "$tare" "\`--threads 1\`" report_1_tare
compare "report, everything excluded, \`--threads 2\`" report_all_2_tare \
  "$tare" "\`--threads 1\`" report_all_1_tare

versions=()
for program in "$tare" tar bsdtar rg find du; do
  if command -v "$program" >/dev/null; then
    versions+=("$("$program" --version | sed -n 1p)")
  fi
done
read -r load _ </proc/loadavg

cat <<TEXT
## Against other programs

- $machine before, $load after
- $(printf '%s; ' "${versions[@]}")bash $BASH_VERSION
- ${made:-a given tree}: $(find . -mindepth 1 -printf '%y %s\n' |
  awk '{ n += 1 } $1 == "f" { files += 1; bytes += $2 }
    END { printf "%d entries, %d files of %.0f MB", n, files, bytes / 1e6 }'); the rules are the \
$(wc -l <"$rules") lines of rules.dockerignore
- $rounds rounds, warm cache

| job of tare | against | tare | the other | ratio | from-to |
|---|---|--:|--:|--:|--:|
TEXT
printf '%s\n' "${table[@]}"
if ((${#missing[@]})); then
  printf '\nNot found here, and left out: %s\n' "${missing[*]}"
fi
