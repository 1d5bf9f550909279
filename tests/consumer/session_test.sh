#!/usr/bin/env bash
# Programs of others that serve a directory to a builder, in C++ and C, built against what is installed in
# PREFIX: by find_package, with either library, and by pkg-config.
#
#   session_test.sh CMAKE PREFIX CXX CC BUILDER
set -euo pipefail
cmake=$1 prefix=$2 cxx=$3 cc=$4 builder=$5
here=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$work/context/dir"
printf '12345' >"$work/context/a"
printf '123' >"$work/context/dir/b"
head -c 1500000 /dev/zero >"$work/context/dir/large"

# serves PROGRAM EXPECTED: twice in a row; the second time nothing has changed.
serves() {
  local program=$1 expected=$2 said
  rm -rf "$work/copy"
  said=$("$program" "$work/context" "$builder" "$work/copy" --exclude a --times 2 2>&1 | sort)
  [[ $said == "$(sort <<<"$expected")" ]] || { printf '%s\n' "$program said" "$said" "and not" "$expected"; exit 1; }
}

# The copy is what was offered.
cpp_says='5 headers
context: 3 entries, 2 files, 1500003 bytes
3 entries, 2 files, 1500003 bytes: complete
context: 3 entries, 0 files, 0 bytes
3 entries, 0 files, 0 bytes: complete'
c_says='5 headers
context: 2 entries, 1 files, 3 bytes
2 entries, 1 files, 3 bytes: complete
context: 2 entries, 0 files, 0 bytes
2 entries, 0 files, 0 bytes: complete'
for static in OFF ON; do
  "$cmake" -S "$here/session" -B "$work/$static" -G Ninja -DCMAKE_CXX_COMPILER="$cxx" -DCMAKE_C_COMPILER="$cc" \
    -DCMAKE_PREFIX_PATH="$prefix" -Dtare_USE_STATIC_LIBS=$static >"$work/log" || { cat "$work/log"; exit 1; }
  "$cmake" --build "$work/$static" >"$work/log" || { cat "$work/log"; exit 1; }
  serves "$work/$static/serve-cpp" "$cpp_says"
  diff -r --exclude a "$work/context" "$work/copy"
  serves "$work/$static/serve-c" "$c_says"
  diff -r --exclude a --exclude large "$work/context" "$work/copy"
  uses=$(ldd "$work/$static/serve-cpp" | grep -c 'libtare-session\.so') || true
  [[ $uses == $([[ $static == ON ]] && echo 0 || echo 1) ]] || { echo "static $static: libtare-session.so $uses times"; exit 1; }
done

PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name tare-session.pc)")
export PKG_CONFIG_PATH
library=$(dirname "$(find "$prefix" -name libtare-session.so)")
read -ra flags < <(pkg-config --cflags --libs tare-session)
"$cc" -std=c11 -Wall -Wextra -Wpedantic -Werror -o "$work/serve" "$here/session/serve.c" "${flags[@]}" -Wl,-rpath,"$library"
serves "$work/serve" "$c_says"

# A builder that breaks off is an error of its own; so is a directory that is not there.
fails() {
  local status=$1 expected=$2 said
  shift 2
  said=$("$@" 2>&1) && { echo "$* succeeded"; exit 1; }
  [[ $said == *"$expected"* ]] || { printf '%s\n' "$* said" "$said" "and not" "$expected"; exit 1; }
  "$@" >"$work/log" 2>&1 || [[ $? == "$status" ]] || { echo "$*: another exit than $status"; exit 1; }
}
fails 4 "the builder gave up: no space left on device" "$work/serve" "$work/context" "$builder" "$work/copy2" --trick gives-up
fails 2 "'$work/nowhere'" "$work/serve" "$work/nowhere" "$builder" "$work/copy2"

# What is not the interface is not exported.
names=$(nm -DC --defined-only "$library/libtare-session.so" | cut -c 20-)
exported=$(grep -vE '^(tare::Session::|tare_session_|tare_credentials_set)' <<<"$names" | head -3) || true
[[ -z $exported && $names == *tare::Session::serve* ]] || { echo "libtare-session.so exports what is its own:"; echo "$exported"; exit 1; }
