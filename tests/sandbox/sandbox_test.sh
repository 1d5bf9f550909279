#!/usr/bin/env bash
# The sandbox of the program as it is shipped: what it refuses, with probe.cpp in the place of a fault,
# and that nothing is refused that a command needs.
#
#   sandbox_test.sh TARE PROBE
set -euo pipefail
tare=$(realpath "$1")
probe=$(realpath "$2")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export LC_ALL=C.UTF-8
status=0

fail() {
  echo "sandbox: $*"
  status=1
}

mkdir -p context/sub elsewhere out
echo secret >canary
for i in {1..40}; do head -c 100000 /dev/urandom >"context/sub/$i"; done
# Names that need a locale and its tables.
echo long >"context/sub/$(printf 'ä%.0s' {1..120})"
echo bytes >"context/sub/$(printf '\xff%.0s' {1..220})"
printf '%s\n' '/sub/1' >elsewhere/ignore
echo 'FROM scratch' >elsewhere/Dockerfile
printf 'FROM scratch\nCOPY sub/2 /\n' >context/Dockerfile
# The tree itself cannot turn it off.
printf 'no-sandbox = true\n' >elsewhere/config

# probed WANT COMMAND...: what the probe comes to in it has to be WANT, an errno.
probed() {
  local want=$1 code=0
  shift
  CANARY=$work/canary LD_PRELOAD=$probe "$tare" "$@" >probed.out 2>probed.err || code=$?
  ((code == 0)) || fail "tare $*: exit $code: $(<probed.err)"
  landlock=$(sed -nE 's/^landlock (-?[0-9]+) .*/\1/p' probed.err)
  ((landlock > 0)) || want=0
  grep -qx "landlock .* canary $want" probed.err || fail "tare $*: not $want: $(<probed.err)"
}

for command in pack report ls digest stages 'check --max-files 1000'; do
  # shellcheck disable=SC2086
  probed 13 $command context
  # shellcheck disable=SC2086
  probed 0 $command --no-sandbox context
done
if ((landlock <= 0)); then
  echo "*** THIS KERNEL HAS NO LANDLOCK: that a read outside is refused is NOT tested here ***"
fi
cp elsewhere/config context/.tare.toml
"$tare" pack context >refused.tar 2>refused.err && fail "a .tare.toml turned the sandbox off"
grep -q "no-sandbox" refused.err || fail "$(<refused.err)"
rm context/.tare.toml

# same NAME OPTION...: with and without, the archive is the same, and nothing else is told.
same() {
  local name=$1
  shift
  "$tare" pack --no-sandbox "$@" >"$work/want.tar" 2>"$work/want.err" || fail "$name: exit $? without"
  "$tare" pack "$@" >"$work/got.tar" 2>"$work/got.err" || fail "$name: exit $?: $(<"$work/got.err")"
  cmp "$work"/{want,got}.tar || fail "$name: another archive"
  cmp "$work"/{want,got}.err || fail "$name: another account"
}

# written NAME OUTPUT OPTION...: the same for -o.
written() {
  local name=$1 output=$2
  shift 2
  "$tare" pack --no-sandbox "$@" >want.tar 2>/dev/null
  "$tare" pack -q -o "$output" "$@" || fail "$name: exit $?"
  cmp want.tar "$output" || fail "$name: another archive"
  [[ -z $(find . -name '.tare-*') ]] || fail "$name: a temporary file stayed"
}

# laid_out NAME LAYOUT OPTION...: the same for --oci; LAYOUT:v1 is in the directory that is there, or not.
laid_out() {
  local name=$1 layout=$2
  shift 2
  rm -rf want_layout
  "$tare" pack --no-sandbox -q --oci want_layout:v1 "$@" >want || fail "$name: exit $? without"
  "$tare" pack -q --oci "$layout:v1" "$@" >got || fail "$name: exit $?"
  cmp want got || fail "$name: another digest"
  diff -r want_layout "$layout" || fail "$name: another layout"
}

same plain context
same one-thread context --threads 1
same threads context --threads 8
same gzip context --compress gzip --threads 4
same zstd context --compress zstd --threads 4
same quiet context -q
same files-outside context -f elsewhere/Dockerfile --ignore-file elsewhere/ignore
same needed context --needed
ln -s context link
ln -s ../link out/link
same linked out/link
cd link/sub
same below ..
cd "$work"

written new out/new.tar context
written old out/new.tar context
ln -s new.tar out/linked.tar
written through-a-link out/linked.tar context
[[ -L out/linked.tar ]] || fail "the link to the output is gone"
written in-context context/sub/own.tar context
rm context/sub/own.tar
NO_TMPFILE=1 LD_PRELOAD=$probe written named out/new.tar context
mkfifo fifo
cat fifo >from-fifo.tar &
"$tare" pack -q -o fifo context || fail "to a FIFO: exit $?"
wait
cmp want.tar from-fifo.tar || fail "to a FIFO: another archive"
"$tare" pack -q -o /dev/stdout context | cmp want.tar - || fail "to /dev/stdout: another archive"
"$tare" pack -q -o /dev/null context || fail "to /dev/null: exit $?"

laid_out layout-new out/layout context
laid_out layout-old out/layout context
laid_out layout-in-context context/sub/layout context
rm -r context/sub/layout
NO_TMPFILE=1 LD_PRELOAD=$probe laid_out layout-named out/layout context
touch context/sub/.wh.1
"$tare" pack -q --oci out/gone context 2>/dev/null && fail "an image with a name that removes another"
[[ ! -e out/gone ]] || fail "something of an image stayed"
rm context/sub/.wh.1

# A FIFO that nobody reads holds the pack up, so that its threads can be looked at.
"$tare" pack -q --threads 3 --compress gzip:1 context -o fifo &
pid=$!
exec {hold}<fifo
for _ in {1..100}; do
  tasks=(/proc/"$pid"/task/*)
  ((${#tasks[@]} >= 3)) && break
  sleep 0.02
done
((${#tasks[@]} >= 3)) || fail "there are ${#tasks[@]} threads to look at"
for task in "${tasks[@]}"; do
  grep -qx $'NoNewPrivs:\t1' "$task/status" || fail "a thread of ${#tasks[@]} is not confined"
done
cat <&"$hold" >/dev/null
exec {hold}<&-
wait "$pid" || fail "held up: exit $?"

# Nothing that is read late is missed. A time zone of its own, since there may be no other than UTC.
{ printf 'TZif\0%031d' 0 | tr 0 '\0'
  printf '\0\0\0\1\0\0\0\4\0\0\070\100\0\0ABC\0'; } >zone
TZ=:$work/zone "$tare" ls -l --no-sandbox context >ls1
TZ=:$work/zone "$tare" ls -l context >ls2
TZ=UTC "$tare" ls -l context >ls3
cmp ls1 ls2 || fail "another time zone"
! cmp -s ls1 ls3 || fail "the time zone for the test is none"
"$tare" stages --no-sandbox context >stages1
"$tare" stages context >stages2
cmp stages1 stages2 || fail "other stages"

# never_refused COMMAND...: a refusal that something gets over, such as not knowing how many processors
# there are, shows in no result.
never_refused() {
  strace -f -qq -o calls -e trace=%file -e status=failed "$tare" "$@" >/dev/null 2>&1 || fail "tare $*: exit $?"
  ! grep EACCES calls || fail "tare $*: something was refused that it asked for"
}

for command in pack 'pack --compress gzip' 'pack --compress zstd --threads 2' 'pack -o out/new.tar' \
  'report --html out/page.html' 'ls -l' 'digest --cache out/first' stages 'check --write-baseline out/baseline.json --max-files 99'; do
  # shellcheck disable=SC2086
  never_refused $command context
done

# Outputs that are made at the end.
"$tare" report context --html out/page.html >/dev/null || fail "a page: exit $?"
grep -q '</html>' out/page.html || fail "a page: none"
"$tare" report context --html - >page.html || fail "a page on standard output: exit $?"
grep -q '</html>' page.html || fail "a page on standard output: none"
"$tare" check context --write-baseline out/baseline.json >/dev/null || fail "a baseline: exit $?"
grep -q '"bytes"' out/baseline.json || fail "a baseline: none"
"$tare" digest context --save out/saved.json --cache out/cache >digest1 || fail "a cache: exit $?"
"$tare" digest context --cache out/cache >digest2 || fail "a known cache: exit $?"
cmp digest1 digest2 || fail "with a cache: another digest"
"$tare" digest -q context --against out/saved.json || fail "a saved digest: exit $?"

# File systems on top of others.
export tare
# shellcheck disable=SC2016 # for the inner shell
unshare -rm bash -euc '
  mkdir bound upper scratch merged over
  mount --bind context bound
  "$tare" pack -q --no-sandbox context >want.tar
  "$tare" pack -q bound | cmp want.tar -
  mount -t tmpfs none scratch
  mkdir scratch/upper scratch/work
  mount -t overlay none merged -o lowerdir=context,upperdir=scratch/upper,workdir=scratch/work
  echo upper >merged/added
  "$tare" pack -q --no-sandbox merged >want.tar
  "$tare" pack -q merged | cmp want.tar -
  "$tare" pack -q merged -o merged/out.tar
  cmp want.tar merged/out.tar
  mkdir merged/mounted
  mount -t tmpfs none merged/mounted
  echo mounted >merged/mounted/file
  rm merged/out.tar
  "$tare" pack -q merged | tar -tf - >list 2>/dev/null
  grep -qx mounted/file list
' || fail "on a bind mount, an overlay, or with a mount below"

exit "$status"
