#!/usr/bin/env bash
# The program as it is shipped has what lib/cmake/hardening.cmake asks for. So that a check which finds
# everything good is noticed, each is tried on a program that lacks what it looks for.
#
#   hardening_test.sh TARE CXX
set -euo pipefail
export LC_ALL=C
tare=$1 cxx=$2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What is there, the view of the program that shows it, how many lines of that at least, and what they match.
checks=(
  'position-independent|header|1|Type: *DYN'
  'marked as such|dynamic|1|FLAGS_1.*\bPIE\b'
  'tables read-only after the start|segments|1|GNU_RELRO'
  'all bound at the start|dynamic|1|FLAGS_1.*\bNOW\b'
  'no executable stack|segments|1|GNU_STACK.* RW +0x'
  'canaries on the stack|symbols|1| UND __stack_chk_fail\b'
  'lengths checked by the C library|symbols|3| UND __[a-z]+_chk\b'
  'the C++ library checks indexes|symbols|1| UND _ZSt21__glibcxx_assert_fail'
)
without=()
# shellcheck disable=SC2016 # a dollar of assembly
case $(uname -m) in
  x86_64)
    # A long frame touches each of its pages. The compiler's own start-up code has a few of the others.
    checks+=('long frames touch each page|code|1|sub +\$0x1000,%rsp'
             'where jumps may land|code|1000|\bendbr64')
    without=(-fno-stack-clash-protection -fcf-protection=none)
    ;;
  aarch64)
    checks+=('long frames touch each page|code|1|sub\s+sp, sp, #0x1, lsl #12'
             'where jumps may land|code|1000|\b(paciasp|bti\s+c)')
    without=(-fno-stack-clash-protection -mbranch-protection=none)
    ;;
esac

# look_at PROGRAM VIEWS
look_at() {
  readelf -hW "$1" >"$2.header"
  readelf -dW "$1" >"$2.dynamic"
  readelf -lW "$1" >"$2.segments"
  readelf --dyn-syms -W "$1" >"$2.symbols"
  objdump -d --no-show-raw-insn "$1" >"$2.code"
}

# has VIEWS CHECK
has() {
  local view least pattern count
  IFS='|' read -r _ view least pattern <<<"$2"
  count=$(grep -cE -- "$pattern" "$1.$view") || true
  ((count >= least))
}

cat >"$work/weak.cpp" <<'CPP'
#include <cstdio>
#include <cstring>
#include <vector>
int main(int argc, char** argv) {
  char copy[20000];
  std::vector<int> few(static_cast<unsigned>(argc));
  std::strcpy(copy, argv[0]);
  return std::puts(copy) + few[static_cast<unsigned>(argc) - 1];
}
CPP
"$cxx" -O2 -w -U_FORTIFY_SOURCE -fno-stack-protector "${without[@]}" -fno-pie -no-pie \
  -Wl,-z,norelro,-z,lazy,-z,execstack "$work/weak.cpp" -o "$work/weak"

status=0
look_at "$tare" "$work/tare"
look_at "$work/weak" "$work/weak"
for check in "${checks[@]}"; do
  has "$work/tare" "$check" || { echo "hardening: not in $tare: ${check%%|*}"; status=1; }
  if has "$work/weak" "$check"; then echo "hardening: found in a program without: ${check%%|*}"; status=1; fi
done
exit "$status"
