#!/usr/bin/env bash
# What a real builder makes of `tare pack . | docker build -`, against what it makes of
# `docker build .`: the same files, in BuildKit and in the classic builder. The daemon runs for this
# test alone.
#
# Usage: docker_test.sh TARE

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=/dev/null
. "$here/lib.sh"
# shellcheck source=daemon.sh
. "$here/daemon.sh"

tare=$(realpath "$1")
builders=(buildkit classic)

# build BUILDER MANIFEST ARGUMENT...: runs `docker build ARGUMENT...` and lists the image's files in
# MANIFEST. Nothing comes from a cache: its keys know no times.
build() {
  local builder=$1 manifest=$2
  shift 2
  : >"$manifest"
  if [ "$builder" = buildkit ]; then
    run_build 1 --output "type=tar,dest=$work/files.tar" "$@" &&
      "$here/manifest.py" tar "$work/files.tar" >"$manifest"
  else
    run_build 0 --iidfile "$work/id" "$@" &&
      "$docker" save -o "$work/image.tar" "$(cat "$work/id")" &&
      "$here/manifest.py" image "$work/image.tar" >"$manifest"
  fi
}

run_build() {
  DOCKER_BUILDKIT=$1 timeout 120 "$docker" build --no-cache "${@:2}" >"$work/build.log" 2>&1 || {
    cat "$work/build.log"
    return 1
  }
}

# pack_and_build BUILDER MANIFEST CONTEXT: the same of `tare pack CONTEXT`.
pack_and_build() {
  "$tare" pack -q --dialect "$1" "$3" | build "$1" "$2" -
}

# compare WHAT BUILDER CONTEXT [PATTERN]: both ways have to give the same files, but for those that
# match PATTERN and come from tare. Leaves the two manifests, `own` and `piped`.
compare() {
  check "$2 builds $1 by itself" build "$2" "$work/own" "$3"
  check "$2 builds $1 from tare pack" pack_and_build "$2" "$work/piped" "$3"
  check "$2 gives the same files for $1" same <(comparable "$2" "$work/own") \
    <(comparable "$2" "$work/piped" | sed -E "/${4:-^$}/d")
}

# comparable BUILDER MANIFEST: without what the builder loses when it reads the context by itself.
# BuildKit: capabilities, and the time of a directory with something in it. The classic one: the
# time of a directory that only an exception below it brings in.
comparable() {
  if [ "$1" = buildkit ]; then
    awk -F '\t' -v OFS='\t' '$2 == "directory" { $4 = "" } $1 == "\"capable\"" { $7 = "" } 1' "$2"
  else
    awk -F '\t' -v OFS='\t' '$1 == "\"implied\"" { $4 = "" } 1' "$2"
  fi
}

# included MANIFEST: without what the odd tree's rules exclude, and hard links to that.
included() {
  sed -E '/^"([^"]*\/)?excluded[."\/]/d; s/\t= "excluded.*//' "$1"
}

# names MANIFEST: with their kinds; without the special files, which BuildKit leaves out or turns
# into empty ones.
names() {
  cut -f 1,2 "$1" | sed -E '/^"(fifo|character|block)"/d'
}

make_shop() {
  cp -R "$here/../data/shop" "$1"
  rm -rf "$1/node_modules" "$1/dist" "$1/.git"
  mkdir -p "$1/node_modules/express" "$1/.git"
  echo "module.exports = 1;" >"$1/node_modules/express/index.js"
  echo "ref: refs/heads/main" >"$1/.git/HEAD"
  make_dockerfile "$1/Dockerfile"
  set_whole_times "$1"
}

make_dockerfile() {
  printf 'FROM scratch\nCOPY . /\n' >"$1"
}

# For BuildKit's exporter rounds times that tare cuts.
set_whole_times() {
  find "$1" -exec touch -h -d @1000000000 {} +
}

test_shop() {
  local builder
  make_shop "$work/shop"
  for builder in "${builders[@]}"; do
    compare "the shop" "$builder" "$work/shop"
    check "$builder gets the sources of the shop" grep -q '^"docs/api.md"' "$work/piped"
    check "$builder gets nothing excluded of the shop" \
      lacks '^"(node_modules|\.git|[^"/]*\.md)["/]' "$work/piped"
  done
}

test_odd_names() {
  local builder
  "$here/odd_tree.py" "$work/odd"
  "$here/manifest.py" tree "$work/odd" >"$work/all"
  included "$work/all" >"$work/included"
  "$tare" pack -q "$work/odd" >"$work/odd.tar"
  "$here/manifest.py" tar "$work/odd.tar" >"$work/packed"
  check "tare packs odd names as they are" same "$work/included" "$work/packed"
  for builder in "${builders[@]}"; do
    compare "odd names" "$builder" "$work/odd"
    check "$builder gets all odd names" same <(names "$work/included") <(names "$work/own")
  done
  check "classic builds odd names in the order of BuildKit" build classic "$work/piped" - \
    <"$work/odd.tar"
  check "classic gives the same files for odd names in the order of BuildKit" \
    same <(comparable classic "$work/own") <(comparable classic "$work/piped")
}

# pack_and_build_compressed METHOD BUILDER MANIFEST CONTEXT
pack_and_build_compressed() {
  "$tare" pack -q --compress "$1" --dialect "$2" "$4" | build "$2" "$3" -
}

takes_no_zstd() {
  pack_and_build_compressed zstd "$1" "$work/zstd" "$2" >/dev/null && return 1
  grep -qi 'dockerfile parse error' "$work/build.log"
}

# The shop is small; the noise takes several members.
test_compressed() {
  local builder tree=$work/compressed
  make_shop "$tree"
  head -c 3000000 /dev/urandom >"$tree/noise"
  set_whole_times "$tree"
  for builder in "${builders[@]}"; do
    check "$builder builds from tare pack" pack_and_build "$builder" "$work/piped" "$tree"
    check "$builder builds from gzip" pack_and_build_compressed gzip "$builder" "$work/gzip" "$tree"
    check "$builder gives the same files for gzip" same "$work/piped" "$work/gzip"
  done
  # tare prints a note that says so.
  check "buildkit takes no zstd" takes_no_zstd buildkit "$tree"
}

# Both builders tell a tar from a Dockerfile by the first header, and know plain ones only.
test_first_entries() {
  local builder what
  local -A trees=(
    ["a name of 255 bytes"]=$work/first/long
    ["a name that is no UTF-8"]=$work/first/bytes
    ["a name that is no ASCII"]=$work/first/accent
    ["a link with a long target"]=$work/first/target
    ["a file with capabilities"]=$work/first/capable
  )
  mkdir -p "${trees[@]}"
  touch "$work/first/long/$(printf '!%.0s' {1..255})"
  touch "$work/first/bytes/$(printf '!\xff%.0s' {1..60})"
  touch "$work/first/accent/!à la carte"
  ln -s "$(printf 't%.0s' {1..101})" "$work/first/target/!link"
  cp -p --preserve=xattr "$work/odd/capable" "$work/first/capable/!file"
  for what in "${!trees[@]}"; do
    make_dockerfile "${trees[$what]}/Dockerfile"
    "$here/manifest.py" tree "${trees[$what]}" >"$work/all"
    for builder in "${builders[@]}"; do
      check "$builder builds a tar with $what first" \
        pack_and_build "$builder" "$work/piped" "${trees[$what]}"
      check "$builder gets all files with $what first" \
        same <(names "$work/all") <(names "$work/piped")
    done
  done
}

# Both builders hide these two files from COPY where the rules exclude them, but BuildKit does not
# do so with what it gets as a tar.
test_excluded_build_files() {
  local tree=$work/hidden
  mkdir -p "$tree/app"
  make_dockerfile "$tree/Dockerfile"
  printf '*\n!app\n' >"$tree/.dockerignore"
  echo 1 >"$tree/app/file"
  echo 2 >"$tree/other"
  set_whole_times "$tree"
  compare "a context of app alone" classic "$tree"
  check "classic hides the Dockerfile and the ignore file" \
    equal "$(printf '"app"\tdirectory\n"app/file"\tfile')" "$(names "$work/piped")"
  compare "a context of app alone" buildkit "$tree" '^"(Dockerfile|\.dockerignore)"'
  check "buildkit gets the Dockerfile and the ignore file" \
    equal 2 "$(grep -cE '^"(Dockerfile|\.dockerignore)"' "$work/piped")"
}

# Where a file cannot be read, the archive must not pass for a complete one.
test_unreadable() {
  local builder place tree=$work/unreadable
  local -A short=(['!first']='|failed to read dockerfile' [last]='')
  mkdir "$tree"
  make_dockerfile "$tree/Dockerfile"
  head -c 8000000 /dev/urandom >"$tree/big"
  for place in '!first' last; do
    echo secret >"$tree/$place"
    chmod 000 "$tree/$place"
    for builder in "${builders[@]}"; do
      check "$builder builds what root can read" pack_and_build "$builder" "$work/piped" "$tree"
      check "$builder refuses an archive that lacks $place" cut_is_refused none "$builder" "$tree"
      # Of a short one BuildKit gets ten bytes, in which it sees no archive.
      check "$builder refuses a gzip that lacks $place" cut_is_refused gzip "$builder" "$tree" \
        "unexpected EOF${short[$place]}"
    done
    rm -f "$tree/$place"
  done
}

# cut_is_refused METHOD BUILDER CONTEXT [PATTERN]: the tare of a user who may not read everything
# exits with 3, and the build fails too, because the archive ends too early.
cut_is_refused() {
  local status=(0 0)
  setpriv --bounding-set=-dac_override,-dac_read_search \
    --inh-caps=-dac_override,-dac_read_search "$tare" pack -q --threads 2 --compress "$1" "$3" |
    build "$2" "$work/cut" - || status=("${PIPESTATUS[@]}")
  echo "exit status of tare and of the build: ${status[*]}"
  [ "${status[0]}" -eq 3 ] && [ "${status[1]}" -ne 0 ] &&
    grep -qiE "${4:-unexpected EOF}" "$work/build.log"
}

start_daemon
test_shop
test_odd_names
test_compressed
test_first_entries
test_excluded_build_files
test_unreadable
finish
