#!/usr/bin/env bash
# What action.yml runs: its inputs are in TARE_*, and empty where they are not given.
set -euo pipefail

# tare ARGUMENT...: the one in PATH, or the image's. The tree has the same path in there, so that lines
# are marked where they are; and git answers only those whose tree it is.
tare() {
  if type -P tare >/dev/null; then
    command tare "$@"
  else
    docker run --rm --network none --volume "$PWD:$PWD:ro" --user "$(id -u):$(id -g)" --workdir "$PWD" \
      --entrypoint tare "$image" "$@"
  fi
}

# add OPTION VALUES: to `options`, once for each line of VALUES.
add() {
  local value
  while IFS= read -r value; do
    value=${value%$'\r'}
    if [[ -n $value ]]; then options+=("$1=$value"); fi
  done <<<"$2"
}

# run COMMAND: with the options of all commands and those of its own.
run() {
  options=("${common[@]}")
  case $1 in
    check)
      add --max-size "$TARE_MAX_SIZE"
      add --max-files "$TARE_MAX_FILES"
      add --max-file-size "$TARE_MAX_FILE_SIZE"
      add --forbid "$TARE_FORBID"
      add --require "$TARE_REQUIRE"
      add --baseline "$TARE_BASELINE"
      add --max-growth "$TARE_MAX_GROWTH"
      ;;
    lint)
      add --fail-on "$TARE_FAIL_ON"
      add --disable "$TARE_DISABLE"
      ;;
  esac
  tare "$1" --format github "${options[@]}" -- "$TARE_CONTEXT" || status=$?
}

case $TARE_COMMAND in
  check | lint) commands=("$TARE_COMMAND") ;;
  both) commands=(check lint) ;;
  *)
    echo "::error::tare: command is '$TARE_COMMAND'; it is check, lint or both"
    exit 2
    ;;
esac

if ! type -P tare >/dev/null; then
  image=tare:action
  docker build --quiet --target ci --tag "$image" "$GITHUB_ACTION_PATH"
fi

options=()
add --file "$TARE_FILE"
add --ignore-file "$TARE_IGNORE_FILE"
add --target "$TARE_TARGET"
common=("${options[@]}")

if [[ $TARE_SUMMARY == true && -n ${GITHUB_STEP_SUMMARY-} ]]; then
  # What is wrong with the context, the command says below.
  # A name in it may be anything, even the end of a fenced block; an indented one has none.
  {
    echo
    tare report --color never "${common[@]}" -- "$TARE_CONTEXT" 2>/dev/null | sed 's/^/    /' || true
  } >>"$GITHUB_STEP_SUMMARY"
fi

status=0
for command in "${commands[@]}"; do run "$command"; done
exit "$status"
