#!/usr/bin/env bash
# Builds the wheel of the Python binding against what is installed in PREFIX, installs it where it would
# be, and runs its tests, the samples of its README and its benchmark from elsewhere. Of the system's
# packages it gets cffi's run time and docker-py.
#
#   python_test.sh PREFIX
set -euo pipefail
prefix=$1
root=$(realpath "$(dirname "$0")/../..")
binding=$root/lib/bindings/python
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# quietly COMMAND...: says what it said if it fails.
quietly() {
  "$@" >"$work/log" 2>&1 || { cat "$work/log"; echo "failed: $*"; exit 1; }
}

PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name tare.pc)")
export PKG_CONFIG_PATH PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_CONFIG_FILE=/dev/null PYTHONDONTWRITEBYTECODE=1
cmp "$root/LICENSE" "$binding/LICENSE"
cp -r "$binding" "$work/source" # setuptools builds in place
rm -rf "$work/source/build"     # of an earlier build, which may be of other sources
quietly /usr/bin/python3 -m venv --system-site-packages "$work/venv"
CFLAGS=-Werror quietly "$work/venv/bin/python" -m pip wheel --no-build-isolation --no-index --no-deps --no-cache-dir \
  --wheel-dir "$work/wheel" "$work/source"
rm -rf "$work/source"
quietly "$work/venv/bin/python" -m pip install --no-index --no-deps "$work"/wheel/tare-*-abi3-*.whl

mkdir "$work/elsewhere"
cd "$work/elsewhere"
# docker-py 5 uses what is deprecated.
python=("$work/venv/bin/python" -W error -W ignore::DeprecationWarning)
"${python[@]}" -m unittest discover -s "$binding/tests"
"${python[@]}" "$binding/bench.py" "$root/tests/data/shop" --rules "$root/bench/rules.dockerignore" --rounds 1 >"$work/bench"
[[ $(grep -c ' ratio ' "$work/bench") == 3 ]] || { cat "$work/bench"; exit 1; }

# What the README of the project shows.
cp -r "$root/tests/data/shop" .
sample=$(sed -n 's/^    \(.*[^ ]\) *# Python$/\1/p' "$root/README.md")
"${python[@]}" -c "import tare
$sample
assert report.context.files == 14, report"
[[ $(tar -tf shop.tar | tail -n 1) == server.js ]]
