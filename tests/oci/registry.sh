# shellcheck shell=bash
# A registry on the loopback for one test alone, in a directory of its own, $work; sourced, not run.

registry=
registry_pid=

# start_registry: sets $registry to HOST:PORT.
start_registry() {
  local port deadline
  port=$(/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  registry=127.0.0.1:$port
  cat >"${work:?}/registry.yml" <<END
version: 0.1
storage: {filesystem: {rootdirectory: $work/registry}}
http: {addr: $registry}
END
  docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1 &
  registry_pid=$!
  deadline=$((SECONDS + 30))
  until curl -fsS "http://$registry/v2/" >/dev/null 2>&1; do
    if ! kill -0 "$registry_pid" 2>/dev/null || ((SECONDS >= deadline)); then
      cat "$work/registry.log"
      return 1
    fi
    sleep 0.1
  done
}

stop_registry() {
  if [[ $registry_pid ]]; then kill "$registry_pid" 2>/dev/null || true; fi
}
