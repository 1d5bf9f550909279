#!/usr/bin/env bash
# Builds the programs of others against what is installed in PREFIX: C++ by find_package, with either
# library, and C by pkg-config.
#
#   installed_test.sh CMAKE PREFIX CXX CC
set -euo pipefail
cmake=$1 prefix=$2 cxx=$3 cc=$4
here=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir "$work/context"
printf '12345' >"$work/context/large"
printf '1' >"$work/context/small"
printf '123456789\n' >"$work/context/excluded"
printf 'excluded\n.dockerignore\n' >"$work/rules"
mv "$work/rules" "$work/context/.dockerignore"

# says EXPECTED COMMAND...
says() {
  local expected=$1 said
  shift
  said=$("$@" 2>&1)
  [[ $said == "$expected" ]] || { printf '%s\n' "$* said" "$said" "and not" "$expected"; exit 1; }
}

without_daemon() { "$work/cpp-$static/upload" nowhere "$work/context" || echo "exit $?"; }

for static in OFF ON; do
  "$cmake" -S "$here/cpp" -B "$work/cpp-$static" -G Ninja -DCMAKE_CXX_COMPILER="$cxx" -DCMAKE_PREFIX_PATH="$prefix" \
    -Dtare_USE_STATIC_LIBS=$static >"$work/log" || { cat "$work/log"; exit 1; }
  "$cmake" --build "$work/cpp-$static" >"$work/log" || { cat "$work/log"; exit 1; }
  says "large, 5 bytes" "$work/cpp-$static/largest" "$work/context"
  says $'\nupload: error: \'nowhere\': cannot connect: No such file or directory\nexit 2' without_daemon
  uses=$(ldd "$work/cpp-$static/largest" | grep -c 'libtare\.so') || true
  [[ $uses == $([[ $static == ON ]] && echo 0 || echo 1) ]] || { echo "static $static: libtare.so $uses times"; exit 1; }
done

found=$(find "$prefix" -name tare.pc)
PKG_CONFIG_PATH=$(dirname "$found")
export PKG_CONFIG_PATH
read -ra flags < <(pkg-config --cflags --libs tare)
library=$(dirname "$(find "$prefix" -name libtare.so)")
for example in pack match; do
  "$cc" -std=c11 -Wall -Wextra -Wpedantic -Werror -o "$work/$example" "$here/c/$example.c" "${flags[@]}" -Wl,-rpath,"$library"
done
packed() { "$work/pack" "$work/context" 2>/dev/null | tar -tf - --exclude .dockerignore | paste -sd " "; }
matched() { "$work/match" | tail -n 1; }
says "large small" packed
says "server.js is sent" matched
says "$("$prefix/bin/tare" --version | sed -n '1s/^tare //p')" pkg-config --modversion "$found"

# What is not the interface is not exported: of the library's own, and of templates of others.
names=$(nm -DC --defined-only "$library/libtare.so" | cut -c 20-)
exported=$(grep -vE '^((typeinfo|typeinfo name|vtable) for )?tare(::|_)|^$' <<<"$names" | head -3) || true
exported+=$(grep -E '^tare::(os::|Automaton|TreeReader|PackReader|Packer)' <<<"$names" | head -3) || true
[[ -z $exported && $names == *tare::pack* ]] || { echo "libtare.so exports what is its own:"; echo "$exported"; exit 1; }
