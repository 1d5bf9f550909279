#!/usr/bin/env bash
# A real engine takes the image of a context from its layout, by way of skopeo: its files are those that
# `tare pack --reproducible` packs, and so is what a build copies from it.
#
# Usage: oci_test.sh TARE

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=/dev/null
. "$here/lib.sh"
# shellcheck source=daemon.sh
. "$here/daemon.sh"

tare=$(realpath "$1")

files_of_image() {
  "$docker" save -o "$work/saved.tar" "$1"
  "$here/manifest.py" image "$work/saved.tar"
}

# files_of_build BUILDKIT: what a build copies from the image.
files_of_build() {
  printf 'FROM scratch\nCOPY --from=shop:layer / /\n' |
    DOCKER_BUILDKIT=$1 timeout 60 "$docker" build -q --network none -t "copied:$1" - >/dev/null
  files_of_image "copied:$1"
}

# loaded METHOD: an engine that unpacks it finds the tar by its diff id.
loaded() {
  "$tare" pack -q --context-only --oci "$work/layout:$1" --compress "$1" "$work/context" >/dev/null
  skopeo --insecure-policy --tmpdir "$work" copy -q --dest-daemon-host "$DOCKER_HOST" \
    "oci:$work/layout:$1" docker-daemon:shop:layer
  same "$work/expected" <(files_of_image shop:layer)
}

start_daemon
/usr/bin/python3 "$here/odd_tree.py" "$work/context"
"$tare" pack -q --context-only --reproducible "$work/context" >"$work/context.tar"
"$here/manifest.py" tar "$work/context.tar" >"$work/expected"
check "there is something to compare" test "$(wc -l <"$work/expected")" -gt 60
check "the engine has the files of the layer" loaded none
check "the engine has those of one packed with gzip" loaded gzip
check "the classic builder copies them" same "$work/expected" <(files_of_build 0)
# Its COPY leaves out FIFOs and makes files of devices, whatever image they come from.
special='^"(fifo|block|character)"'
check "BuildKit copies them" same <(grep -vE "$special" "$work/expected") <(files_of_build 1 | grep -vE "$special")
finish
