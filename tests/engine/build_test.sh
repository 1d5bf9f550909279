#!/usr/bin/env bash
# `tare build` with a real docker daemon: the images are those of Debian's own client with BuildKit, to
# the last byte, and only what has changed is sent. The daemon runs for this test alone; no step reaches
# a network but the loopback, where a registry runs.
#
# Usage: build_test.sh TARE

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=/dev/null
. "$here/lib.sh"
# shellcheck source=daemon.sh
. "$here/daemon.sh"
# shellcheck source=images.sh
. "$here/images.sh"
# shellcheck source=../oci/registry.sh
. "$here/../oci/registry.sh"
trap 'stop_registries; clean_up' EXIT

tare=$(realpath "$1")

# docker_build ARGUMENT...: by Debian's client.
docker_build() {
  DOCKER_BUILDKIT=1 timeout 120 "$docker" build --network none -q "$@" >"$work/docker.id" 2>"$work/docker.log" ||
    { cat "$work/docker.log"; return 1; }
}

# tare_build ARGUMENT...: leaves events.json with what was told.
tare_build() {
  timeout 120 "$tare" build --network none --progress json "$@" >"$work/tare.id" 2>"$work/events.json" ||
    { cat "$work/events.json"; return 1; }
}

# What these two have built last.
docker_id() { cat "$work/docker.id"; }
tare_id() { cat "$work/tare.id"; }

# summary KEY...: figures of the last tare_build, one a line.
summary() {
  /usr/bin/python3 - "$work/events.json" "$@" <<'END'
import json, sys
last = json.loads(open(sys.argv[1]).readlines()[-1])
assert last["event"] == "summary", last
print(*(last[key] for key in sys.argv[2:]), sep="\n")
END
}

# requests: what was offered in each request of the last tare_build, sorted.
requests() {
  /usr/bin/python3 - "$work/events.json" <<'END'
import json, sys
events = [json.loads(line) for line in open(sys.argv[1])]
done = [e for e in events if e["event"] == "transfer" and e["finished"]]
print(*sorted((e["name"], e["entries"], e["directories_read"]) for e in done), sep="\n")
END
}

# foretold ARGUMENT...: the same, as the dry run tells it beforehand.
foretold() {
  "$tare" build --dry-run --format json "$@" | /usr/bin/python3 -c '
import json, sys
asked = json.load(sys.stdin)["requests"]
print(*sorted((r["name"], r["entries"], r["directories_read"]) for r in asked), sep="\n")'
}

# foretold_bytes ARGUMENT...: what a builder takes that has no copy.
foretold_bytes() {
  "$tare" build --dry-run --format json "$@" | /usr/bin/python3 -c '
import json, sys
print(sum(r["offered"]["bytes"] for r in json.load(sys.stdin)["requests"]))'
}

# files IMAGE: a manifest of all files in the layers of an image.
files() {
  "$docker" save "$1" >"$work/image.tar" && "$here/manifest.py" image "$work/image.tar"
}

forget() { "$docker" builder prune -af >/dev/null; }

# same_as_docker WHAT DIRECTORY DOCKERFILE: both ways have to make the same image. Leaves manifests,
# `theirs` and `ours`.
same_as_docker() {
  local what=$1 dockerfile=$3 ours older="" older_bytes=0
  cd "$2"
  # This builder is an older one: it asks for the ignore file of the context also where it goes by that
  # of the Dockerfile.
  if [[ -f $dockerfile.dockerignore ]]; then
    older="('context', 1, 1)"
    older_bytes=$(stat -c %s .dockerignore)
  fi
  forget
  check "docker builds $what" docker_build -f "$dockerfile" -t theirs .
  check "tare builds $what" tare_build -f "$dockerfile" -t ours .
  check "$what is in the cache that docker's own build has left" equal "$(docker_id)" "$(tare_id)"
  check "each step of $what is there" equal "$(summary steps)" "$(summary cached)"
  files theirs >"$work/theirs"

  forget
  "$docker" rmi -f theirs ours >/dev/null
  check "tare builds $what for a builder that knows nothing" tare_build -f "$dockerfile" -t ours .
  files ours >"$work/ours"
  # Steps make files and directories of their own time.
  check "the files of $what are the same" same <(cut -f 1-3,5- "$work/theirs") <(cut -f 1-3,5- "$work/ours")
  check "all bytes of $what are sent" equal "$(($(foretold_bytes -f "$dockerfile") + older_bytes))" "$(summary bytes_sent)"
  check "the dry run tells what is offered of $what" \
    equal "$({ foretold -f "$dockerfile" && echo "$older"; } | grep . | LC_ALL=C sort)" "$(requests | LC_ALL=C sort)"

  ours=$(tare_id)
  check "tare builds $what again" tare_build -f "$dockerfile" -t ours .
  check "an unchanged context is asked for nothing of $what" equal "0 0" "$(summary files_requested bytes_sent | paste -sd ' ')"
  check "it is the same image" equal "$ours" "$(tare_id)"
  check "docker builds $what after tare" docker_build -f "$dockerfile" -t theirs .
  check "docker finds each step of $what in the cache" equal "$ours" "$(docker_id)"
  cd "$here"
}

# after_changes WHAT DIRECTORY DOCKERFILE: a file is changed, one comes, one goes.
after_changes() {
  local what=$1 dockerfile=$3
  cd "$2"
  printf 'changed, 17 bytes' >"$4"
  printf 'new' >"$5"
  rm "$6"
  check "tare builds $what after changes" tare_build -f "$dockerfile" -t ours .
  check "of $what only what has changed is sent" \
    equal "2 2 20" "$(summary files_requested files_sent bytes_sent | paste -sd ' ')"
  check "docker builds $what after changes" docker_build -f "$dockerfile" -t theirs .
  check "that is the same image" equal "$(docker_id)" "$(tare_id)"
  check "tare builds changed $what again" tare_build -f "$dockerfile" -t ours .
  check "nothing is asked for then" equal "0 0" "$(summary files_requested bytes_sent | paste -sd ' ')"
  files ours >"$work/ours"
  check "$what has files" test -s "$work/ours"
  check "the removed file is gone" refuses grep -q "$6" "$work/ours"
  cd "$here"
}

test_shop() {
  local dockerfile
  for dockerfile in Dockerfile Dockerfile.single; do
    rm -rf "$work/shop"
    make_shop "$work/shop"
    same_as_docker "the shop by $dockerfile" "$work/shop" "$dockerfile"
    after_changes "the shop by $dockerfile" "$work/shop" "$dockerfile" server.js public/new.css public/style.css
  done
}

test_own_ignore_file() {
  rm -rf "$work/own"
  make_shop "$work/own"
  cp "$work/own/Dockerfile" "$work/own/D"
  printf 'node_modules\nREADME.md\n' >"$work/own/D.dockerignore"
  same_as_docker "the shop by an ignore file of its own" "$work/own" D
}

test_odd_tree() {
  "$here/odd_tree.py" "$work/odd"
  same_as_docker "a tree of odd names" "$work/odd" Dockerfile
  # BuildKit itself gives directories with something in them the time of the build.
  check "the times of files are the same" same <(grep -v '	directory	' "$work/theirs") <(grep -v '	directory	' "$work/ours")
  after_changes "a tree of odd names" "$work/odd" Dockerfile private "new name" old
}

test_failures() {
  local code=0
  cd "$work/shop"
  printf 'FROM scratch\nCOPY server.js /\n\nCOPY nowhere /\n' >Dockerfile.bad
  "$tare" build -f Dockerfile.bad --progress plain >"$work/out" 2>"$work/log" || code=$?
  check "a build that fails exits with 1" equal 1 "$code"
  check "the line of the Dockerfile is marked" grep -qx '>    4  COPY nowhere /' "$work/log"
  check "nothing is printed as a digest" equal "" "$(cat "$work/out")"
  chmod 0 server.js
  code=0
  setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-dac_override,-dac_read_search -- \
    "$tare" build --network none --progress plain >"$work/out" 2>"$work/log" || code=$?
  chmod 644 server.js
  check "a file that cannot be read ends the build with 3" equal 3 "$code"
  check "it is named" grep -q "server.js.*Permission denied" "$work/log"
  cd "$here"
}

# Ctrl-C while a step runs: that ends on the builder, too.
test_interrupt() {
  local code=0 deadline=$((SECONDS + 60))
  mkdir -p "$work/slow"
  cd "$work/slow"
  printf 'FROM node:20\nRUN while :; do :; done\n' >Dockerfile
  "$tare" build --network none --progress plain >"$work/out" 2>"$work/log" &
  local build=$!
  until grep -q '^#[0-9]* \[2/2\] RUN' "$work/log"; do
    ((SECONDS < deadline)) || break
    sleep 0.1
  done
  kill -INT "$build"
  wait "$build" || code=$?
  check "an interrupt exits with 130" equal 130 "$code"
  check "the builder has stopped the step" grep -q '^#[0-9]* CANCELLED' "$work/log"
  cd "$here"
}

test_push() {
  cd "$work/shop"
  start_registry open
  check "tare builds and pushes" tare_build -t "$registry/shop:1" -t "$registry/shop:2" --push
  local tag
  for tag in 1 2; do
    check "the registry has tag $tag" equal "$(tare_id)" \
      "$(skopeo inspect --raw --tls-verify=false "docker://$registry/shop:$tag" |
        /usr/bin/python3 -c 'import json, sys; print(json.load(sys.stdin)["config"]["digest"])')"
  done

  # A secret of the file that docker's configuration has.
  /usr/bin/python3 -W ignore -c 'import crypt
print("porter:" + crypt.crypt("open sesame", crypt.mksalt(crypt.METHOD_BLOWFISH, rounds=16)))' >"$work/htpasswd"
  start_registry closed "auth: {htpasswd: {realm: test, path: $work/htpasswd}}"
  local code=0
  "$tare" build --progress plain -t "$registry/shop" --network none --push >"$work/out" 2>"$work/log" || code=$?
  check "without credentials a push exits with 4" equal 4 "$code"
  check "it says why" grep -q 'no basic auth credentials' "$work/log"
  mkdir -p "$DOCKER_CONFIG"
  printf '{"auths": {"%s": {"auth": "%s"}}}' "$registry" "$(printf 'porter:open sesame' | base64)" \
    >"$DOCKER_CONFIG/config.json"
  check "with credentials it is pushed" tare_build -t "$registry/shop" --push
  check "the registry has it" skopeo inspect --creds 'porter:open sesame' --tls-verify=false "docker://$registry/shop:latest"
  check "no secret is told" lacks 'sesame|cG9ydGVyOm9wZW4' "$work/events.json"
  rm "$DOCKER_CONFIG/config.json"
  stop_registries
  cd "$here"
}

start_daemon
import_images
test_shop
test_own_ignore_file
test_odd_tree
test_failures
test_interrupt
test_push
finish
