# What the cases share. shellcheck shell=bash

# start_builder: a builder in the background, which ends with the case; BUILDER is its address.
start_builder() {
  "$TARE_FAKE_BUILDKITD" "$PWD/../socket" "$PWD/../copy" &
  builder=$!
  trap 'kill "$builder" 2>/dev/null; wait "$builder" 2>/dev/null' EXIT
  export TARE_BUILDER=buildkit+unix://$PWD/../socket DOCKER_CONFIG=$PWD/../docker
  local deadline=$((SECONDS + 20))
  until [[ -S ../socket ]]; do
    ((SECONDS < deadline)) || { echo "the builder does not start"; return 1; }
    sleep 0.02
  done
}

# A context of two files to send, one of which the builder's rules leave out.
small() {
  put a 1000
  put b/c 234
  put left.md 50
  printf 'FROM scratch AS build\nCOPY a /\nRUN make \\\n  all\nCOPY b /\n' >Dockerfile
}
