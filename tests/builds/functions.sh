# What the cases share. shellcheck shell=bash

# in_background SOCKET PROGRAM ARGUMENT...: a builder that listens at SOCKET, and ends with the case.
in_background() {
  local socket=$1 deadline=$((SECONDS + 20))
  shift
  "$@" &
  builders+=($!)
  trap 'kill "${builders[@]}" 2>/dev/null; wait "${builders[@]}" 2>/dev/null' EXIT
  export DOCKER_CONFIG=$PWD/../docker
  until [[ -S $socket ]]; do
    ((SECONDS < deadline)) || { echo "the builder does not start"; return 1; }
    sleep 0.02
  done
}
builders=()

# start_builder: a buildkitd, which TARE_BUILDER names.
start_builder() {
  export TARE_BUILDER=buildkit+unix://$PWD/../socket
  in_background "$PWD/../socket" "$TARE_FAKE_BUILDKITD" "$PWD/../socket" "$PWD/../copy"
}

# start_dockerd: the same with a docker daemon, which writes to ../told what it hears of credentials.
start_dockerd() {
  export TARE_BUILDER=unix://$PWD/../docker.sock
  in_background "$PWD/../docker.sock" "$TARE_FAKE_DOCKERD" "$PWD/../docker.sock" "$PWD/../told"
}

# helper COMMANDS: docker's configuration names a credential helper that runs them.
helper() {
  mkdir -p ../docker
  echo '{"credsStore": "played"}' >../docker/config.json
  printf '#!/bin/sh\n%s\n' "$1" >../bin/docker-credential-played
  chmod 755 ../bin/docker-credential-played
}

# A context of two files to send, one of which the builder's rules leave out.
small() {
  put a 1000
  put b/c 234
  put left.md 50
  printf 'FROM scratch AS build\nCOPY a /\nRUN make \\\n  all\nCOPY b /\n' >Dockerfile
}
