#!/usr/bin/env bash
# clang-format, clang-tidy, shellcheck and mandoc have nothing to say.
#
#   lint_test.sh ROOT BUILD [all]
set -euo pipefail
root=$1 build=$2
cd "$root"

# files NAME_PATTERN...: below the folders that hold our own text
files() {
  local arguments=()
  for pattern in "$@"; do arguments+=(-o -name "$pattern"); done
  find lib cli tests bench \( "${arguments[@]:1}" \) -not -path '*/node_modules/*' | sort
}

files '*.cpp' '*.hpp' | xargs clang-format --dry-run --Werror
echo "clang-format: clean"

mapfile -t scripts < <(files '*.sh'; grep -rlE '^#!.*bash' bench dev packaging .ci tests/guides/bin)
shellcheck --shell=bash --external-sources --source-path=SCRIPTDIR "${scripts[@]}"
echo "shellcheck: clean"

# What clang-tidy is to know of the compiler's options; those of a library's source do for all.
mapfile -t flags < <(
  grep -m1 '"command": .*/tare\.dir/' "$build/compile_commands.json" | grep -oE -- '-(I|W|std=|D)[^ "]*')
# Sessions have headers of their own, and generated ones.
mapfile -t -O "${#flags[@]}" flags < <(grep -m1 '"command": .*/tare-session\.dir/' "$build/compile_commands.json" |
  grep -oE -- '-(I|isystem )[^ "]*' | sed 's/-isystem /-isystem/')

# for cli/builders, and for lib/bindings/node
flags+=(-I"$root/cli" -I"$root/cli/builders" -I"$root/lib/session/include" -isystem "$build/cli/builders/messages")
flags+=(-isystem "$(dirname "$(dirname "$(node -p process.execPath)")")/include/node")

# tidy_together CHECKS PLACE FILE...
# Nearly all of the time goes into the headers of the standard library, so files are looked at as one
# source. Where something is found, or the files do not go together since two names clash, each half of
# them is looked at by itself, down to single files, which have the last word. A name that hides one of
# another file is none of that.
tidy_together() {
  local checks=$1 place=$2 half status=0
  shift 2
  if (($# == 1)); then
    clang-tidy --quiet --warnings-as-errors='*' --checks="$checks" "$1" -- "${flags[@]}" \
      2> >(grep -v 'warnings\? generated\|Suppressed\|Use -header-filter' >&2)
    return
  fi
  printf "#include \"$root/%s\"\n" "$@" >"$place.cpp"
  if clang-tidy --quiet --warnings-as-errors='*' --checks="$checks,-bugprone-suspicious-include" \
    --header-filter='/(lib|cli)/.*' "$place.cpp" -- "${flags[@]}" -Wno-shadow &>"$place.out"; then
    return
  fi
  grep -m1 'error:' "$place.out" | sed 's/^/in halves: /'
  half=$(($# / 2))
  tidy_together "$checks" "${place}1" "${@:1:half}" || status=1
  tidy_together "$checks" "${place}2" "${@:half+1}" || status=1
  return "$status"
}

# tidy FOLDER CHECKS
tidy() {
  local batches=$build/tidy/$1 batch jobs=() status=0
  rm -rf "$batches"
  mkdir -p "$batches"
  find "$1" -name '*.cpp' | sort | split -n r/4 - "$batches/"
  for batch in "$batches"/*; do
    # Names of files have no white space.
    # shellcheck disable=SC2046
    tidy_together "$2" "$batch-" $(<"$batch") &
    jobs+=($!)
  done
  for job in "${jobs[@]}"; do wait "$job" || status=1; done
  return "$status"
}

# In the tests the library alone, and no analysis of paths: all of it takes three times as long.
if [[ ${3-} == all ]]; then
  tidy lib ''
  tidy cli ''
else
  tidy lib '-clang-analyzer-*'
fi
echo "clang-tidy: clean"

mandoc -T lint -W warning "$build"/cli/man/*.1
echo "mandoc: clean"
