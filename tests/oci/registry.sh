# shellcheck shell=bash
# Registries on the loopback for one test alone, in its own directory $work; sourced, not run.

registry=
registries=()

# start_registry NAME [MORE]: one that keeps its images in $work/NAME; MORE is more of its
# configuration. Sets $registry to HOST:PORT.
start_registry() {
  local directory=${work:?}/$1 port deadline
  port=$(/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  registry=127.0.0.1:$port
  cat >"$directory.yml" <<END
version: 0.1
log: {level: error}
storage: {filesystem: {rootdirectory: $directory}}
http: {addr: "$registry"}
${2-}
END
  docker-registry serve "$directory.yml" >"$directory.log" 2>&1 &
  registries+=($!)
  deadline=$((SECONDS + 30))
  # One that asks for a password answers, too.
  until curl -s -o /dev/null "http://$registry/v2/"; do
    if ! kill -0 "$!" 2>/dev/null || ((SECONDS >= deadline)); then
      cat "$directory.log"
      return 1
    fi
    sleep 0.1
  done
}

stop_registries() {
  if ((${#registries[@]})); then kill "${registries[@]}" 2>/dev/null || true; fi
  registries=()
}
