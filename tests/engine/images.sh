# shellcheck shell=bash
# What builds in the tests begin with; sourced behind daemon.sh, not run.

# Takes the place of the images of node: a shell, `cp`, `mkdir`, and an `npm` that needs no network
# and always makes the same of the same files.
import_images() {
  local image=${work:?}/image program file
  mkdir -p "$image/bin" "$image/tmp"
  for program in dash cp mkdir; do
    program=$(command -v "$program")
    for file in "$program" $(ldd "$program" | grep -o '/[^ ]*'); do
      mkdir -p "$image$(dirname "$file")"
      cp -L "$file" "$image$file"
    done
  done
  cp -L "$(command -v dash)" "$image/bin/sh"
  cat >"$image/bin/npm" <<'END'
#!/bin/sh
set -e
case "$*" in
  ci) mkdir -p node_modules/express && cp package.json node_modules/express/ ;;
  "run build") mkdir dist && cp -r package.json server.js public dist/ ;;
esac
END
  chmod +x "$image/bin/npm"
  tar -C "$image" -cf "$work/image.tar" .
  "${docker:?}" import "$work/image.tar" node:20 >/dev/null
  "$docker" tag node:20 node:20-slim
}

# make_shop DIRECTORY: the worked example, as it is after `npm ci`.
make_shop() {
  cp -R "${here:?}/../data/shop" "$1"
  rm -rf "$1/node_modules" "$1/dist" "$1/.git"
  mkdir -p "$1/node_modules/express"
  echo "module.exports = 1;" >"$1/node_modules/express/index.js"
}
