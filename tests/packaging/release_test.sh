#!/usr/bin/env bash
# The commands in RELEASING.md that make a tag and an archive of the sources do so, in a repository of
# their own; and ./dev knows what it is asked for there.
#
#   release_test.sh ROOT VERSION
set -euo pipefail
root=$1 version=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work GIT_CONFIG_NOSYSTEM=1

mkdir -p "$work/tare/build"
cp "$root/RELEASING.md" "$root/CMakeLists.txt" "$work/tare"
cat >"$work/tare/CHANGELOG.md" <<TEXT
# Changelog

## $version - 2026-12-01

### Added

- This.

## 0.0.1 - 2026-01-01

- That.
TEXT
cd "$work/tare"
git init -q
git config user.name tests
git config user.email tests@localhost
git add CHANGELOG.md RELEASING.md CMakeLists.txt
git commit -q -m all
sed -n 's/^       //p' RELEASING.md >"$work/commands"
grep -q 'git tag' "$work/commands"
bash -euo pipefail "$work/commands"

notes=$(git tag -l --format '%(contents)' "v$version")
[[ $notes == *'### Added'*'- This.'* && $notes != *That* ]] || { echo "the notes are: $notes"; exit 1; }
tar -xOf "build/tare-$version.tar.gz" "tare-$version/CHANGELOG.md" | cmp - CHANGELOG.md

{ "$root/dev" 2>&1 || true; } | sed -nE 's/^  ([a-z]+) .*/\1/p' >"$work/known"
while read -r command; do
  grep -qx "$command" "$work/known" || { echo "there is no ./dev $command"; exit 1; }
done < <(grep -oE '\./dev [a-z]+' RELEASING.md | cut -d ' ' -f 2 | sort -u)
