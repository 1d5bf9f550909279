#!/usr/bin/env bash
# The Dockerfile of tare itself, as tare sees it: nothing that it copies is missing, what it copies
# builds, and what it takes from the build is made there.
#
#   image_test.sh TARE ROOT BUILD CMAKE CXX
set -euo pipefail
tare=$(realpath "$1") root=$2 build=$3 cmake=$4 cxx=$5
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "image: $*"
  exit 1
}

cd "$root"
"$tare" lint --fail-on note
for target in '' ci; do
  "$tare" stages ${target:+--target "$target"} >"$work/stages"
  grep -qE '^unused +0 files' "$work/stages" || fail "the context has more than the Dockerfile takes: $(<"$work/stages")"
done

# Each source that CMake names has to be there.
mkdir "$work/src"
"$tare" pack -q --needed | tar -x -C "$work/src"
"$cmake" -S "$work/src" --preset release -DTARE_STATIC=ON -DTARE_TESTS=OFF -DTARE_BENCH=OFF \
  -DCMAKE_CXX_COMPILER="$cxx" >"$work/log" 2>&1 || { cat "$work/log"; fail "what it copies cannot be built"; }

mapfile -t made < <(sed -nE 's,^COPY --from=build /src/build/release/([^ ]+) .*,\1,p' Dockerfile)
((${#made[@]} >= 4)) || fail "takes only ${made[*]} from the build"
for file in "${made[@]}"; do
  [[ -e $build/$file ]] || fail "the build makes no $file"
done
