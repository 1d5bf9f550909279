# What the cases share. shellcheck shell=bash

# Runs a command and tells its exit code when that is not 0.
run() {
  local code=0
  "$@" || code=$?
  ((code == 0)) || echo "exit $code"
}

# put NAME [BYTES]: makes a file of that many bytes, its parents too.
put() {
  mkdir -p "$(dirname -- "$1")"
  head -c "${2:-0}" /dev/zero | tr '\0' x >"$1"
}

# A small shop: 3 files to send, node_modules, .git and two *.md to leave out.
shop() {
  put app.js 1200
  put lib/cart.js 800
  put node_modules/express/index.js 61200
  put node_modules/express/README.md 1000
  put .git/HEAD 7100
  put README.md 300
  put CHANGES.md 212
  printf '%s\n' node_modules .git '*.md' >.dockerignore
}

# Runs a command without root's right to read everything.
unprivileged() {
  if (($(id -u) == 0)); then
    setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-dac_override,-dac_read_search -- "$@"
  else
    "$@"
  fi
}
