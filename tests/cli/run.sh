#!/usr/bin/env bash
# Runs one case in an empty directory and compares what it prints with the file beside it.
#
#   run.sh [--update] TARE CASE.sh
#
# A case is a few lines of bash. Its standard output and standard error, in the order of writing, have to
# equal CASE.out; --update writes that file instead.
set -euo pipefail

update=false
if [[ $1 == --update ]]; then
  update=true
  shift
fi
tare=$(realpath "$1")
case=$(realpath "$2")
here=$(dirname "$(realpath "$0")")
expected=${case%.sh}.out

work=$(mktemp -d)
trap 'chmod -R u+rwx "$work" && rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/context"
ln -s "$tare" "$work/bin/tare"
actual=$work/actual

(
  cd "$work/context"
  export PATH="$work/bin:$PATH" TZ=UTC LC_ALL=C.UTF-8 TARE_CASES=$here
  umask 022
  unset COLUMNS
  bash -c 'set -uo pipefail; source "$1/functions.sh"; source "$2"' case "$here" "$case"
) >"$actual" 2>&1 </dev/null || true

if $update; then
  cp "$actual" "$expected"
elif ! diff -u "$expected" "$actual"; then
  echo "^ ${case##*/}: expected (-) and printed (+) differ"
  exit 1
fi
