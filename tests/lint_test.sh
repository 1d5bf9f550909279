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

mapfile -t scripts < <(files '*.sh'; grep -rlE '^#!.*bash' bench dev .ci)
shellcheck --shell=bash --external-sources --source-path=SCRIPTDIR "${scripts[@]}"
echo "shellcheck: clean"

# What clang-tidy is to know of the compiler's options; those of a library's source do for all.
mapfile -t flags < <(
  grep -m1 '"command": .*/lib/src/error\.cpp' "$build/compile_commands.json" | grep -oE -- '-(I|W|std=|D)[^ "]*')

# tidy_each CHECKS FILE...
tidy_each() {
  clang-tidy --quiet --warnings-as-errors='*' --checks="$1" "${@:2}" -- "${flags[@]}" \
    2> >(grep -v 'warnings generated\|Suppressed\|Use -header-filter' >&2)
}

# tidy FOLDER CHECKS
# Nearly all of the time goes into the headers of the standard library. So some files are looked at as
# one; where they do not go together or something is found, each by itself.
tidy() {
  local batch batches=$build/tidy/$1 alone jobs=() status=0
  rm -rf "$batches"
  mkdir -p "$batches"
  find "$1" -name '*.cpp' | sort | split -n r/4 - "$batches/"
  for batch in "$batches"/*; do
    sed "s|.*|#include \"$root/&\"|" "$batch" >"$batch.cpp"
    {
      clang-tidy --quiet --warnings-as-errors='*' --checks="$2,-bugprone-suspicious-include" \
        --header-filter='/(lib|cli)/.*' "$batch.cpp" -- "${flags[@]}" &>"$batch.out" ||
        { echo "$batch: one by one" && mapfile -t alone <"$batch" && tidy_each "$2" "${alone[@]}"; }
    } &
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

mandoc -T lint -W warning cli/tare.1
echo "mandoc: clean"
