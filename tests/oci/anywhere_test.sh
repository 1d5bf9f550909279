#!/usr/bin/env bash
# The digest of an image does not depend on where it is made: another place, umask, user, time zone,
# locale, number of threads, other times and permissions, and another root with next to nothing in it.
#
#   anywhere_test.sh TARE
set -euo pipefail

tare=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=/dev/null
. "$here/../engine/lib.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
chmod 755 .
unset SOURCE_DATE_EPOCH

fill() {
  mkdir -p "$1"/{lib,empty,out}
  printf 'out/*\n!out/kept\n' >"$1/.dockerignore"
  echo '#!/bin/sh' >"$1/lib/run"
  chmod u+x "$1/lib/run"
  seq 200000 >"$1/lib/large"
  echo umlaut >"$1/$(printf 'ä%.0s' {1..120})"
  echo raw >"$1/raw"$'\xff'
  ln -s lib/run "$1/link"
  echo kept >"$1/out/kept"
  echo else >"$1/out/else"
}

# elsewhere WHAT COMMAND...: COMMAND makes an image of a context that has been made by it, too.
count=0
elsewhere() {
  local what=$1 method
  shift
  count=$((count + 1))
  mkdir -p "places/$count"
  chmod 777 "places/$count"
  for method in none gzip zstd; do
    check "$what, $method" equal "${first[$method]}" \
      "$("$@" "$tare" pack -q --oci "places/$count/layout:$method" --compress "$method" "$context")"
  done
}

declare -A first
(umask 022 && fill here)
for method in none gzip zstd; do
  first[$method]=$("$tare" pack -q --oci "first:$method" --compress "$method" here)
done
context=here
for threads in 1 2 8; do elsewhere "$threads threads" env TARE=x bash -c '"$@" --threads '"$threads" bash; done
elsewhere "another time zone and locale" env -i TZ=Asia/Tokyo LC_ALL=C
mkdir -p other/where/it/is
context=other/where/it/is/context
(umask 002 && fill "$context")
find "$context" -exec touch -h -d '2001-02-03 04:05:06.7' {} +
elsewhere "another place, umask and time" env LC_ALL=POSIX bash -c 'umask 077; exec "$@"' bash
if ((EUID == 0)); then
  chown -R 4321:1234 other
  elsewhere "another user" setpriv --reuid 65534 --regid 65534 --clear-groups --
fi

# A root that holds the program, its libraries, the one locale that tare works in, and the context.
mkdir -p root/{context,layouts}
cp --parents -R /usr/lib/locale/C.utf8 root
cp -R "$context"/. root/context
cp --parents "$tare" root
for library in $(ldd "$tare" | grep -o '/[^ ]*'); do cp --parents -L "$library" root; done
for method in none gzip zstd; do
  check "another root, $method" equal "${first[$method]}" \
    "$(unshare -rm chroot root "$tare" pack -q --oci "/layouts/l:$method" --compress "$method" /context)"
done
finish
