#!/usr/bin/env bash
# What a real builder takes of a context, step by step, against what tare says of it: the tar of
# `tare pack --needed`, the steps that a change runs again, and sources that are not there. The
# daemon runs for this test alone; no step reaches a network.
#
# Usage: builds_test.sh TARE

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=/dev/null
. "$here/lib.sh"
# shellcheck source=daemon.sh
. "$here/daemon.sh"
# shellcheck source=images.sh
. "$here/images.sh"

tare=$(realpath "$1")

# build ARGUMENT...: runs `docker build ARGUMENT...`. Leaves build.log, and files.tar for an image.
build() {
  DOCKER_BUILDKIT=1 timeout 60 "$docker" build --network none \
    --output "type=tar,dest=$work/files.tar" "$@" >"$work/build.log" 2>&1 || {
    cat "$work/build.log"
    return 1
  }
}

# build_and_list MANIFEST ARGUMENT...: without the times, of which a RUN makes new ones.
build_and_list() {
  build --no-cache "${@:2}" && "$here/manifest.py" tar "$work/files.tar" | cut -f 1-3,5- >"$1"
}

# pack_and_build MANIFEST CONTEXT ARGUMENT...
pack_and_build() {
  "$tare" pack -q --needed "${@:3}" "$2" >"$work/needed.tar" &&
    build_and_list "$1" "${@:3}" - <"$work/needed.tar"
}

# compare WHAT CONTEXT ARGUMENT...: both ways have to give the same files. Leaves needed.tar.
compare() {
  local context=$2
  check "the engine builds $1" build_and_list "$work/own" "${@:3}" "$context"
  check "the engine builds $1 from what is needed" \
    pack_and_build "$work/piped" "$context" "${@:3}"
  check "the files of $1 are the same" same "$work/own" "$work/piped"
}

# sends WHAT NAME...: needed.tar holds these files and no others.
sends() {
  check "$1" equal "$(printf '%s\n' "${@:2}")" "$(tar -tf "$work/needed.tar" | sed '/\/$/d')"
}

test_shop() {
  make_shop "$work/shop"
  cd "$work/shop" # docker build takes -f from there
  compare "the shop" .
  compare "the shop in one stage" . -f Dockerfile.single
  cd "$here"
}

test_targets() {
  local tree=$work/targets
  mkdir -p "$tree"/{docs,src,tests}
  echo '{}' >"$tree/package.json"
  echo 1 | tee "$tree"/{docs/guide,src/a.js,src/b.ts,tests/one,unused} >/dev/null
  cat >"$tree/Dockerfile" <<'END'
FROM node:20 AS base
WORKDIR /app
COPY package.json ./

FROM base AS test
COPY tests tests
RUN npm ci

FROM scratch AS docs
COPY docs /docs

FROM scratch AS release
COPY --from=test /app /app
COPY src/*.js /src/
END
  compare "a stage with a base" "$tree" --target test
  sends "a stage and its base are all that is sent" Dockerfile package.json tests/one
  compare "a stage of its own" "$tree" --target Docs
  sends "nothing of other stages is sent" Dockerfile docs/guide
  compare "the last stage" "$tree"
  sends "the stage that is copied from is sent too" Dockerfile package.json src/a.js tests/one
}

test_ways_to_a_source() {
  local tree=$work/ways
  mkdir -p "$tree"/{conf.d,real/deep,mounted,other}
  ln -s real "$tree/link"
  ln -s ../conf.d/app.conf "$tree/real/up"
  echo 1 | tee "$tree"/{conf.d/app.conf,conf.d/app.txt,real/a,real/deep/b,mounted/m,other/o} >/dev/null
  tar -C "$tree/real" -cf "$tree/data.tar" a deep
  printf 'Dockerfile\n.dockerignore\n' >"$tree/.dockerignore"
  cat >"$tree/Dockerfile" <<'END'
FROM node:20
COPY conf*/app.[ch]onf /wild/
COPY link/up /through/
ADD data.tar /unpacked/
RUN --mount=type=bind,source=mounted,target=/mnt cp -r /mnt /got
END
  compare "wildcards, links, archives and mounts" "$tree"
  sends "links and what they lead to are sent" \
    .dockerignore Dockerfile conf.d/app.conf data.tar link mounted/m real/up
}

# change PATH...: other contents, for each time something else.
change() {
  local path
  changed=$((changed + 1))
  for path in "$@"; do echo "change $changed" >>"$path"; done
}
changed=0

# rebuild WHAT DOCKERFILE COMMAND...: makes a change in the shop and builds it again. Leaves what the
# builder and what tare has to say about it, `engine` and `said`, and the exit status of tare.
rebuild() {
  local dockerfile=$2
  "$tare" digest -f "$dockerfile" --save "$work/before.json" >/dev/null
  "${@:3}"
  tare_status=0
  "$tare" digest -f "$dockerfile" --against "$work/before.json" --format json \
    >"$work/change.json" || tare_status=$?
  check "the engine builds $1" build -f "$dockerfile" .
  "$here/steps.py" log "$work/build.log" >"$work/engine"
  "$here/steps.py" change "$work/change.json" >"$work/said"
}

# runs COUNT WHAT DOCKERFILE COMMAND...: tare and the builder agree on each step, and COUNT of them
# run again.
runs() {
  rebuild "$3 after $2" "$3" "${@:4}"
  check "tare and the engine agree on the steps of $3 after $2" same "$work/engine" "$work/said"
  check "$1 steps of $3 run again after $2" equal "$1" "$(sed -n '/^runs/p' "$work/said" | wc -l)"
  check "tare's exit status says whether to build $3 after $2" equal "$(($1 > 0))" "$tare_status"
}

# What the build makes of the documents is nothing, and of two steps with the same result the engine
# keeps what follows. tare does not know results.
test_same_result() {
  rebuild "Dockerfile after a change of docs/" Dockerfile change docs/api.md
  check "the engine runs what tare says at most" \
    equal "" "$(comm -23 <(grep '^runs' "$work/engine" | sort) <(grep '^runs' "$work/said" | sort))"
  check "the engine keeps a copy of the same result" \
    grep -qx 'cached runtime COPY --from=build /app/dist ./' "$work/engine"
}

# test_changes DOCKERFILE STEPS ALL: that many run again after a change of a source, and of all.
test_changes() {
  check "the engine builds $1 for the first time" build -f "$1" .
  runs "$2" "a change of server.js" "$1" change server.js
  runs "$2" "a new file" "$1" change public/new.css
  runs "$2" "a change of a mode" "$1" chmod g-r server.js
  runs "$3" "a change of package.json" "$1" sed -i 's/^{/{ /' package.json
  runs 0 "a change of what is excluded" "$1" change README.md node_modules/express/index.js
  runs 0 "a change of times" "$1" touch server.js public package.json
}

test_rebuilds() {
  make_shop "$work/rebuilt"
  make_shop "$work/single"
  cd "$work/rebuilt"
  test_changes Dockerfile 4 6
  test_same_result
  cd "$work/single"
  test_changes Dockerfile.single 3 3
  cd "$here"
}

# builds LINE: with LINE in its Dockerfile, so that some source cannot be found.
builds() {
  printf 'FROM scratch\n%s\n' "$1" >Dockerfile
  build .
}

lacks_source() {
  ! builds "$1" && grep -q "$2.* not found" "$work/build.log"
}

# finds IDENTIFIER: as tare lint does for the Dockerfile, and nothing else there.
finds() {
  equal "$1" "$("$tare" lint --no-git --format json | /usr/bin/python3 -c '
import json, sys
for finding in json.load(sys.stdin)["findings"]: print(finding["id"])')"
}

test_missing_sources() {
  mkdir -p "$work"/sources/{d,src/x}
  cd "$work/sources"
  ln -s d link
  touch d/a d/b keep left.out src/x/f
  echo left.out >.dockerignore

  check "the engine refuses a name that is nowhere" lacks_source 'COPY nothing keep /' /nothing
  check "tare finds it" finds source-missing
  check "the engine refuses a name that is excluded" lacks_source 'COPY left.out keep /' /left.out
  check "tare finds it, too" finds source-missing
  check "the engine refuses the second name through a link" lacks_source 'COPY link/a link/b /' /link/b
  check "tare finds that it is lost" finds lossy-source
  check "the engine takes a wildcard that matches nothing" builds 'COPY no*thing keep /'
  check "tare takes it, too" finds ""
  check "the engine takes a wildcard without what is excluded" builds 'COPY left* keep /'
  check "tare finds what is left out" finds source-missing
  check "the engine follows no link that a wildcard matches" builds 'COPY lin*/a keep /'
  check "the engine takes nothing there" \
    equal keep "$(tar -tf "$work/files.tar" | sed '/\/$/d')"
  cd "$here"
}

start_daemon
import_images
test_shop
test_targets
test_ways_to_a_source
test_rebuilds
test_missing_sources
finish
