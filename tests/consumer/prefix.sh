#!/usr/bin/env bash
# Installs into a new prefix, for the tests of consumers that need one.
#
#   prefix.sh CMAKE BUILD PREFIX
set -euo pipefail
cmake=$1 build=$2 prefix=$3

rm -rf "$prefix"
env -u DESTDIR "$cmake" --install "$build" --prefix "$prefix" >"$build/consumer-prefix.log"
