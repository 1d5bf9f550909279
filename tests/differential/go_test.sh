#!/usr/bin/env bash
# Random ignore files and names: tare's verdicts are those of Docker's own code, which is written in
# Go, and both reject the same files.
#
#   go_test.sh TARE_RANDOM_CASES [SEED [COUNT]]
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
cases=$1 seed=${2:-$(date +%s%N)} count=${3:-20000}
packages=/usr/share/gocode
echo "seed $seed, $count cases"

# Without a comparison there is no success: this is the only test against the original.
if ! command -v go >/dev/null; then
  echo "FAILED: there is no Go compiler here; install golang-go"
  exit 1
fi
if [[ ! -d $packages/src/github.com/moby/patternmatcher ]]; then
  echo "FAILED: Docker's matcher is not here; install golang-github-moby-patternmatcher-dev"
  exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
GO111MODULE=off GOFLAGS='' GOPATH=$packages GOCACHE=$work/cache GOTMPDIR=$work \
  go build -o "$work/compare" "$here/main.go"
"$cases" "$seed" "$count" | "$work/compare" "$(readlink -f "$0") $(readlink -f "$cases")"
