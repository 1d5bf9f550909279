#!/usr/bin/env bash
# The worked example of the README from end to end: a real Node.js application with its dependencies
# installed and its history in git.
#
# Usage: example_test.sh TARE

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=/dev/null
. "$here/lib.sh"

tare=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
shop=$work/shop

# Leaves out what using the example in its place may have added.
copy_example() {
  cp -R "$here/../data/shop" "$shop"
  rm -rf "$shop/node_modules" "$shop/dist" "$shop/.git"
}

# The packages come from npm's cache where that has them, else from the registry.
install_packages() {
  local log=$work/npm.log status=0
  (cd "$shop" && timeout 60 npm ci --prefer-offline --ignore-scripts --no-audit --no-fund) \
    >"$log" 2>&1 || status=$?
  [ "$status" -ne 124 ] || skip "npm ci took more than 60 seconds"
  [ "$status" -ne 0 ] || return 0
  timeout 30 npm ping >"$work/ping.log" 2>&1 || skip "npm reaches no registry"
  echo "FAILED: npm ci must install what package-lock.json says"
  cat "$log"
  exit 1
}

commit_all() (
  export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
  unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
  cd "$shop"
  git init -q
  git add --all
  git -c user.name=Test -c user.email=test@example.invalid commit -q -m "The shop"
)

# bytes_below PATH...: of the regular files, each once however many names it has.
bytes_below() {
  find "$@" -type f -printf '%D:%i %s\n' | sort -u | awk '{ sum += $2 } END { print sum + 0 }'
}

names_below() {
  find "$1" -type f | wc -l
}

# from_report EXPRESSION: a value in the report, called `r`.
from_report() {
  /usr/bin/python3 -c "import json, sys; r = json.load(open(sys.argv[1])); print($1)" \
    "$work/report.json"
}

# of_path PATH KEY: what the report says about an excluded path.
of_path() {
  from_report "[p['$2'] for p in r['excluded_paths'] if p['path'] == '$1']"
}

for tool in npm git; do
  command -v "$tool" >/dev/null || skip "$tool is not installed"
done
copy_example
cp -R "$shop" "$work/expected"
install_packages
commit_all
rm "$work/expected"/*.md
ln "$shop/node_modules/express/package.json" "$shop/node_modules/another-name.json"

cd "$shop"
check "the example excludes something: packages" test -d node_modules/express
check "the example excludes something: history" test -f .git/HEAD
check "the example excludes something: documents" test -f README.md -a -f CHANGELOG.md
check "the lock file names no registry" lacks '"resolved"|registry\.' package-lock.json

cat >"$work/names" <<'END'
.dockerignore
.gitignore
Dockerfile
Dockerfile.single
catalogue.json
docs/
docs/api.md
package-lock.json
package.json
public/
public/index.html
public/logo.svg
public/shop.js
public/style.css
scripts/
scripts/build.js
server.js
END
"$tare" ls >"$work/ls"
check "ls prints the context, and nothing of node_modules, .git and *.md in the root" \
  same "$work/names" "$work/ls"

"$tare" pack . 2>"$work/summary" >"$work/context.tar"
tar -tf "$work/context.tar" >"$work/packed"
check "the archive holds what ls prints, in that order" same "$work/ls" "$work/packed"

mkdir "$work/unpacked"
tar -xf "$work/context.tar" -C "$work/unpacked"
check "the unpacked archive is the tree as it was written, without *.md in the root" \
  diff -r --no-dereference "$work/expected" "$work/unpacked"

"$tare" report --format json >"$work/report.json"
packages=$(bytes_below node_modules)
history=$(bytes_below .git)
documents=$(bytes_below README.md CHANGELOG.md)
check "the report knows the bytes of node_modules" \
  equal "[$packages]" "$(of_path node_modules bytes)"
check "the report knows the files of node_modules" \
  equal "[$(names_below node_modules)]" "$(of_path node_modules files)"
check "the report knows the bytes of .git" equal "[$history]" "$(of_path .git bytes)"
check "the report knows all excluded bytes" \
  equal "$((packages + history + documents))" "$(from_report "r['excluded']['bytes']")"
check "the report is sure of the excluded bytes" \
  equal True "$(from_report "r['excluded']['complete']")"
check "the report knows the bytes of the context" \
  equal "$(bytes_below "$work/expected")" "$(from_report "r['context']['bytes']")"
check "the bytes of each rule are those of its paths" equal "[$packages, $history, $documents]" \
  "$(from_report "[rule['bytes'] for rule in r['rules']]")"

check "the summary counts what is sent" \
  grep -q "^tare: $(names_below "$work/expected") files, .* sent; .* excluded (9[0-9]\.[0-9] %)$" \
  "$work/summary"
check "the summary names node_modules first, with its rule" \
  grep -q '^ *[0-9.]* MB  node_modules/  \.dockerignore:1  node_modules$' \
  <(sed -n 2p "$work/summary")

"$tare" pack -q -f Dockerfile.single . | tar -t >"$work/packed"
check "another Dockerfile in the context makes no difference" same "$work/ls" "$work/packed"

printf '*\n!server.js\n' >Dockerfile.single.dockerignore
"$tare" pack -q -f Dockerfile.single . | tar -t >"$work/packed"
check "another Dockerfile brings its own ignore file" \
  equal "$(printf '%s\n' Dockerfile.single Dockerfile.single.dockerignore server.js)" \
  "$(cat "$work/packed")"

finish
