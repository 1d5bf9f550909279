#!/usr/bin/env bash
# What the guides have for a Docker daemon, with one that runs for this test alone.
#
#   daemon_test.sh TARE PROGRAMS GUIDE...
set -euo pipefail

tare=$(realpath "$1") programs=$(realpath "$2")
shift 2
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=/dev/null
. "$here/../engine/lib.sh"
# shellcheck source=/dev/null
. "$here/../engine/daemon.sh"

start_daemon
export FAR_DOCKER_HOST=$DOCKER_HOST # for what stands in for ssh
for guide; do
  check "$(basename "$guide") does as it says" \
    "$here/check.py" --tare "$tare" --programs "$programs" --docker "${docker:?}" --only "A Docker daemon" "$guide"
done
finish
