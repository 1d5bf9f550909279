#!/usr/bin/env bash
# Packs the Node binding, installs it as a stranger would, built against what is installed in PREFIX,
# and runs its tests, samples and types there.
#
#   node_test.sh ROOT PREFIX
set -euo pipefail
root=$1 prefix=$2
binding=$root/lib/bindings/node
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# quietly COMMAND...: shows what it said if it fails
quietly() { "$@" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }; }

cmp "$root/LICENSE" "$binding/LICENSE"
said=$(node -p 'require(process.argv[1]).version' "$binding/package.json")
[[ $said == $("$prefix/bin/tare" --version | sed -n '1s/^tare //p') ]] || { echo "package.json is of version $said"; exit 1; }

# node-gyp would fetch the headers of Node, which come with it or, on Debian, in libnode-dev.
npm_config_nodedir=$(dirname "$(dirname "$(node -p process.execPath)")")
[[ -e $npm_config_nodedir/include/node/node_api.h ]] ||
  { echo "no node_api.h in $npm_config_nodedir/include/node; on Debian it is in libnode-dev"; exit 1; }
PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name tare.pc)")
export npm_config_nodedir PKG_CONFIG_PATH npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false

# The folder above holds what the tests need, and the one below tare and nothing else.
mkdir -p "$work/peers/app"
cp "$binding/package.json" "$binding/package-lock.json" "$work/peers"
(cd "$work/peers" && quietly npm ci --ignore-scripts --prefer-offline)
(cd "$binding" && quietly npm pack --ignore-scripts --pack-destination "$work")
cd "$work/peers/app"
echo '{ "private": true }' >package.json
quietly env npm_config_offline=true npm install "$work"/tare-*.tgz
[[ ! -e node_modules/tare/test && -e node_modules/tare/index.d.ts ]]

cp -r "$binding/test" "$binding/README.md" .
export TARE_TEST_DATA=$root/tests/data
node --test test/*.test.js >"$work/log" || { grep -A 30 '^ *not ok' "$work/log"; exit 1; }
node test/samples.mjs README.md "$root/tests/data/shop"
(cd "$root/tests/data/shop" && node "$work/peers/app/node_modules/tare/examples/send.mjs" . 2>/dev/null | tar -tf - >"$work/sent")
[[ $(tail -n 1 "$work/sent") == server.js ]] || { cat "$work/sent"; exit 1; }
../node_modules/.bin/tsc --project test/types || exit 1

# What the README of the project shows.
sed -n 's/^    \(.*[^ ]\) *\/\/ Node\.js$/\1/p' "$root/README.md" >sample.mjs
cp -r "$root/tests/data/shop" .
node sample.mjs | tar -tf - >"$work/sent"
[[ $(tail -n 1 "$work/sent") == server.js && $(<"$work/sent") != *README.md* ]] || { cat "$work/sent"; exit 1; }
