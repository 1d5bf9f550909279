#!/usr/bin/env bash
# machine.sh DIR: one line about this machine, the file system of DIR, and how busy it is now.
set -euo pipefail
export LC_ALL=C

cpu=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | uniq)
file_system=$(df --output=fstype "$1" | sed -n 2p)
read -r load _ </proc/loadavg
kernel=$(uname -r)
echo "$(date +%F); ${cpu:-$(uname -m)}, $(nproc) cores; $(uname -s) ${kernel%%-*}; $file_system; load $load"
