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

# tidy FOLDER CHECKS
tidy() {
  find "$1" -name '*.cpp' | sort |
    xargs -P "$(nproc)" -n 3 clang-tidy --quiet -p "$build" --warnings-as-errors='*' --checks="$2" \
      2> >(grep -v 'warnings generated\|Suppressed\|Use -header-filter' >&2)
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
