#!/usr/bin/env bash
# What a daemon gets of cpp/upload.cpp: all of the context, or a request that breaks off.
#
#   upload_test.sh UPLOAD
set -euo pipefail
upload=$(realpath "$1")
here=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# daemon [MODE [PID]]: takes one request.
daemon() { timeout 30 "$here/http_sink.py" "$work/socket" "$@" >"$work/daemon" 2>&1; }

# upload CONTEXT: once the daemon listens.
upload() {
  while [[ ! -S $work/socket ]]; do sleep 0.05; done
  exec "$upload" "$work/socket" "$1" shop >"$work/answer" 2>"$work/said"
}

# says FILE LINE: it has that line, whatever progress came before.
says() { tr '\r' '\n' <"$work/$1" | grep -qF -- "$2" || { echo "$1 without: $2"; cat "$work/$1"; exit 1; }; }

mkdir context
printf 12345 >context/kept
printf 123 >context/left
printf 'left\n.dockerignore\n' >context/.dockerignore
upload context &
daemon
wait $!
says daemon ".dockerignore kept"
says answer '{"stream":"built"}'
says said "2 files, 24 bytes sent, 3 excluded"

# ends STATUS MODE: how the upload does, of a request that the daemon takes in this way.
ends() {
  local status=0 uploading
  rm -f socket
  upload context &
  uploading=$!
  daemon "$2" $uploading || true
  wait $uploading || status=$?
  [[ $status == "$1" ]] || { echo "$2: exit $status instead of $1"; exit 1; }
}
ends 1 failing
ends 130 building
says daemon "the request was given up"
says said "upload: stopped"
head -c 20000000 /dev/zero >context/kept # more than fits a socket
ends 130 sending
says daemon "the request broke off"
says said "upload: stopped"
