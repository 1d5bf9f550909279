# shellcheck shell=bash
# A docker daemon for one test alone, in a directory of its own, $work, which ends with the test;
# sourced behind lib.sh, not run. Ends the test where there can be none.

docker=/usr/bin/docker # Debian's: another one earlier in PATH may lack a builder
dockerd=/usr/sbin/dockerd

[ "$(id -u)" -eq 0 ] || skip "a docker daemon needs root"
for program in "$docker" "$dockerd"; do
  [ -x "$program" ] || skip "$program is not installed"
done

work=$(mktemp -d)
daemon=
daemon_options=() # more of dockerd's
trap clean_up EXIT
unset DOCKER_CONTEXT DOCKER_TLS DOCKER_TLS_VERIFY DOCKER_CERT_PATH DOCKER_DEFAULT_PLATFORM
export DOCKER_HOST=unix://$work/docker.sock DOCKER_CONFIG=$work/config BUILDKIT_PROGRESS=plain

clean_up() {
  if [ -n "$daemon" ]; then stop_daemon; fi
  rm -rf --one-file-system "$work"
}

# Its mounts, and the key and the configuration in /etc/docker, are its own and end with it.
start_daemon() {
  # shellcheck disable=SC2016
  unshare --mount setpriv --pdeathsig TERM \
    bash -c 'if [ -d /etc/docker ]; then mount -t tmpfs tmpfs /etc/docker; fi && exec "$@"' bash \
    "$dockerd" -H "$DOCKER_HOST" --data-root "$work/data" --exec-root "$work/exec" \
    --pidfile "$work/pid" --bridge=none --iptables=false --ip6tables=false --ip-forward=false \
    --storage-driver=vfs \
    "${daemon_options[@]}" >"$work/daemon.log" 2>&1 &
  daemon=$!
  local deadline=$((SECONDS + 60))
  while ((SECONDS < deadline)); do
    if timeout 10 "$docker" version >/dev/null 2>&1; then return; fi
    kill -0 "$daemon" 2>/dev/null || break
    sleep 0.1
  done
  skip "dockerd does not start: $(tail -n 1 "$work/daemon.log")"
}

stop_daemon() {
  kill "$daemon" 2>/dev/null || true
  local deadline=$((SECONDS + 20))
  while kill -0 "$daemon" 2>/dev/null && ((SECONDS < deadline)); do
    sleep 0.1
  done
  kill -KILL "$daemon" 2>/dev/null || true
  wait "$daemon" || true
}
