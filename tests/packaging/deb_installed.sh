#!/usr/bin/env bash
# Part of deb_test.sh: installs the packages in ROOT, tries them there, and removes them.
#
#   deb_installed.sh ROOT VERSION
set -euo pipefail
root=$1 version=$2

in_root() { chroot "$root" env DEBIAN_FRONTEND=noninteractive "$@"; }

# says EXPECTED COMMAND...: in ROOT; the first line is EXPECTED.
says() {
  local expected=$1 said
  shift
  said=$(in_root "$@")
  [[ ${said%%$'\n'*} == "$expected" ]] || { printf '%s\n' "$* said" "$said" "and not" "$expected"; exit 1; }
}

find "$root/usr" "$root/etc" | sort >"$root/before"
in_root sh -c 'apt-get -qq --no-install-recommends install /into/tare_*.deb' >"$root/log" 2>&1 ||
  { cat "$root/log"; exit 1; }
says "tare $version" tare --version
says ".dockerignore" tare ls /into/shop
in_root sh -c 'tare pack -q /into/shop | tar -t' | grep -x server.js >/dev/null
for page in "$root"/usr/share/man/man1/tare*.1.gz; do gzip -t "$page"; done
bash -n "$root/usr/share/bash-completion/completions/tare"

in_root sh -c 'apt-get -qq --no-install-recommends install /into/libtare[0-9]*.deb' >"$root/log" 2>&1 ||
  { cat "$root/log"; exit 1; }
says "node_modules/express/index.js is excluded by line 1, node_modules" /into/match

in_root sh -c 'apt-get -qq --no-install-recommends install /into/tare-build_*.deb' >"$root/log" 2>&1 ||
  { cat "$root/log"; exit 1; }
says "tare-build $version" tare-build --version
says "a build of /into/shop asks for" tare build --dry-run /into/shop
gzip -t "$root/usr/share/man/man1/tare-build.1.gz"

in_root sh -c 'apt-get -qq --no-install-recommends install /into/libtare-session[0-9]*.deb' >"$root/log" 2>&1 ||
  { cat "$root/log"; exit 1; }
# A builder that goes at once: what is served is looked at, and the connection made.
says "5 headers" sh -c '/into/serve /into/shop true 2>&1'

# Of the packages for development, that there are such; they are large.
in_root sh -c 'apt-get -s -qq --no-install-recommends install /into/libtare-dev_*.deb /into/libtare-session-dev_*.deb' \
  >"$root/log" 2>&1 || { cat "$root/log"; exit 1; }
grep -q '^Inst libtare-dev ' "$root/log"
grep -q '^Inst libtare-session-dev ' "$root/log"

in_root dpkg --purge tare-build tare "libtare-session${version%.*}" "libtare${version%.*}" >"$root/log" 2>&1 || { cat "$root/log"; exit 1; }
find "$root/usr" "$root/etc" | sort | comm -13 "$root/before" - >"$root/left"
if grep -i tare "$root/left"; then echo "is left behind"; exit 1; fi
