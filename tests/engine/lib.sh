# shellcheck shell=bash
# What the end-to-end tests share; sourced, not run.

export LC_ALL=C.UTF-8
checks=0
failures=0
set -E
trap 'echo "FAILED: line $LINENO: $BASH_COMMAND"' ERR

# skip REASON: ends the test as one that could not run.
skip() {
  echo "skipped: $*"
  exit 77
}

# check WHAT COMMAND...: WHAT must hold, that is, COMMAND must succeed. What it says is shown where
# it does not.
check() {
  local what=$1 said
  shift
  checks=$((checks + 1))
  if said=$("$@" 2>&1); then
    echo "ok: $what"
  else
    failures=$((failures + 1))
    printf 'FAILED: %s\n%s\n' "$what" "$said"
  fi
}

# equal EXPECTED ACTUAL: two texts.
equal() {
  diff -U 1 --label expected <(printf '%s\n' "$1") --label actual <(printf '%s\n' "$2")
}

# same EXPECTED ACTUAL: two files.
same() {
  diff -U 1 --label expected "$1" --label actual "$2"
}

# lacks PATTERN FILE: no line matches, and the file is there to be searched.
lacks() {
  local status=0
  grep -nE -e "$1" "$2" || status=$?
  [ "$status" -eq 1 ]
}

# refuses COMMAND...: it must fail.
refuses() {
  ! "$@"
}

# Ends the test. No check at all is no success either.
finish() {
  trap - ERR
  echo "$checks checks, $failures failed"
  [ "$checks" -gt 0 ] && [ "$failures" -eq 0 ]
}
