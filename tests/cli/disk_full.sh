# A disk that is full: an error, the old file stays, and nothing beside it.
put big 3000000
head -c 3000000 /dev/urandom >random
mkdir ../disk
# shellcheck disable=SC2016 # for the inner shell
unshare -rm bash -c '
  mount -t tmpfs -o size=1m none ../disk
  echo old >../disk/out.tar
  for method in none gzip zstd; do
    tare pack -q --compress $method -o ../disk/out.tar .
    echo "exit $?"
    tare pack -q --compress $method -o ../disk/new.tar .
    echo "exit $?"
    tare pack -q --compress $method . >../disk/redirected
    echo "exit $?"
    rm ../disk/redirected
  done
  ls -A ../disk
  cat ../disk/out.tar'
# No file may be larger than 1,024,000 bytes.
put ../out/old.tar 7
for method in none gzip; do
  (ulimit -f 1000; trap "" XFSZ; run tare pack -q --compress $method -o ../out/old.tar .)
done
ls -A ../out
wc -c <../out/old.tar
# shellcheck disable=SC2069 # messages are for the case's own output
{ tare pack -q .; echo "exit $?" >&2; } 2>&1 >/dev/full
