#!/usr/bin/env bash
# tare's verdicts beside those of Docker's own code, moby/patternmatcher, over random ignore files: others
# each time.
#
#   go_test.sh TARE_RANDOM_CASES [SEED [COUNT]]
set -euo pipefail
cases=$1
seed=${2:-$(date +%s)}
count=${3:-20000}
here=$(dirname "$(readlink -f "$0")")

if ! command -v go >/dev/null; then
  echo "there is no go; install golang-go and golang-github-moby-patternmatcher-dev" >&2
  exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Debian has the sources of Go packages in one place, and nothing has to be fetched.
GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS='' GOCACHE=$work/cache \
  go build -o "$work/docker" "$here/main.go"

echo "seed $seed; to repeat: tests/differential/go_test.sh $cases $seed $count"
"$cases" "$seed" "$count" | "$work/docker"
