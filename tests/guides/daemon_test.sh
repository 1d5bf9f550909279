#!/usr/bin/env bash
# What the guide has for a Docker daemon, with one that runs for this test alone.
#
#   daemon_test.sh TARE PROGRAMS GUIDE
set -euo pipefail

tare=$(realpath "$1") programs=$(realpath "$2") guide=$(realpath "$3")
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=/dev/null
. "$here/../engine/lib.sh"
# shellcheck source=/dev/null
. "$here/../engine/daemon.sh"

start_daemon
check "the guide does as it says" \
  "$here/check.py" --tare "$tare" --programs "$programs" --docker "${docker:?}" --only "A Docker daemon" "$guide"
finish
