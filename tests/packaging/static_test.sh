#!/usr/bin/env bash
# The program as one file does all that the other one does, in a root that holds nothing besides.
#
#   static_test.sh TARE TARE_STATIC
set -euo pipefail
tare=$(realpath "$1") static=$(realpath "$2")
here=$(dirname "$(realpath "$0")")
PATH=$PATH:/usr/sbin
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root

fail() {
  echo "static: $*"
  exit 1
}

readelf -dlW "$static" >"$work/headers"
if grep -E 'INTERP|\(NEEDED\)' "$work/headers"; then fail "needs what is not in it"; fi
grep -q 'FLAGS_1.*\bPIE\b' "$work/headers" || fail "is not position-independent"

# Of other libraries' licenses, those that ask for more than a notice: they are not in there.
if grep -aoE 'nettle_[a-z0-9]+|libxml2?\.|icudt[0-9]+' "$static" | sort -u | grep .; then fail "holds libraries it has no use for"; fi

# What has to go with it.
for name in libarchive libssl libre2 libdeflate libzstd libfmt libc6 libstdc++ d3-hierarchy; do
  grep -q "^\(node-\)\?$name" "$static.licenses" || fail "the licenses lack that of $name"
done

# The shop, and names that take a locale, in a root of their own.
mkdir -p "$root"
cp "$static" "$root/tare"
cp -R "$here/../data/shop" "$root/context"
rm -rf "$root"/context/{node_modules,dist,.git}
long=$(printf 'é%.0s' {1..120})
echo long >"$root/context/$long"
ln -s "$long$long" "$root/context/link"
echo bytes >"$root/context/$(printf '\xff%.0s' {1..200})"
# shellcheck disable=SC2016 # variables of the Dockerfile
printf 'FROM scratch\nARG é=server.js\nARG é…=docs\nCOPY $é /a\nCOPY $é… /b\n' >"$root/context/letters.Dockerfile"

enter=("$(command -v chroot)" "$root" /tare)
if ((EUID != 0)); then enter=(unshare --map-root-user "${enter[@]}"); fi

# same ARGUMENT...: status, standard output and standard error are those of the other program.
same() {
  local status=0 expected=0
  cd "$root"
  "$tare" "$@" >"$work/expected" 2>"$work/expected.err" </dev/null || expected=$?
  env -i "${enter[@]}" "$@" >"$work/said" 2>"$work/said.err" </dev/null || status=$?
  [[ $status == "$expected" ]] || fail "$*: exit $status and not $expected: $(<"$work/said.err")"
  cmp "$work/expected" "$work/said" || fail "$*: another output"
  diff "$work/expected.err" "$work/said.err" || fail "$*: another account"
}

same pack context
grep -qa "$long" "$work/said" || fail "the archive lacks the long name"
mv "$work/said" "$root/context.tar"
same pack --compress gzip context
same pack --reproducible --threads 4 context
same ls -l context
same report --format json context
same lint --format json context
same stages context
same stages -f context/letters.Dockerfile context
grep -q server.js "$work/said" || fail "a variable was not found by its letter: $(<"$work/said")"
same digest context
same suggest context
same why --trace --context context node_modules/a
same check --max-size 1kB --format github context
same diff context.tar context
same --version
for packer in gzip bzip2 xz lz4 zstd; do
  "$packer" -qc "$root/context.tar" >"$root/packed"
  same diff packed context
done

# Debian's libzstd.a has no threads, and cuts differently without: other bytes, and the same archive.
for threads in 1 4; do
  env -i "${enter[@]}" pack -q --compress zstd --threads "$threads" context >"$work/zstd.$threads"
done
cmp "$work/zstd.1" "$work/zstd.4"
zstd -qdc "$work/zstd.1" | cmp - "$root/context.tar" || fail "zstd: not the archive"

# The cases of the other program, too, but for one in which libzstd lacks threads.
find "$here/../cli" -name '*.sh' ! -name run.sh ! -name functions.sh ! -name no_threads.sh -print0 |
  xargs -0 -n 1 -P "$(nproc)" "$here/../cli/run.sh" "$static" >"$work/cases" 2>&1 || {
  cat "$work/cases"
  fail "cases of tests/cli differ"
}
