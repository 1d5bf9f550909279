#!/usr/bin/env bash
# The packages that cpack makes of a build: lintian finds nothing, and a Debian that holds nothing else
# installs and removes them, runs the program, and runs a program of others with the library.
#
#   deb_test.sh BUILD CPACK VERSION CC
set -euo pipefail
build=$1 cpack=$2 version=$3 cc=$4
here=$(dirname "$(realpath "$0")")
abi=${version%.*}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Who made the last commit is not what is tested.
(cd "$build" && DEBFULLNAME="The tests of tare" DEBEMAIL=tests@tare.invalid "$cpack" -G DEB -B "$work/packages") >"$work/log" 2>&1 ||
  { cat "$work/log"; exit 1; }
if grep -i warning "$work/log"; then exit 1; fi
architecture=$(dpkg --print-architecture)
packages=()
for name in tare "libtare$abi" libtare-dev "libtare-session$abi" libtare-session-dev tare-build; do
  packages+=("$work/packages/${name}_$version-1_$architecture.deb")
done
ls "${packages[@]}"
[[ $(dpkg-deb -f "${packages[0]}" Maintainer) == "The tests of tare <tests@tare.invalid>" ]]
lintian --no-cfg --allow-root --fail-on error,warning "${packages[@]}"

# Programs of others, with what the packages for development have in them.
for package in "${packages[@]:1}"; do dpkg-deb -x "$package" "$work/files"; done
PKG_CONFIG_PATH=$(dirname "$(find "$work/files" -name tare.pc)")
export PKG_CONFIG_PATH
for example in c/match:tare session/serve:tare-session; do
  read -ra flags < <(pkg-config --cflags --libs "${example#*:}")
  example=${example%:*}
  "$cc" -std=c11 -o "$work/${example#*/}" "$here/../consumer/$example.c" "${flags[@]}" -Wl,-rpath-link,"${PKG_CONFIG_PATH%/*}"
done

# The mirror is the one that this machine uses.
# shellcheck disable=SC2016 # apt replaces these
apt-get indextargets --format 'deb $(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' |
  sort -u >"$work/sources.list"
# shellcheck source=/dev/null
. /etc/os-release
grep -q . "$work/sources.list" || { echo "apt knows no mirror of Debian: apt-get update"; exit 1; }

cp -R "$here/../data/shop" "$work/shop"
rm -rf "$work"/shop/{node_modules,dist,.git}
mkdir "$work/into"
mv "${packages[@]}" "$work/match" "$work/serve" "$work/shop" "$work/into"
mmdebstrap --quiet --variant=apt --format=null --dpkgopt=force-unsafe-io \
  --customize-hook="copy-in '$work/into' /" --customize-hook="'$here/deb_installed.sh' \"\$1\" $version" \
  "$VERSION_CODENAME" /dev/null "$work/sources.list"
