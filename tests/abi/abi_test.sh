#!/usr/bin/env bash
# Programs that were built against the last release with this soname still run: nothing that libtare.so
# exported is gone, and no type in a public header has another layout. lib/abi/SONAME holds what both
# were then; `./dev abi` writes it for a release. That the comparison finds a difference is tried first.
#
#   abi_test.sh ROOT BUILD VERSION CXX [write]
set -euo pipefail
root=$1 build=$2 soname=${3%.*} cxx=$4
recorded=$root/lib/abi/$soname
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A program that uses no type knows all of them: those of libtare.so itself, which is built without
# what debuggers need, would be none.
(cd "$root/lib/include" && printf '#include <%s>\n' tare/*) >"$work/types.cpp"
echo 'int tare_types = 0;' >>"$work/types.cpp"
"$cxx" -std=c++20 -g -shared -fPIC -fno-eliminate-unused-debug-types -I"$root/lib/include" -I"$build/lib/include" \
  -o "$work/types.so" "$work/types.cpp"
# Where the headers are does not matter.
abidw --load-all-types "$work/types.so" | sed "s#$root/##g; s#$build/##g; s#$work/##g" >"$work/types.abi"
abidw "$build/lib/libtare.so" | sed "s#$build/##g" >"$work/symbols.abi"

if [[ ${5-} == write ]]; then
  mkdir -p "$recorded"
  for part in symbols types; do xz -9c "$work/$part.abi" >"$recorded/$part.abi.xz"; done
  echo "$recorded: $(du -sh --apparent-size "$recorded" | cut -f 1)"
  exit
fi

# is_compatible BEFORE AFTER: the bit of the exit code that says otherwise is abidiff's 8.
is_compatible() {
  local code=0
  abidiff --non-reachable-types "$1" "$2" >"$work/difference" || code=$?
  ((code & 3)) && { cat "$work/difference"; exit 1; }
  ((!(code & 8)))
}

# unlike PART SED: a difference that is made up is found.
unlike() {
  sed "$2" "$work/$1.abi" >"$work/other.abi"
  ! cmp -s "$work/$1.abi" "$work/other.abi" || { echo "'$2' changes nothing in the $1"; exit 1; }
  ! is_compatible "$work/other.abi" "$work/$1.abi" || { echo "'$2' in the $1 was not found"; exit 1; }
}
unlike symbols 's/tare_pack_fd/tare_pack_descriptor/'
unlike symbols 's/_ZNK4tare7Matcher5matchE/_ZNK4tare7Matcher6matchXE/'
unlike types "/class-decl name='tare_verdict'/s/size-in-bits='[0-9]*'/size-in-bits='64'/"
unlike types "/class-decl name='Report'/s/size-in-bits='[0-9]*'/size-in-bits='64'/"

if [[ ! -d $recorded ]]; then
  echo "there has been no release with the soname $soname"
  exit
fi
for part in symbols types; do
  xz -dc "$recorded/$part.abi.xz" >"$work/recorded.abi"
  is_compatible "$work/recorded.abi" "$work/$part.abi" || {
    cat "$work/difference"
    echo "libtare.so.$soname has been released with something else: go back, or raise the minor version in CMakeLists.txt"
    exit 1
  }
done
echo "compatible with the release of $soname"
