#!/usr/bin/env bash
# A real docker daemon, reached in all ways that there are: each builds the same context, whose
# session is served over a second connection, and fails to push for a reason that the daemon knows.
#
# Usage: connect_test.sh TARE-CONNECT

set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=/dev/null
. "$here/lib.sh"
# shellcheck source=daemon.sh
. "$here/daemon.sh"

connect=$(realpath "$1")

# Nobody listens at the port of this registry.
image=127.0.0.1:1/shop:1
mkdir "$work/context" "$work/certificates" "$work/bin"
printf 'FROM scratch\nCOPY a.txt /\n' >"$work/context/Dockerfile"
echo hello >"$work/context/a.txt"

"$here/../build/certificates.sh" "$work/certificates"
cp "$work/certificates/client.pem" "$work/certificates/cert.pem"
cp "$work/certificates/client-key.pem" "$work/certificates/key.pem"
port=$(/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
daemon_options=(-H "tcp://127.0.0.1:$port" --tlsverify --tlscacert "$work/certificates/ca.pem"
  --tlscert "$work/certificates/server.pem" --tlskey "$work/certificates/server-key.pem")
start_daemon

# An ssh to a host that is this one.
ln -s "$docker" "$work/bin/docker"
cat >"$work/bin/ssh" <<'END'
#!/bin/sh
while [ "$1" != -- ]; do shift; done
shift 2
exec sh -c "$*" # as ssh has it
END
chmod +x "$work/bin/ssh"
PATH=$work/bin:$PATH

# builds VARIABLE=VALUE... [ADDRESS]: the image is there, and the registry is not.
builds() {
  local address=()
  if [[ ${*: -1} != *=* ]]; then
    address=("${*: -1}")
    set -- "${@:1:$#-1}"
  fi
  "$docker" rmi -f "$image" >/dev/null 2>&1
  env "$@" timeout 60 "$connect" "$work/context" "$image" "${address[@]}" >"$work/answer" || return 1
  grep -qE '^sha256:[0-9a-f]{64}$' "$work/answer" || return 1
  grep -qE "^'$image': cannot be pushed: .*127\.0\.0\.1:1/.*connection refused$" "$work/answer" || {
    cat "$work/answer"
    return 1
  }
  [ "$("$docker" image inspect -f '{{len .RootFS.Layers}}' "$image")" = 1 ]
}

# says TEXT COMMAND...: it fails, and says that.
says() {
  local said
  if said=$("${@:2}" 2>&1); then return 1; fi
  [[ $said == *"$1"* ]] || {
    echo "$said"
    return 1
  }
}

tls=(DOCKER_TLS_VERIFY=1 "DOCKER_CERT_PATH=$work/certificates")
far=tcp://127.0.0.1:$port

check "the socket that DOCKER_HOST names" builds A=
check "the socket as an address" builds DOCKER_HOST= "$DOCKER_HOST"
check "tcp with TLS and certificates of both sides" builds "${tls[@]}" "$far"
check "DOCKER_HOST by tcp" builds "${tls[@]}" "DOCKER_HOST=$far"
check "ssh" builds A= ssh://somebody@far.example:22
check "ssh, with the path of the socket over there" \
  builds DOCKER_HOST= "ssh://far.example${DOCKER_HOST#unix://}"
check "a command" builds A= "docker+exec:docker system dial-stdio"

"$docker" context create far --docker \
  "host=$far,ca=$work/certificates/ca.pem,cert=$work/certificates/cert.pem,key=$work/certificates/key.pem" \
  >/dev/null 2>&1
check "a context" builds DOCKER_HOST= DOCKER_CONTEXT=far
env -u DOCKER_HOST "$docker" context use far >/dev/null 2>&1
check "the current context" builds DOCKER_HOST=

check "without TLS the daemon says what it wants" says "the daemon wants TLS: set DOCKER_TLS_VERIFY=1" \
  "$connect" "$work/context" "$image" "$far"
rm "$work/certificates/cert.pem" "$work/certificates/key.pem"
check "without a certificate, too" says "TLS: " \
  env "${tls[@]}" "$connect" "$work/context" "$image" "$far"
check "a daemon that is not there over there" says "the builder closed the connection without an answer: ssh ended with code 1" \
  env DOCKER_HOST= "$connect" "$work/context" "$image" ssh://far.example/nowhere.sock
check "a socket that is not there" says "start the docker daemon" \
  env "DOCKER_HOST=unix://$work/none.sock" "$connect" "$work/context" "$image"
finish
